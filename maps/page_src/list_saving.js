// A judged list as a table: what is saved of the reader's own places.

import { cell } from "./downloads.js";
import { STATUS_NAMES } from "./rule.js";

const SAVED = ["id", "name", "lat", "lon", "position_accuracy_m", "side", "holder", "possible_holders", "distance_km", "nearest_lat", "nearest_lon", "azimuth_deg", "category", "depth_km", "status", "reason"];

/** CSV of pairs of a place and its answer. */
export function listAsCsv(pairs) {
  const six = (value) => Number(value.toFixed(6));
  const columns = pairs[0]?.[1].category === undefined ? SAVED.filter((column) => column !== "category") : SAVED;
  const lines = pairs.map(([row, told]) => {
    // Of a depth table, a band may be measured from a line of its own.
    const { status, reason, shown, ...place } = { ...row, ...told };
    const made = { ...place, position_accuracy_m: place.accuracy_m, holder: place.own, possible_holders: place.possible.join(";"), distance_km: six(place.distance_m / 1000), nearest_lat: Number(place.nearest_lat.toFixed(9)), nearest_lon: Number(place.nearest_lon.toFixed(9)), azimuth_deg: six(place.azimuth_deg), depth_km: shown, status: STATUS_NAMES[status], reason };
    return columns.map((column) => cell(made[column])).join(",");
  });
  return [columns.join(","), ...lines, ""].join("\r\n");
}
