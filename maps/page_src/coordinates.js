// How a position is written: decimal degrees, degrees-minutes-seconds, MGRS. WGS84 throughout.

export const FORMATS = ["decimal", "dms", "mgrs"];

function dmsOf(value, positive, negative) {
  const tenths = Math.round(Math.abs(value) * 36000);
  const seconds = (tenths % 600) / 10;
  const minutes = Math.floor(tenths / 600) % 60;
  const degrees = Math.floor(tenths / 36000);
  const two = (part) => String(part).padStart(2, "0");
  const letter = value < 0 ? negative : positive;
  return `${degrees}°${two(minutes)}′${seconds.toFixed(1).padStart(4, "0")}″${letter}`;
}

// Krüger's series for the transverse Mercator projection, to the third order in n.
function utm(lat, lon, zone) {
  const f = 1 / 298.257223563;
  const n = f / (2 - f);
  const radius = (6378137 / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64);
  const alpha = [
    n / 2 - (2 / 3) * n ** 2 + (5 / 16) * n ** 3,
    (13 / 48) * n ** 2 - (3 / 5) * n ** 3,
    (61 / 240) * n ** 3,
  ];
  const phi = (lat * Math.PI) / 180;
  const lambda = ((lon - (zone * 6 - 183)) * Math.PI) / 180;
  const e = (2 * Math.sqrt(n)) / (1 + n);
  const t = Math.sinh(Math.atanh(Math.sin(phi)) - e * Math.atanh(e * Math.sin(phi)));
  const xi = Math.atan2(t, Math.cos(lambda));
  const eta = Math.atanh(Math.sin(lambda) / Math.sqrt(1 + t * t));
  let east = eta;
  let north = xi;
  alpha.forEach((a, index) => {
    const order = 2 * (index + 1);
    east += a * Math.cos(order * xi) * Math.sinh(order * eta);
    north += a * Math.sin(order * xi) * Math.cosh(order * eta);
  });
  return { east: 500000 + 0.9996 * radius * east, north: 0.9996 * radius * north };
}

function zoneOf(lat, lon) {
  let zone = Math.min(60, Math.floor((lon + 180) / 6) + 1);
  if (lat >= 56 && lat < 64 && lon >= 3 && lon < 12) zone = 32;
  if (lat >= 72 && lat <= 84) {
    if (lon >= 0 && lon < 9) zone = 31;
    else if (lon >= 9 && lon < 21) zone = 33;
    else if (lon >= 21 && lon < 33) zone = 35;
    else if (lon >= 33 && lon < 42) zone = 37;
  }
  return zone;
}

/** The MGRS reference of a position to a metre, or "" near the poles, where MGRS uses another grid. */
export function mgrs(lat, lon) {
  if (lat < -80 || lat > 84) return "";
  const zone = zoneOf(lat, lon);
  const { east, north } = utm(lat, lon, zone);
  const band = "CDEFGHJKLMNPQRSTUVWX"[Math.min(19, Math.floor((lat + 80) / 8))];
  const columns = ["STUVWXYZ", "ABCDEFGH", "JKLMNPQR"][zone % 3];
  const column = columns[Math.floor(east / 100000) - 1];
  const rows = "ABCDEFGHJKLMNPQRSTUV";
  const northing = lat < 0 ? north + 10000000 : north;
  const row = rows[(Math.floor(northing / 100000) + (zone % 2 === 0 ? 5 : 0)) % 20];
  const five = (metres) => String(Math.floor(metres % 100000)).padStart(5, "0");
  return `${String(zone).padStart(2, "0")}${band} ${column}${row} ${five(east)} ${five(northing)}`;
}

/** A position in one of the formats; where MGRS has no answer, decimal degrees. */
export function written(lat, lon, format) {
  const wrapped = ((((lon + 180) % 360) + 360) % 360) - 180;
  if (format === "dms") return `${dmsOf(lat, "N", "S")} ${dmsOf(wrapped, "E", "W")}`;
  const reference = format === "mgrs" ? mgrs(lat, wrapped) : "";
  return reference || `${lat.toFixed(5)}, ${wrapped.toFixed(5)}`;
}
