// Files made from the page: the list as it stands, in the reader's folder.

import { byId } from "./dom.js";
import { offerFile, record, toCsv, toGeojson, toKml } from "./downloads.js";
import { explain, explainBand } from "./explain.js";
import { bandStatus, bandsFor } from "./model.js";
import { translator } from "./words.js";

/** One record per listed unit; where there are bands, one per unit and band. */
export function recordsOf(app) {
  const { units, state, status } = app;
  // Files of data are English, like every other table of csbm.
  const english = translator(app.messages, "en");
  if (!units.bands) {
    return app.list.rows.map((index) =>
      record(units, index, { status: status[index], depths: state.depths, reason: explain(units, index, status, state, english) }));
  }
  return app.list.rows.flatMap((index) => bandsFor(units, index, state.off).map((band) => {
    const own = bandStatus(units, band, index, state.rule);
    return record(units, index, { status: own, band, reason: explainBand(units, index, band, own, state.rule, english) });
  }));
}

export function saveList(app, format) {
  const { units, state, words } = app;
  const rows = recordsOf(app);
  const depths = [...new Set(units.parties.map((code) => state.depths[code]))].join("-");
  const name = `csbm-${units.parties.join("-")}-${units.bands ? "bands" : `${depths}km`}.${format}`;
  if (format === "csv") offerFile(name, "text/csv;charset=utf-8", toCsv(rows));
  if (format === "geojson") offerFile(name, "application/geo+json", toGeojson(rows));
  if (format === "kml") offerFile(name, "application/vnd.google-earth.kml+xml", toKml(app.data.title, rows));
  const count = app.list.rows.length;
  byId("said").textContent = words.say("saved", { name, count, number: words.number(count) });
}
