// Geodesics on the WGS84 ellipsoid, for the measuring tool alone: distance, direction, points between.

const A = 6378137;
const F = 1 / 298.257223563;
const B = A * (1 - F);
const RADIAN = Math.PI / 180;
const TURNS = 100;

const reduced = (lat) => Math.atan((1 - F) * Math.tan(lat * RADIAN));
const wrapped = (lon) => ((((lon + 180) % 360) + 360) % 360) - 180;

// Vincenty's series in u², as he gave them; good to a tenth of a millimetre.
function seriesOf(cosSqAlpha) {
  const u2 = (cosSqAlpha * (A * A - B * B)) / (B * B);
  const a = 1 + (u2 / 16384) * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)));
  const b = (u2 / 1024) * (256 + u2 * (-128 + u2 * (74 - 47 * u2)));
  const c = (F / 16) * cosSqAlpha * (4 + F * (4 - 3 * cosSqAlpha));
  return { a, b, c };
}

function correction(b, sigma, cos2m) {
  const sin = Math.sin(sigma);
  const cos = Math.cos(sigma);
  return b * sin * (cos2m + (b / 4) * (cos * (-1 + 2 * cos2m ** 2) - (b / 6) * cos2m * (-3 + 4 * sin ** 2) * (-3 + 4 * cos2m ** 2)));
}

/** Vincenty's inverse solution, or null where it does not converge: near antipodal points. */
function vincenty([lat1, lon1], [lat2, lon2]) {
  const [u1, u2] = [reduced(lat1), reduced(lat2)];
  const [s1, c1, s2, c2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
  const span = wrapped(lon2 - lon1) * RADIAN;
  let lambda = span;
  for (let turn = 0; turn < TURNS; turn += 1) {
    const [sl, cl] = [Math.sin(lambda), Math.cos(lambda)];
    const sinSigma = Math.hypot(c2 * sl, c1 * s2 - s1 * c2 * cl);
    if (sinSigma < 1e-16) return s1 * s2 + c1 * c2 * cl > 0 ? { metres: 0, azimuth: 0 } : null;
    const cosSigma = s1 * s2 + c1 * c2 * cl;
    const sigma = Math.atan2(sinSigma, cosSigma);
    const sinAlpha = (c1 * c2 * sl) / sinSigma;
    const cosSqAlpha = 1 - sinAlpha ** 2;
    const cos2m = cosSqAlpha < 1e-15 ? 0 : cosSigma - (2 * s1 * s2) / cosSqAlpha;
    const { a, b, c } = seriesOf(cosSqAlpha);
    const before = lambda;
    lambda = span + (1 - c) * F * sinAlpha * (sigma + c * sinSigma * (cos2m + c * cosSigma * (-1 + 2 * cos2m ** 2)));
    if (Math.abs(lambda) > Math.PI) return null;
    if (Math.abs(lambda - before) > 1e-13) continue;
    const azimuth = Math.atan2(c2 * Math.sin(lambda), c1 * s2 - s1 * c2 * Math.cos(lambda)) / RADIAN;
    return { metres: B * a * (sigma - correction(b, sigma, cos2m)), azimuth: (azimuth + 360) % 360 };
  }
  return null;
}

/** Where one arrives from a point in a direction after a distance: [lat, lon] in degrees. */
export function destination([lat, lon], azimuth, metres) {
  const alpha = azimuth * RADIAN;
  const u1 = reduced(lat);
  const [s1, c1] = [Math.sin(u1), Math.cos(u1)];
  const sigma1 = Math.atan2(Math.tan(u1), Math.cos(alpha));
  const sinAlpha = c1 * Math.sin(alpha);
  const { a, b, c } = seriesOf(1 - sinAlpha ** 2);
  let sigma = metres / (B * a);
  let cos2m = 0;
  for (let turn = 0; turn < TURNS; turn += 1) {
    cos2m = Math.cos(2 * sigma1 + sigma);
    const next = metres / (B * a) + correction(b, sigma, cos2m);
    const done = Math.abs(next - sigma) < 1e-14;
    sigma = next;
    if (done) break;
  }
  cos2m = Math.cos(2 * sigma1 + sigma);
  const [ss, cs] = [Math.sin(sigma), Math.cos(sigma)];
  const across = s1 * ss - c1 * cs * Math.cos(alpha);
  const lat2 = Math.atan2(s1 * cs + c1 * ss * Math.cos(alpha), (1 - F) * Math.hypot(sinAlpha, across));
  const lambda = Math.atan2(ss * Math.sin(alpha), c1 * cs - s1 * ss * Math.cos(alpha));
  const turned = lambda - (1 - c) * F * sinAlpha * (sigma + c * ss * (cos2m + c * cs * (-1 + 2 * cos2m ** 2)));
  return [lat2 / RADIAN, lon + turned / RADIAN];
}

/**
 * Near antipodal points Vincenty's solution does not converge. Then the way is cut in half: every way
 * from one point to the other crosses the line a quarter of the globe away from the first, so the
 * shortest is the least sum of two halves over that line, and each half is far from antipodal.
 */
function byHalves(from, to) {
  const quarter = (A * Math.PI) / 2;
  const way = (azimuth) => {
    const middle = destination(from, azimuth, quarter);
    return vincenty(from, middle).metres + vincenty(middle, to).metres;
  };
  let best = 0;
  for (let azimuth = 5; azimuth < 360; azimuth += 5) if (way(azimuth) < way(best)) best = azimuth;
  // The golden section: of a sum this smooth the least is found to far below a millimetre.
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [best - 5, best + 5];
  for (let turn = 0; turn < 60; turn += 1) {
    const [left, right] = [high - ratio * (high - low), low + ratio * (high - low)];
    if (way(left) < way(right)) high = right;
    else low = left;
  }
  const azimuth = (low + high) / 2;
  return { metres: way(azimuth), azimuth: ((azimuth % 360) + 360) % 360 };
}

/** The shortest way between two points [lat, lon]: its length in metres, its direction at the start. */
export function inverse(from, to) {
  return vincenty(from, to) ?? byHalves(from, to);
}

/** Points along the shortest way, ends included, at most `step` metres apart, for drawing. */
export function between(from, to, step = 40000) {
  const { metres, azimuth } = inverse(from, to);
  const count = Math.max(1, Math.ceil(metres / step));
  const inner = Array.from({ length: count - 1 }, (_, at) => destination(from, azimuth, (metres * (at + 1)) / count));
  return [from, ...inner, [to[0], from[1] + wrapped(to[1] - from[1])]];
}
