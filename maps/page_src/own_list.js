// The reader's own list: dropped, pasted or chosen, judged at once, and never sent anywhere.

import { placeMarks } from "./bands.js";
import { byId, element } from "./dom.js";
import { offerFile } from "./downloads.js";
import { tableOfKml } from "./kml_reader.js";
import { STATUS_NAMES } from "./rule.js";
import { pageWith } from "./page_copy.js";
import { DRAWN } from "./service.js";

const SHOWN = 200;
const MOST_BYTES = 64 << 20;

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
    this.turn = 0;
    this.drawing = 0;
    this.renderer = L.svg({ pane: "areas", padding: 0.4 });
    this.group = L.layerGroup().addTo(map);
    byId("own-file").addEventListener("change", (event) => {
      const [file] = event.target.files;
      if (file) this.takeFile(file);
      event.target.value = "";
    });
    byId("own-choose").addEventListener("click", () => byId("own-file").click());
    byId("own-remove").addEventListener("click", () => { this.turn += 1; this.show(null); });
    byId("own-save").addEventListener("click", () => this.save());
    byId("own-copy").addEventListener("click", () => this.saveCopy());
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
    return this.show({ name, count: 0, left: 0, dots: [], faults: [{ column: "", problem, remedy, rows: [] }] });
  }

  async takeFile(file) {
    if (file.size > MOST_BYTES) return this.fault(file.name, `has ${Math.round(file.size / 1e6)} MB`, "split it into several files");
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (bytes[0] === 0x50 && bytes[1] === 0x4b) return this.give({ sheet: bytes }, file.name);
    const wide = { "255,254": "utf-16le", "254,255": "utf-16be" }[bytes.subarray(0, 2).join()];
    try {
      return await this.takeText(new TextDecoder(wide ?? "utf-8", { fatal: true }).decode(bytes), file.name);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return this.fault(file.name, "is not UTF-8", "save the file as UTF-8");
    }
  }

  takeText(text, name) {
    const plain = text.replace(/^\uFEFF/, "");
    return this.give(/^\s*</.test(plain) ? tableOfKml(plain) : plain, name);
  }

  /** Have a list read and measured: a text, a table of rows, or the bytes of a spreadsheet. */
  async give(given, name) {
    const { engine, desk } = this.app;
    if (!engine) return;
    this.turn += 1;
    const { turn } = this;
    this.given = given;
    byId("own-count").hidden = false;
    byId("own-count").textContent = this.app.words.say("own.reading", { name });
    const list = await desk.ask("take", { given, name, day: new Date().toISOString().slice(0, 10) });
    if (turn === this.turn) await this.show(list);
  }

  show(list) {
    this.list = list;
    this.limit = SHOWN;
    if (list) this.app.store.set({ tab: "own" });
    return this.draw();
  }

  /** What is asked of the service: at what is shown now. */
  get asked() {
    const { state } = this.app;
    return { depths: state.depths, rule: state.rule, off: state.off };
  }

  /** Rows of the list with their answers. */
  rows(from, to) {
    return this.app.desk.ask("rows", { from, to, ...this.asked });
  }

  /** Judge the list anew and show it; where another drawing has begun meanwhile, that one counts. */
  async draw() {
    const { desk } = this.app;
    const { list } = this;
    this.drawing += 1;
    const { drawing } = this;
    const [judged, rows] = list?.count
      ? await Promise.all([desk.ask("judge", this.asked), this.rows(0, this.limit)]) : [{ statuses: [], counts: [] }, []];
    if (drawing !== this.drawing || list !== this.list) return;
    for (const id of ["own-remove", "own-save", "own-copy", "own-count"]) byId(id).hidden = !list || (id !== "own-remove" && list.faults.length > 0);
    this.drawFaults(list?.faults.length > 0);
    byId("own-count").textContent = list ? this.counts(judged.counts) : "";
    byId("own-body").replaceChildren(...rows.map((place) => this.row(place)));
    byId("own-table").hidden = rows.length === 0;
    this.offerMore((list?.count ?? 0) - this.limit);
    this.drawMarkers(judged.statuses);
  }

  offerMore(left) {
    const { words } = this.app;
    byId("own-more").hidden = left <= 0;
    byId("own-more").textContent = words.say("list.more", { count: left, number: words.number(left) });
  }

  drawFaults(any) {
    byId("own-faults").hidden = !any;
    byId("own-faults").replaceChildren(...(any ? this.faults(this.list) : []));
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

  counts(counts) {
    const { words } = this.app;
    const { list } = this;
    const parts = STATUS_NAMES.map((name, code) => [name, counts[code]]).reverse()
      .filter(([, count]) => count > 0).map(([name, count]) => `${words.number(count)} ${words.say(`status.${name}`)}`);
    const left = list.left > 0 ? ` ${words.say("own.left", { number: words.number(list.left) })}` : "";
    const drawn = list.count > DRAWN ? ` ${words.say("own.drawn", { number: words.number(DRAWN) })}` : "";
    return `${list.name}: ${parts.join(", ")}.${left}${drawn}`;
  }

  row(place) {
    const { app } = this;
    const name = STATUS_NAMES[place.status];
    return element("tr", {},
      element("td", {}, element("span", { class: `badge ${name}`, text: app.words.say(`status.${name}`) })),
      element("th", { scope: "row" }, element("button", { type: "button", text: place.name, click: () => app.asked.show(place, place.name, true) }),
        element("span", { class: "why", lang: "en", text: place.beyond ? app.words.say("place.beyond", { km: app.words.number(app.engine.told.land_km) }) : place.bands ? null : place.reason }),
        place.bands && !place.beyond ? placeMarks(app, place) : null),
      element("td", { text: place.side || place.own }),
      element("td", { text: app.words.number(place.distance_m / 1000, 1) }));
  }

  drawMarkers(statuses) {
    this.group.clearLayers();
    (this.list?.dots ?? []).slice(0, DRAWN).forEach((dot, at) => {
      const marker = L.circleMarker(dot, { pane: "areas", renderer: this.renderer, radius: 5.5, className: `own-place ${STATUS_NAMES[statuses[at]]}`, bubblingMouseEvents: false });
      marker.on("click", async () => {
        const [place] = await this.rows(at, at + 1);
        this.app.asked.show(place, place.name);
      });
      this.group.addLayer(marker);
    });
  }

  get fileName() {
    const { state, units } = this.app;
    const depths = units.bands ? "bands" : `${[...new Set(units.parties.map((code) => state.depths[code]))].join("-")}km`;
    return `csbm-${units.parties.join("-")}-${depths}-list`;
  }

  async save() {
    offerFile(`${this.fileName}.csv`, "text/csv;charset=utf-8", await this.app.desk.ask("csv", this.asked));
  }

  /** The page itself once more, with the list in it: whoever opens the copy sees both. */
  saveCopy() {
    offerFile(`${this.fileName}.html`, "text/html;charset=utf-8", pageWith({ list: this, notes: byId("notes").value }));
  }
}
