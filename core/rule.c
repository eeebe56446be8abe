/* The rule of status, over arrays: geo/zones/status.py says what it means, docs/status.md why. It stands
 * here only; the page's script has it from this file too (build.py).
 *
 * Answers: 0 no, 1 unknown, 2 yes. Statuses: 0 not bound, 1 out, 2 indeterminate, 3 in; of several (a
 * unit's places, the bands of a regime) the greatest counts.
 * A band is two metres, from and to, both ends in it; NaN where there is none.
 */
#include <math.h>
#include <stdint.h>

#define EXPORT(name) __attribute__((export_name(#name))) name

enum { NO, UNKNOWN, YES };
enum { NOT_BOUND, OUT, INDETERMINATE, IN };

static int is_bound(const double *bands, int k)
{
    for (int b = 0; b < k; b++)
        if (!isnan(bands[2 * b])) return 1;
    return 0;
}

/* Whether a distance, known as an interval, lies in any of k bands; bands that meet count as one. NaN:
 * nothing is known. */
static int within(double low, double high, const double *bands, int k)
{
    if (!(low <= high)) return is_bound(bands, k) ? UNKNOWN : NO;
    int surely = 0, perhaps = 0;
    double covered = low; /* from the low end on, how far bands go without a gap */
    for (int round = 0; round < k; round++) /* they may stand in any order */
        for (int b = 0; b < k; b++) {
            double from = bands[2 * b], to = bands[2 * b + 1];
            perhaps |= from <= high && low <= to;
            if (!(from <= covered)) continue;
            surely |= high <= to;
            if (covered < to) covered = to;
        }
    return surely ? YES : perhaps ? UNKNOWN : NO;
}

/* The same of each of m distances, each with k bands of its own. */
void EXPORT(within_many)(const double *low, const double *high, const double *bands, int k, int m,
                         int8_t *out)
{
    for (int i = 0; i < m; i++) out[i] = within(low[i], high[i], bands + 2 * (int64_t)k * i, k);
}

/* The status of each of count places, from the answers of the m that may hold them: place says whose
 * possible holder each is. work: count bytes. */
void EXPORT(decided_many)(const int64_t *place, const int8_t *answer, const double *bands, int k,
                          int m, int count, int8_t *out, uint8_t *work)
{
    enum { BOUND = 1, MAY_BE_IN = 2, MAY_BE_OUT = 4 };
    for (int p = 0; p < count; p++) work[p] = 0;
    for (int i = 0; i < m; i++) {
        uint8_t *told = work + place[i];
        if (is_bound(bands + 2 * (int64_t)k * i, k)) *told |= BOUND;
        if (answer[i] != NO) *told |= MAY_BE_IN; /* a holder that is not bound has answered no */
        if (answer[i] != YES) *told |= MAY_BE_OUT;
    }
    for (int p = 0; p < count; p++) {
        int told = work[p];
        out[p] = !(told & BOUND) ? NOT_BOUND
                 : !(told & MAY_BE_IN) ? OUT
                 : !(told & MAY_BE_OUT) ? IN
                 : INDETERMINATE;
    }
}

/* Between which depths each of count places comes in, where every party is bound from 0 to it: at a
 * smaller depth than the first it is out, from the second on it is in; infinite where it never is. */
void EXPORT(thresholds_many)(const int64_t *place, const double *low, const double *high,
                             const uint8_t *bindable, const int8_t *reading, int m, int count,
                             double *perhaps, double *surely)
{
    for (int p = 0; p < count; p++) {
        perhaps[p] = INFINITY;
        surely[p] = -INFINITY;
    }
    for (int i = 0; i < m; i++) {
        double *least = perhaps + place[i], *most = surely + place[i];
        if (bindable[i] && reading[i] != NO) {
            double from = isnan(low[i]) ? 0.0 : low[i];
            if (from < *least) *least = from;
        }
        int certain = bindable[i] && reading[i] == YES && !isnan(high[i]);
        double to = certain ? high[i] : INFINITY;
        if (to > *most) *most = to;
    }
}
