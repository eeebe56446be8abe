// Files made from the page: the units as listed, as CSV, GeoJSON or KML. Files of data hold data only.

import { depthFor } from "./model.js";
import { STATUS_NAMES, within } from "./rule.js";

export const COLUMNS = [
  "id", "name", "name_local", "country", "kind", "branch", "echelon", "settlement", "located_in", "lat", "lon",
  "position_accuracy_m", "side", "holder", "possible_holders", "distance_km", "nearest_lat", "nearest_lon", "azimuth_deg", "category",
  "depth_km", "margin_km", "within", "status", "side_certain", "reason", "source_title", "source_url", "source_date",
];

const WITHIN = ["no", "unknown", "yes"];

/** What a unit's distance may be, metres. */
function reach(units, index) {
  const distance = units.distance_m[index];
  const doubt = units.doubt_m[index];
  return distance === null || !Number.isFinite(doubt) ? [null, null] : [Math.max(0, distance - doubt), distance + doubt];
}

/** One unit as a record, in the columns every table of units has. */
export function record(units, index, { status, reason, depths, band }) {
  const depth = band ? band.depth_km : depthFor(units, index, depths);
  const distance = units.distance_m[index];
  const known = distance === null ? null : distance / 1000;
  const made = {
    position_accuracy_m: units.position_accuracy_m[index],
    distance_km: known,
    depth_km: depth,
    margin_km: known === null ? null : Math.round((depth - known) * 1000) / 1000,
    within: WITHIN[within(...reach(units, index), [[1000 * (band?.min_km ?? 0), 1000 * depth]])],
    status: STATUS_NAMES[status],
    side_certain: units.side_certain[index] === 1,
    reason,
  };
  if (band) made.category = band.category;
  for (const name of ["lat", "lon", "nearest_lat", "nearest_lon", "azimuth_deg"]) {
    made[name] = units[name][index];
  }
  return Object.fromEntries(COLUMNS.map((name) => [name, made[name] ?? units.text[name]?.[index] ?? ""]));
}

export function cell(value) {
  const text = typeof value === "boolean" ? (value ? "true" : "false") : String(value);
  // A spreadsheet would run a text that starts like a formula; numbers may start with a minus.
  const safe = typeof value === "string" && /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function toCsv(records) {
  const lines = [COLUMNS, ...records.map((one) => COLUMNS.map((name) => one[name]))];
  return lines.map((line) => `${line.map(cell).join(",")}\r\n`).join("");
}

/** RFC 7946. */
export function toGeojson(records) {
  const features = records.map((one) => ({
    type: "Feature",
    id: one.id,
    geometry: { type: "Point", coordinates: [one.lon, one.lat] },
    properties: one,
  }));
  return `${JSON.stringify({ type: "FeatureCollection", features }, null, 1)}\n`;
}

const XML_MARKS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

function xml(value) {
  return String(value)
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
    .replace(/[&<>"']/g, (mark) => XML_MARKS[mark]);
}

export function toKml(title, records) {
  const places = records.map((one) => {
    const data = COLUMNS.map(
      (name) => `<Data name="${name}"><value>${xml(one[name])}</value></Data>`,
    ).join("");
    return (
      `<Placemark><name>${xml(one.name)}</name><ExtendedData>${data}</ExtendedData>` +
      `<Point><coordinates>${one.lon},${one.lat}</coordinates></Point></Placemark>\n`
    );
  });
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>' +
    `<name>${xml(title)}</name>\n${places.join("")}</Document></kml>\n`
  );
}

export function offerFile(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
