// The reader's own list: dropped, pasted or chosen, judged at once, and never sent anywhere.

import { byId, element } from "./dom.js";
import { cell, offerFile } from "./downloads.js";
import { readList } from "./list_reader.js";
import { STATUS_NAMES } from "./rule.js";

const SHOWN = 200;
const DRAWN = 2000;
const MOST_BYTES = 64 << 20;
const SAVED = ["id", "name", "lat", "lon", "position_accuracy_m", "side", "holder", "possible_holders", "distance_km", "nearest_lat", "nearest_lon", "azimuth_deg", "depth_km", "status", "reason"];

/** Rows as a spreadsheet shows them: 2-4 and 9. */
export function rowsInWords(rows, most = 12) {
  const runs = [];
  for (const row of [...new Set(rows)].sort((a, b) => a - b)) {
    if (runs.length > 0 && row === runs.at(-1)[1] + 1) runs.at(-1)[1] = row;
    else runs.push([row, row]);
  }
  const told = runs.slice(0, most).map(([low, high]) => (low === high ? `${low}` : `${low}-${high}`));
  const rest = runs.slice(most).reduce((sum, [low, high]) => sum + high - low + 1, 0);
  if (rest > 0) told.push(`${rest} more`);
  return told.length < 2 ? told.join("") : `${told.slice(0, -1).join(", ")} and ${told.at(-1)}`;
}

export class OwnList {
  constructor(map, app) {
    this.map = map;
    this.app = app;
    this.list = null;
    this.limit = SHOWN;
    this.renderer = L.svg({ pane: "areas", padding: 0.4 });
    this.group = L.layerGroup().addTo(map);
    byId("own-file").addEventListener("change", (event) => {
      const [file] = event.target.files;
      if (file) this.takeFile(file);
      event.target.value = "";
    });
    byId("own-choose").addEventListener("click", () => byId("own-file").click());
    byId("own-remove").addEventListener("click", () => this.take(null));
    byId("own-save").addEventListener("click", () => this.save());
    byId("own-more").addEventListener("click", () => { this.limit += 5 * SHOWN; this.draw(); });
    document.addEventListener("dragover", (event) => event.preventDefault());
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      const [file] = event.dataTransfer?.files ?? [];
      if (file) this.takeFile(file);
    });
    document.addEventListener("paste", (event) => {
      if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
      const [file] = event.clipboardData?.files ?? [];
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (file) this.takeFile(file);
      else if (text.includes("\n") || text.trim().startsWith("{")) this.takeText(text, "pasted");
    });
  }

  fault(name, problem, remedy) {
    this.take({ name, units: [], left: 0, faults: [{ column: "", problem, remedy, rows: [] }] });
  }

  async takeFile(file) {
    if (file.size > MOST_BYTES) {
      this.fault(file.name, `has ${Math.round(file.size / 1e6)} MB`, "split it into several files");
      return;
    }
    const bytes = new Uint8Array(await file.arrayBuffer());
    const wide = { "255,254": "utf-16le", "254,255": "utf-16be" }[bytes.subarray(0, 2).join()];
    if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
      this.fault(file.name, "is a spreadsheet or an archive, which the page does not read yet", "save it as CSV");
      return;
    }
    try {
      this.takeText(new TextDecoder(wide ?? "utf-8", { fatal: true }).decode(bytes), file.name);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.fault(file.name, "is not UTF-8", "save the file as UTF-8");
    }
  }

  takeText(text, name) {
    const { engine } = this.app;
    if (!engine) return;
    const day = new Date().toISOString().slice(0, 10);
    const list = readList(text.replace(/^\uFEFF/, ""), name, engine.told.reading, day);
    this.take({ ...list, name, places: engine.places(list.units) });
  }

  take(list) {
    this.list = list;
    this.limit = SHOWN;
    if (list) this.app.store.set({ tab: "own" });
    this.draw();
  }

  /** Judge every place by the rule, at what is shown now. */
  judged() {
    const { engine, state } = this.app;
    return (this.list?.places ?? []).map((place) => engine.judged(place, state.depths, state.rule));
  }

  draw() {
    const { words } = this.app;
    const { list } = this;
    const told = this.judged();
    for (const id of ["own-remove", "own-save", "own-count"]) byId(id).hidden = !list || (id !== "own-remove" && list.faults.length > 0);
    byId("own-faults").hidden = !list?.faults.length;
    byId("own-faults").replaceChildren(...(list?.faults.length ? this.faults(list) : []));
    byId("own-count").textContent = list ? this.counts(told) : "";
    const shown = told.slice(0, this.limit);
    byId("own-body").replaceChildren(...shown.map((one, at) => this.row(list.places[at], one)));
    byId("own-table").hidden = told.length === 0;
    byId("own-more").hidden = told.length <= this.limit;
    byId("own-more").textContent = words.say("list.more", { count: told.length - this.limit, number: words.number(told.length - this.limit) });
    this.drawMarkers(told);
  }

  faults(list) {
    const { words } = this.app;
    return [
      element("p", { text: words.say("own.refused", { name: list.name }) }),
      element("ul", { lang: "en" }, ...list.faults.slice(0, 100).map(({ column, problem, remedy, rows }) => {
        const where = [rows.length > 0 ? `${rows.length > 1 ? "rows" : "row"} ${rowsInWords(rows)}` : "", column].filter(Boolean).join(", ");
        return element("li", { text: [where ? `${where}: ${problem}` : problem, remedy].filter(Boolean).join("; ") });
      })),
    ];
  }

  counts(told) {
    const { words } = this.app;
    const { list } = this;
    const parts = STATUS_NAMES.map((name, code) => [name, told.filter((one) => one.status === code).length])
      .filter(([, count]) => count > 0).map(([name, count]) => `${words.number(count)} ${words.say(`status.${name}`)}`);
    const left = list.left > 0 ? ` ${words.say("own.left", { number: words.number(list.left) })}` : "";
    const drawn = told.length > DRAWN ? ` ${words.say("own.drawn", { number: words.number(DRAWN) })}` : "";
    return `${list.name}: ${parts.join(", ")}.${left}${drawn}`;
  }

  row(place, { status, reason }) {
    const { app } = this;
    const name = STATUS_NAMES[status];
    return element("tr", {},
      element("td", {}, element("span", { class: `badge ${name}`, text: app.words.say(`status.${name}`) })),
      element("th", { scope: "row" }, element("button", { type: "button", text: place.name, click: () => app.asked.show(place, place.name, true) }),
        element("span", { class: "why", lang: "en", text: place.beyond ? app.words.say("place.beyond", { km: app.words.number(app.engine.told.land_km) }) : reason })),
      element("td", { text: place.side || place.own }),
      element("td", { text: app.words.number(place.distance_m / 1000, 1) }));
  }

  drawMarkers(told) {
    this.group.clearLayers();
    told.slice(0, DRAWN).forEach(({ status }, at) => {
      const place = this.list.places[at];
      const marker = L.circleMarker([place.lat, place.lon], { pane: "areas", renderer: this.renderer, radius: 5.5, className: `own-place ${STATUS_NAMES[status]}`, bubblingMouseEvents: false });
      marker.on("click", () => this.app.asked.show(place, place.name));
      this.group.addLayer(marker);
    });
  }

  save() {
    const { state, units } = this.app;
    const lines = this.judged().map(({ status, reason, shown }, at) => {
      const place = this.list.places[at];
      const six = (value) => Number(value.toFixed(6));
      const made = { ...place, position_accuracy_m: place.accuracy_m, holder: place.own, possible_holders: place.possible.join(";"), distance_km: six(place.distance_m / 1000), nearest_lat: Number(place.nearest_lat.toFixed(9)), nearest_lon: Number(place.nearest_lon.toFixed(9)), azimuth_deg: six(place.azimuth_deg), depth_km: shown, status: STATUS_NAMES[status], reason };
      return SAVED.map((column) => cell(made[column])).join(",");
    });
    const depths = [...new Set(units.parties.map((code) => state.depths[code]))].join("-");
    offerFile(`csbm-${units.parties.join("-")}-${depths}km-list.csv`, "text/csv;charset=utf-8", [SAVED.join(","), ...lines, ""].join("\r\n"));
  }
}
