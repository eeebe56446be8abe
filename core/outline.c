/* Polygons of few corners around a shape, in a flat chart: geo/planning/outline.py says why.
 *
 * Rings are counter-clockwise and open, two columns a corner. The caller owns the memory.
 */
#include <math.h>
#include <stdint.h>

#define EXPORT(name) __attribute__((export_name(#name))) name
#define PI 3.14159265358979323846
#define X(ring, i) (ring)[2 * (i)]
#define Y(ring, i) (ring)[2 * (i) + 1]

static const double EPS = 1e-7;

static inline double least(double a, double b) { return a < b ? a : b; }
static inline double most(double a, double b) { return a > b ? a : b; }
static inline int around(int i, int n) { return (i % n + n) % n; }

static double area_of(const double *ring, int n)
{
    double total = 0.0;
    for (int i = 0; i < n; i++) {
        int j = (i + 1) % n;
        total += X(ring, i) * Y(ring, j) - X(ring, j) * Y(ring, i);
    }
    return total / 2;
}

static inline double turn(const double *a, const double *b, double cx, double cy)
{
    return (b[0] - a[0]) * (cy - a[1]) - (b[1] - a[1]) * (cx - a[0]);
}

/* Whether two segments cross within both; touching is no crossing. */
static int cross(const double *a, const double *b, const double *c, const double *d)
{
    if (most(a[0], b[0]) < least(c[0], d[0]) || most(c[0], d[0]) < least(a[0], b[0])
        || most(a[1], b[1]) < least(c[1], d[1]) || most(c[1], d[1]) < least(a[1], b[1]))
        return 0;
    double one = turn(a, b, c[0], c[1]), two = turn(a, b, d[0], d[1]);
    double three = turn(c, d, a[0], a[1]), four = turn(c, d, b[0], b[1]);
    return ((one > EPS && two < -EPS) || (one < -EPS && two > EPS))
           && ((three > EPS && four < -EPS) || (three < -EPS && four > EPS));
}

/* Where a-b and d-c, both prolonged, meet beyond the edge b-c. */
static int meeting(const double *a, const double *b, const double *c, const double *d, double *apex)
{
    double ux = b[0] - a[0], uy = b[1] - a[1], wx = c[0] - d[0], wy = c[1] - d[1];
    double slope = ux * wy - uy * wx;
    if (slope >= -1e-12 * (fabs(ux) + fabs(uy)) * (fabs(wx) + fabs(wy))) return 0;
    double s = ((c[0] - b[0]) * wy - (c[1] - b[1]) * wx) / slope;
    double t = ((c[0] - b[0]) * uy - (c[1] - b[1]) * ux) / slope;
    if (!(s > 0 && t > 0)) return 0;
    apex[0] = b[0] + s * ux;
    apex[1] = b[1] + s * uy;
    return 1;
}

/* Whether the triangle of two corners and a point holds or cuts nothing of the ring. */
static int is_free(const double *ring, int n, int first, int second, const double *apex)
{
    const double *a = ring + 2 * first, *c = ring + 2 * second;
    for (int k = 0; k < n; k++) {
        const double *p = ring + 2 * k, *q = ring + 2 * ((k + 1) % n);
        if (k != first && k != second) {
            double one = turn(a, c, p[0], p[1]), two = turn(c, apex, p[0], p[1]);
            double three = turn(apex, a, p[0], p[1]);
            if ((one > 0 && two > 0 && three > 0) || (one < 0 && two < 0 && three < 0)) return 0;
        }
        if (cross(a, apex, p, q) || cross(apex, c, p, q) || cross(a, c, p, q)) return 0;
    }
    return 1;
}

/* What it costs to take off a corner, and the edge after it. */
static void priced(const double *ring, int n, int i, double *cost, double *apex)
{
    const double *a = ring + 2 * around(i - 1, n), *b = ring + 2 * i;
    const double *c = ring + 2 * ((i + 1) % n), *d = ring + 2 * ((i + 2) % n);
    cost[2 * i] = cost[2 * i + 1] = INFINITY;
    double bend = turn(a, b, c[0], c[1]);
    if (bend <= 0) {
        cost[2 * i] = -bend / 2;
    } else if (turn(b, c, d[0], d[1]) > 0 && meeting(a, b, c, d, apex + 2 * i)) {
        cost[2 * i + 1] = fabs(turn(b, c, X(apex, i), Y(apex, i))) / 2;
    }
}

/* Take corners off a ring in place, the cheapest first, never losing area; return how many are left.
 * cost and apex: n rows of two, for work. */
int EXPORT(fewer_corners)(double *ring, int n, int corners, double *cost, double *apex)
{
    for (int i = 0; i < n; i++) priced(ring, n, i, cost, apex);
    int fresh = 1;
    while (n > corners) {
        int at = 0;
        for (int k = 1; k < 2 * n; k++)
            if (cost[k] < cost[at]) at = k;
        int i = at / 2, edge = at % 2;
        if (cost[at] == INFINITY) {
            if (fresh) break;
            for (int k = 0; k < n; k++) priced(ring, n, k, cost, apex);
            fresh = 1;
            continue;
        }
        int j = (i + 1) % n;
        if (!is_free(ring, n, edge ? i : around(i - 1, n), j, edge ? apex + 2 * i : ring + 2 * i)) {
            cost[at] = INFINITY;
            continue;
        }
        int gone = edge ? j : i;
        if (edge) { X(ring, i) = X(apex, i); Y(ring, i) = Y(apex, i); }
        for (int k = 2 * gone; k < 2 * (n - 1); k++) {
            ring[k] = ring[k + 2];
            cost[k] = cost[k + 2];
            apex[k] = apex[k + 2];
        }
        n--;
        fresh = 0;
        for (int step = -3; step < 3; step++) priced(ring, n, around(gone + step, n), cost, apex);
    }
    return n;
}

/* Whether no point is lost when an edge a-b, or its prolongation, turns to c-d. One end stays: a is
 * c, or b is d. What lies on the old edge counts as lost, what lies on the new one does not. */
static int loses_none(const double *a, const double *b, const double *c, const double *d,
                      const double *points, int count)
{
    int stays = a[0] == c[0] && a[1] == c[1];
    const double *tip = stays ? d : c;
    if (turn(a, b, tip[0], tip[1]) <= 0) return 1;
    for (int k = 0; k < count; k++) {
        double x = X(points, k), y = Y(points, k);
        if (turn(a, b, x, y) < -EPS || turn(c, d, x, y) > -EPS) continue;
        /* The third side, from the old corner to the new one, is shared with the other triangle. */
        if ((stays ? turn(b, tip, x, y) : turn(tip, a, x, y)) > -EPS) return 0;
    }
    return 1;
}

/* Move one corner into new; tell whether the shape stays inside and the ring simple. */
static int moved(const double *ring, int n, int i, double x, double y, const double *shape, int m,
                 double *new)
{
    int h = around(i - 1, n), j = (i + 1) % n;
    for (int k = 0; k < 2 * n; k++) new[k] = ring[k];
    X(new, i) = x;
    Y(new, i) = y;
    const double *before = new + 2 * h, *here = new + 2 * i, *after = new + 2 * j;
    if (!loses_none(ring + 2 * h, ring + 2 * i, before, here, shape, m)
        || !loses_none(ring + 2 * i, ring + 2 * j, here, after, shape, m))
        return 0;
    for (int k = 0; k < m; k++) {
        const double *p = shape + 2 * k, *q = shape + 2 * ((k + 1) % m);
        if (cross(before, here, p, q) || cross(here, after, p, q)) return 0;
    }
    for (int k = 0; k < n; k++) {
        const double *p = new + 2 * k, *q = new + 2 * ((k + 1) % n);
        if (k != h && k != i && (cross(before, here, p, q) || cross(here, after, p, q))) return 0;
    }
    return 1;
}

/* What a ring gains in area when one corner moves. */
static double gain(const double *ring, int n, int i, double x, double y)
{
    int h = around(i - 1, n), j = (i + 1) % n;
    return ((X(ring, h) - X(ring, j)) * (y - Y(ring, i))
            - (Y(ring, h) - Y(ring, j)) * (x - X(ring, i))) / 2;
}

/* Where corner i is when it slides away from corner j, or towards it. */
static void slid(const double *ring, int i, int j, double far, double *place)
{
    double dx = X(ring, i) - X(ring, j), dy = Y(ring, i) - Y(ring, j);
    double share = most(far / hypot(dx, dy), -0.9);
    place[0] = X(ring, i) + share * dx;
    place[1] = Y(ring, i) + share * dy;
}

static void copied(const double *from, double *to, int n)
{
    for (int k = 0; k < 2 * n; k++) to[k] = from[k];
}

/* Move the corners and edges of a ring in place as long as the area shrinks, by more than worth of it,
 * and the shape stays inside. work: 3 n rows of two. */
void EXPORT(tightened)(double *best, int n, const double *shape, int m, double step, double finest,
                       double worth, int rounds, double *work)
{
    double *new = work, *newer = work + 2 * n, *tried = work + 4 * n;
    double area = area_of(best, n), floor_ = area_of(shape, m) - 1e-6;
    for (int round = 0; round < rounds && step > finest; round++) {
        int better = 0;
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < 16; k++) {
                double angle = k * PI / 8;
                double x = X(best, i) + step * cos(angle), y = Y(best, i) + step * sin(angle);
                double size = area + gain(best, n, i, x, y);
                if (floor_ < size && size < area - worth * area
                    && moved(best, n, i, x, y, shape, m, new)) {
                    copied(new, best, n);
                    area = size;
                    better = 1;
                }
            }
            int j = (i + 1) % n;
            for (int k = 0; k < 14; k++) {
                double ratio = ldexp(1.0, k / 2 - 3), place[2], other_place[2];
                /* One end slides outwards along the edge beside it, then the other inwards. */
                int first = k % 2 ? i : j, second = k % 2 ? j : i;
                int beside = around(k % 2 ? first - 1 : first + 1, n);
                int other = around(k % 2 ? second + 1 : second - 1, n);
                slid(best, first, beside, step, place);
                copied(best, tried, n);
                X(tried, first) = place[0];
                Y(tried, first) = place[1];
                slid(tried, second, other, -step * ratio, other_place);
                double size = area + gain(best, n, first, place[0], place[1])
                              + gain(tried, n, second, other_place[0], other_place[1]);
                if (floor_ < size && size < area - worth * area
                    && moved(best, n, first, place[0], place[1], shape, m, new)
                    && moved(new, n, second, other_place[0], other_place[1], shape, m, newer)) {
                    copied(newer, best, n);
                    area = size;
                    better = 1;
                }
            }
        }
        if (!better) step /= 2;
    }
}
