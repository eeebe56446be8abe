/* The compiled measure: loops over plain arrays, the same bits wherever WebAssembly runs.
 *
 * geo/measure/core.py calls it and says what the arrays are; core/build.py compiles it. There is no
 * allocator and nothing is imported: the caller owns the memory, an instance belongs to one thread.
 *
 * The geodesic formulas are the series of C. F. F. Karney, "Algorithms for geodesics", J. Geodesy
 * 87, 43-55 (2013), equations (17), (18), (24) and (25), solved for the longitude on the auxiliary
 * sphere by fixed-point iteration, which converges for every pair of points that is not nearly
 * antipodal: far beyond the ranges this project measures.
 *
 * Written with ternaries, for fmin and fmax become calls. No expression may be contracted or
 * reordered: figures are asked for bit by bit (core/build.py says so to the compiler).
 */
#include <math.h>
#include <stdint.h>

#define EXPORT(name) __attribute__((export_name(#name))) name

#define LEAF 4          /* pieces in a leaf of the tree; as geo/measure/geodesic.py */
#define STACK 64
#define CANDIDATES 512
#define PIECE 12        /* columns of a piece */
#define PI 3.14159265358979323846

static const double A_M = 6378137.0;
static const double F = 1 / 298.257223563;
static const double MEAN_R_M = 6371008.8;

typedef struct { double length, sa1, ca1, sa2, ca2; } Inverse;

static inline double least(double a, double b) { return a < b ? a : b; }
static inline double most(double a, double b) { return a > b ? a : b; }
static inline double radians(double deg) { return deg * (PI / 180); }
static inline double degrees(double rad) { return rad * (180 / PI); }

/* How many inverse problems were solved: what the work of a search is told by, whatever the load. */
static int64_t solved;

int64_t EXPORT(solved_so_far)(void) { return solved; }

/* -- geodesics -------------------------------------------------------------------------------- */

/* Distance and azimuths between two points given by sine and cosine of their reduced latitudes and
 * their difference of longitude, radians. */
static Inverse inverse(double sb1, double cb1, double sb2, double cb2, double lam)
{
    const double B_M = A_M * (1 - F), E2 = F * (2 - F), N = F / (2 - F), EP2 = E2 / (1 - E2);
    solved++;
    /* The start of a short line (Karney's equation 48): exact to second order in its length. */
    double mean = (sb1 + sb2) * (sb1 + sb2);
    mean /= mean + (cb1 + cb2) * (cb1 + cb2);
    double omega = lam / sqrt(1 - E2 * (1 - mean));
    if (fabs(omega) > PI) omega = lam;
    double sa1 = 0, ca1 = 0, sa2 = 0, ca2 = 0, sigma = 0;
    for (int turn = 0; turn < 30; turn++) {
        double so = sin(omega), co = cos(omega);
        sa1 = cb2 * so;
        ca1 = cb1 * sb2 - sb1 * cb2 * co;
        sa2 = cb1 * so;
        ca2 = cb1 * sb2 * co - sb1 * cb2;
        double ss = sqrt(sa1 * sa1 + ca1 * ca1);
        if (ss < 1e-15) {
            int antipodal = sb1 * sb2 + cb1 * cb2 * co < 0;
            return (Inverse){antipodal ? PI * B_M : 0.0, 0.0, 1.0, 0.0, 1.0};
        }
        double cs = sb1 * sb2 + cb1 * cb2 * co;
        sigma = atan2(ss, cs);
        sa1 /= ss; ca1 /= ss; sa2 /= ss; ca2 /= ss;
        double s0 = sa1 * cb1;
        double c02 = most(1 - s0 * s0, 1e-30);
        double k2 = EP2 * c02;
        double root = sqrt(1 + k2);
        double e = k2 / ((root + 1) * (root + 1));
        /* sin 2k(sigma2) - sin 2k(sigma1) = 2 cos k(sigma1 + sigma2) sin k(sigma12): the product
         * keeps its digits where the points are close and the difference would not. */
        double x1 = ca1 * cb1, x2 = ca2 * cb2;
        double both = sqrt(sb1 * sb1 + x1 * x1) * sqrt(sb2 * sb2 + x2 * x2);
        /* A cosine: near the equator its parts may be too small for float64. */
        double cm = most(least((x1 * x2 - sb1 * sb2) / most(both, 1e-300), 1.0), -1.0);
        double d1 = 2 * cm * ss;
        double d2 = 4 * (2 * cm * cm - 1) * ss * cs;
        double d3 = 2 * cm * (4 * cm * cm - 3) * ss * (4 * cs * cs - 1);
        double a3 = 1 - e * (0.5 - N / 2 + e * (0.25 + N / 8 - 3 * N * N / 8
                    + e * (1.0 / 16 + 3 * N / 16 + e * 3 / 64)));
        double c31 = e * (0.25 - N / 4 + e * (0.125 - N * N / 8 + e * (3.0 / 64 + 3 * N / 64)));
        double c32 = e * e * (1.0 / 16 - 3 * N / 32 + N * N / 32 + e * (3.0 / 64 - N / 32));
        double c33 = e * e * e * (5.0 / 192 - 3 * N / 64);
        double new = lam + F * s0 * a3 * (sigma + c31 * d1 + c32 * d2 + c33 * d3);
        double moved = new - omega;
        omega = new;
        if (fabs(moved) < 1e-11) {
            double a1 = (1 + e * e / 4 * (1 + e * e / 16)) / (1 - e);
            double c11 = e * (-0.5 + 3.0 / 16 * e * e);
            double c12 = e * e * (-1.0 / 16 + e * e / 32);
            double c13 = -e * e * e / 48;
            /* The last step of the longitude, carried into the length to first order. */
            double length = B_M * a1 * (sigma + c11 * d1 + c12 * d2 + c13 * d3) + A_M * s0 * moved;
            return (Inverse){length, sa1, ca1, sa2, ca2};
        }
    }
    /* Nearly antipodal, far beyond what is measured: near enough to be told as far. */
    return (Inverse){B_M * sigma, sa1, ca1, sa2, ca2};
}

/* Sine and cosine of the reduced latitude of a point on (or near) the ellipsoid. */
static inline void reduced(double x, double y, double z, double *sine, double *cosine)
{
    double w = z / (1 - F);
    double rho = sqrt(x * x + y * y);
    double norm = sqrt(rho * rho + w * w);
    *sine = w / norm;
    *cosine = rho / norm;
}

static inline void geocentric(double lon, double lat, double *x, double *y, double *z)
{
    const double E2 = F * (2 - F);
    double lam = radians(lon), phi = radians(lat), slat = sin(phi), clat = cos(phi);
    double prime = A_M / sqrt(1 - E2 * slat * slat);
    *x = prime * clat * cos(lam);
    *y = prime * clat * sin(lam);
    *z = prime * (1 - E2) * slat;
}

/* points: n rows of lon, lat, lon, lat in degrees; out: distance in metres, azimuth at the first. */
void EXPORT(inverse_many)(const double *points, int n, double *out)
{
    for (int i = 0; i < n; i++) {
        const double *p = points + 4 * i;
        double x, y, z, sb1, cb1, sb2, cb2;
        geocentric(p[0], p[1], &x, &y, &z);
        reduced(x, y, z, &sb1, &cb1);
        geocentric(p[2], p[3], &x, &y, &z);
        reduced(x, y, z, &sb2, &cb2);
        double turn = p[2] - p[0];
        turn -= 360 * floor((turn + 180) / 360);
        Inverse one = inverse(sb1, cb1, sb2, cb2, radians(turn));
        out[2 * i] = one.length;
        out[2 * i + 1] = degrees(atan2(one.sa1, one.ca1));
    }
}

/* -- the nearest point of a line -------------------------------------------------------------- */

typedef struct { double s, t, sa, ca, x, y, z; } Trial;

/* The point at the share t of a piece, brought onto the ellipsoid: the chord bows out by the sagitta
 * along the mid normal, which on pieces of 2 km and less is within micrometres of the geodesic. */
static inline void foot(const double *p, double t, double *x, double *y, double *z)
{
    double rise = t * (1 - t) * p[9];
    double fx = p[0] + t * (p[3] - p[0]) + rise * p[6];
    double fy = p[1] + t * (p[4] - p[1]) + rise * p[7];
    double fz = p[2] + t * (p[5] - p[2]) + rise * p[8];
    double scaled = fz / (1 - F);
    double scale = A_M / sqrt(fx * fx + fy * fy + scaled * scaled);
    *x = fx * scale;
    *y = fy * scale;
    *z = fz * scale;
}

/* Newton's iteration on the distance along a piece: its slope is the cosine of the angle between
 * piece and geodesic, its curvature that of a sphere, which is near enough to converge. */
static Trial to_piece(const double *p, double t, double px, double py, double sb, double cb)
{
    const double AXES = 1 - F;
    double span = p[10];
    Trial best = {0.0, t, 0.0, 1.0, 0.0, 0.0, 0.0};
    for (int turn = 0; turn < 12; turn++) {
        double x, y, z, sq, cq;
        foot(p, t, &x, &y, &z);
        reduced(x, y, z, &sq, &cq);
        double lam = atan2(px * y - py * x, px * x + py * y);
        Inverse one = inverse(sb, cb, sq, cq, lam);
        best = (Trial){one.length, t, one.sa1, one.ca1, x, y, z};
        if (span < 1e-9 || one.length == 0.0) break;
        /* The piece's own direction at the foot, east and north. */
        double bow = (1 - 2 * t) * p[9];
        double dx = p[3] - p[0] + bow * p[6];
        double dy = p[4] - p[1] + bow * p[7];
        double dz = p[5] - p[2] + bow * p[8];
        double rho = most(sqrt(x * x + y * y), 1e-9);
        double cl = x / rho, sl = y / rho;
        double norm = sqrt(1 / (sq * sq + cq * cq * AXES * AXES));
        double slat = sq * norm, clat = cq * AXES * norm;
        double east = -sl * dx + cl * dy;
        double north = -slat * (cl * dx + sl * dy) + clat * dz;
        double slope = (one.sa2 * east + one.ca2 * north) / sqrt(east * east + north * north);
        double step = -slope / most(1 - slope * slope, 0.01) * MEAN_R_M
                      * tan(least(one.length / MEAN_R_M, 1.5)) / span;
        double new = least(most(t + step, 0.0), 1.0);
        if (fabs(new - t) * span < 1e-5) break;
        t = new;
    }
    return best;
}

static inline double box2(const double *box, double px, double py, double pz)
{
    double dx = most(most(box[0] - px, 0.0), px - box[3]);
    double dy = most(most(box[1] - py, 0.0), py - box[4]);
    double dz = most(most(box[2] - pz, 0.0), pz - box[5]);
    return dx * dx + dy * dy + dz * dz;
}

/* The squared straight distance to a piece's chord, and the share it falls on, which is not held to
 * the chord: below 0 or above 1 the nearest point is an end. */
static inline double chord2(const double *p, double px, double py, double pz, double *share)
{
    double ax = px - p[0], ay = py - p[1], az = pz - p[2];
    double ux = p[3] - p[0], uy = p[4] - p[1], uz = p[5] - p[2];
    double den = ux * ux + uy * uy + uz * uz;
    double free = den > 0 ? (ax * ux + ay * uy + az * uz) / den : 0.0;
    double t = least(most(free, 0.0), 1.0);
    double dx = ax - t * ux, dy = ay - t * uy, dz = az - t * uz;
    *share = free;
    return dx * dx + dy * dy + dz * dz;
}

/* The squared chord up to which a piece may still be nearer than the shortest known. */
static inline double cut2(double shortest2, double sag, double spread)
{
    double shortest = sqrt(shortest2);
    double cut = shortest + 2 * sag + 1e-6 + shortest2 * shortest * spread;
    return cut * cut;
}

typedef struct {
    const double *pieces;
    int m;
    const double *boxes;
    int first_leaf;
} Line;

static int nodes[STACK];
static double gaps[STACK];
static int found[CANDIDATES];
static double chords[CANDIDATES];
static double shares[CANDIDATES];

/* Gather every piece that may be the nearest; return how many, and the squared cut. A count below
 * zero says that there were too many to hold. */
static int candidates(Line line, double sag, double spread, const double p[3], int seed, double *cut)
{
    double share, shortest = chord2(line.pieces + PIECE * seed, p[0], p[1], p[2], &share);
    *cut = cut2(shortest, sag, spread);
    int top = 1, count = 0;
    nodes[0] = 0;
    gaps[0] = 0.0;
    while (top > 0) {
        top--;
        if (gaps[top] > *cut) continue;
        int node = nodes[top];
        if (node < line.first_leaf) {
            int near = 2 * node + 1, far = 2 * node + 2;
            double to_near = box2(line.boxes + 6 * near, p[0], p[1], p[2]);
            double to_far = box2(line.boxes + 6 * far, p[0], p[1], p[2]);
            if (to_near > to_far) {
                int node_ = near; near = far; far = node_;
                double gap_ = to_near; to_near = to_far; to_far = gap_;
            }
            if (to_far <= *cut) { nodes[top] = far; gaps[top] = to_far; top++; }
            if (to_near <= *cut) { nodes[top] = near; gaps[top] = to_near; top++; }
            continue;
        }
        int start = (node - line.first_leaf) * LEAF;
        int stop = start + LEAF < line.m ? start + LEAF : line.m;
        for (int j = start; j < stop; j++) {
            double chord = chord2(line.pieces + PIECE * j, p[0], p[1], p[2], &share);
            if (chord > *cut) continue;
            if (chord < shortest) {
                shortest = chord;
                *cut = cut2(shortest, sag, spread);
            }
            if (count == CANDIDATES) {
                int kept = 0;
                for (int i = 0; i < count; i++)
                    if (chords[i] <= *cut) {
                        found[kept] = found[i]; chords[kept] = chords[i]; shares[kept] = shares[i];
                        kept++;
                    }
                count = kept;
            }
            if (count == CANDIDATES) return -1;
            found[count] = j; chords[count] = chord; shares[count] = share;
            count++;
        }
    }
    return count;
}

/* points: n rows of lon, lat, degrees; out: n rows of distance in metres, lon and lat of the nearest
 * point and azimuth at the point in degrees, the piece, the share of it. */
void EXPORT(nearest_many)(const double *pieces, int m, const double *boxes, int first_leaf,
                          double sag, double spread, const double *points, int n, double *out)
{
    const double E2 = F * (2 - F);
    Line line = {pieces, m, boxes, first_leaf};
    int seed = 0;
    for (int i = 0; i < n; i++) {
        double p[3], sb, cb, cut;
        geocentric(points[2 * i], points[2 * i + 1], &p[0], &p[1], &p[2]);
        reduced(p[0], p[1], p[2], &sb, &cb);
        int count = candidates(line, sag, spread, p, seed, &cut);
        int everything = count < 0;
        if (everything) count = m;
        Trial best = {INFINITY, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0};
        int winner = -1, last_end = -2;
        for (int c = 0; c < count; c++) {
            int j = c;
            double chord, share;
            if (everything) chord = chord2(pieces + PIECE * j, p[0], p[1], p[2], &share);
            else { j = found[c]; chord = chords[c]; share = shares[c]; }
            if (chord > cut) continue;
            const double *piece = pieces + PIECE * j;
            /* A vertex that the piece before has just answered for need not be asked again. */
            double doubt = 0.01 + 1e-16 * chord * sqrt(chord);
            if (last_end == j - 1 && share * piece[10] < -doubt) continue;
            Trial trial = to_piece(piece, least(most(share, 0.0), 1.0), p[0], p[1], sb, cb);
            last_end = trial.t == 1.0 && piece[11] == 0.0 ? j : -2;
            if (trial.s < best.s) { best = trial; winner = j; }
        }
        seed = winner < 0 ? 0 : winner;
        double *row = out + 6 * i;
        row[0] = best.s;
        row[1] = degrees(atan2(best.y, best.x));
        row[2] = degrees(atan2(best.z, sqrt(best.x * best.x + best.y * best.y) * (1 - E2)));
        row[3] = degrees(atan2(best.sa, best.ca));
        row[4] = winner;
        row[5] = best.t;
    }
}

/* Whether the part of a piece within reach lies outside the cone about inward. */
static int turns_away(const double *p, const double at[3], const double *inward, double reach,
                      double cone)
{
    double ax = p[0] - at[0], ay = p[1] - at[1], az = p[2] - at[2];
    double ux = p[3] - p[0], uy = p[4] - p[1], uz = p[5] - p[2];
    double den = ux * ux + uy * uy + uz * uz;
    double mid = -(ax * ux + ay * uy + az * uz);
    double far = ax * ax + ay * ay + az * az - reach * reach;
    double ends[2] = {0.0, 0.0};
    if (den > 0) {
        double root = mid * mid - den * far;
        if (root < 0) return 0;
        root = sqrt(root);
        ends[0] = most((mid - root) / den, 0.0);
        ends[1] = least((mid + root) / den, 1.0);
        if (ends[0] > ends[1]) return 0;
    } else if (far > 0) {
        return 0;
    }
    for (int k = 0; k < 2; k++) {
        double t = ends[k], dx = ax + t * ux, dy = ay + t * uy, dz = az + t * uz;
        double ahead = dx * inward[0] + dy * inward[1] + dz * inward[2];
        if (ahead <= 0 || ahead * ahead < cone * (dx * dx + dy * dy + dz * dz)) return 1;
    }
    return 0;
}

/* Whether, for each point, all of the line within reach lies in one cone about inward. points and
 * inward: n rows of x, y, z; reach: straight through the Earth, metres; out: n bytes. */
void EXPORT(one_sided_many)(const double *pieces, int m, const double *boxes, int first_leaf,
                            double cone, const double *points, const double *inward,
                            const double *reach, int n, uint8_t *out)
{
    for (int i = 0; i < n; i++) {
        const double *p = points + 3 * i;
        double limit = reach[i] * reach[i];
        int top = 1, held = 1;
        nodes[0] = 0;
        while (top > 0 && held) {
            int node = nodes[--top];
            if (box2(boxes + 6 * node, p[0], p[1], p[2]) > limit) continue;
            if (node < first_leaf) {
                nodes[top] = 2 * node + 1;
                nodes[top + 1] = 2 * node + 2;
                top += 2;
                continue;
            }
            int start = (node - first_leaf) * LEAF;
            int stop = start + LEAF < m ? start + LEAF : m;
            for (int j = start; j < stop; j++)
                if (turns_away(pieces + PIECE * j, p, inward + 3 * i, reach[i], cone)) {
                    held = 0;
                    break;
                }
        }
        out[i] = (uint8_t)held;
    }
}

/* -- very many points ------------------------------------------------------------------------- */

/* Mark points in cells that are not out; where first, fill turned with longitudes in [-180, 180). */
void EXPORT(near_cells)(const double *lon, const double *lat, int n, const uint8_t *cells, int rows,
                        int columns, double west, double south, double per_lon, double per_lat,
                        double *turned, uint8_t *near, int first)
{
    for (int i = 0; i < n; i++) {
        if (first) {
            double turn = lon[i] + 180.0;
            double rest = fmod(turn, 360.0);
            if (rest < 0) rest += 360.0;
            turned[i] = rest - 180.0;
        }
        double x = lon[i] - west;
        x = (x - 360.0 * floor(x / 360.0)) * per_lon;
        double y = (lat[i] - south) * per_lat;
        if (x < columns && 0.0 <= y && y < rows && cells[(int)y * columns + (int)x]) near[i] = 1;
    }
}

/* Whose land points stand on: 0 nobody's, 1 … the parties', the next disputed; 255 where an edge is
 * too near to tell. The crossing rule counts an edge's lower end, not its upper one. */
void EXPORT(sides_of)(const double *lon, const double *lat, int n, double south, double scale,
                      const int32_t *starts, int strips, const double *edges, const uint32_t *bits,
                      int parties, double rounding, uint8_t *out)
{
    for (int i = 0; i < n; i++) {
        double x = lon[i], y = lat[i], place = (y - south) * scale;
        out[i] = 0;
        if (!(0.0 <= place && place < strips)) continue;
        int strip = (int)place, doubtful = 0;
        uint32_t inside = 0;
        for (int k = starts[strip]; k < starts[strip + 1]; k++) {
            const double *e = edges + 4 * (int64_t)k;
            double x1 = e[0], y1 = e[1], x2 = e[2], y2 = e[3];
            if (x1 < x && x2 < x) break;
            if ((x1 == x && y1 == y) || (x2 == x && y2 == y)) { doubtful = 1; break; }
            if (y1 == y && y2 == y) {
                if (least(x1, x2) <= x) { doubtful = 1; break; }
                continue;
            }
            if ((y1 > y) == (y2 > y)) continue;
            if (x1 > x && x2 > x) { inside ^= bits[k]; continue; }
            double left = (x2 - x1) * (y - y1), right = (x - x1) * (y2 - y1), turn = left - right;
            if (fabs(turn) <= rounding * (fabs(left) + fabs(right))) { doubtful = 1; break; }
            if ((turn > 0) == (y2 > y1)) inside ^= bits[k];
        }
        if (doubtful) { out[i] = 255; continue; }
        for (int number = 0; number <= parties; number++)
            if (inside >> number & 1) {
                out[i] = (uint8_t)(number ? number : parties + 1);
                break;
            }
    }
}

/* The distance along a Hilbert curve of 2^16 by 2^16 cells (the usual turn of quadrants). */
void EXPORT(hilbert_many)(const uint32_t *xs, const uint32_t *ys, int n, uint32_t *out)
{
    for (int i = 0; i < n; i++) {
        uint32_t x = xs[i], y = ys[i], key = 0;
        for (uint32_t step = 1u << 15; step; step >>= 1) {
            uint32_t right = (x & step) > 0, upper = (y & step) > 0;
            key += step * step * ((3 * right) ^ upper);
            x &= step - 1;
            y &= step - 1;
            if (!upper) {
                if (right) { x = step - 1 - x; y = step - 1 - y; }
                uint32_t other = x; x = y; y = other;
            }
        }
        out[i] = key;
    }
}

static uint64_t number_at(const uint8_t *data, int size, int little)
{
    uint64_t value = 0;
    for (int step = 0; step < size; step++)
        value |= (uint64_t)data[little ? step : size - 1 - step] << (8 * step);
    return value;
}

/* x and y of points in WKB (ISO or EWKB); reason gets 1 for an empty point, 5 for a geometry that is
 * no point, 6 for one that cannot be read. */
void EXPORT(wkb_many)(const uint8_t *data, const int32_t *offsets, int32_t base, int n, double *x,
                      double *y, uint8_t *reason)
{
    for (int i = 0; i < n; i++) {
        const uint8_t *at = data + (offsets[i] - base);
        int size = offsets[i + 1] - offsets[i];
        if (size < 5 || at[0] > 1) { reason[i] = 6; continue; }
        int little = at[0] == 1, start = 5;
        uint64_t kind = number_at(at + 1, 4, little);
        if (kind & 0x20000000) start += 4; /* EWKB carries a reference system number */
        if ((kind & 0x0FFFFFFF) % 1000 != 1) { reason[i] = 5; continue; }
        if (start + 16 > size) { reason[i] = 6; continue; }
        union { uint64_t bits; double number; } one, other;
        one.bits = number_at(at + start, 8, little);
        other.bits = number_at(at + start + 8, 8, little);
        x[i] = one.number;
        y[i] = other.number;
        if (isnan(x[i]) && isnan(y[i])) reason[i] = 1;
    }
}
