// Paper: one sheet with the whole zone, then every unit of the list, the comparison, and all sources.

import { byId, element, sourceLink } from "./dom.js";
import { STATUS_NAMES } from "./rule.js";

/** How many pixels of a canvas make one of the page on paper: sharp at 300 dots an inch. */
const FINE = 3;
const WIDE = 1.45;

/** How much wider than high a box of west, south, east, north is on the map. */
export function breadthOf([west, south, east, north]) {
  const y = (lat) => Math.log(Math.tan(Math.PI / 4 + (Math.max(-85, Math.min(85, lat)) * Math.PI) / 360));
  return ((east - west) * Math.PI) / 180 / Math.max(1e-9, y(north) - y(south));
}

export class Sheet {
  constructor(app) {
    this.app = app;
    this.on = false;
  }

  begin() {
    const { app } = this;
    const { map } = app;
    const box = app.view.zoneBox();
    this.on = true;
    document.documentElement.classList.toggle("wide", breadthOf(box) > WIDE);
    this.kept = { minZoom: map.options.minZoom, zoomSnap: map.options.zoomSnap, maxBounds: map.options.maxBounds };
    // On paper nothing can be dragged: no limit of the screen may cut the zone's ends off.
    map.setMaxBounds(null);
    Object.assign(map.options, { minZoom: 0, zoomSnap: 0 });
    map.invalidateSize({ animate: false });
    app.view.sharpen(FINE);
    app.view.showAll();
    byId("print-rest").replaceChildren(...this.units(), ...this.comparison(), ...this.sources());
  }

  end() {
    this.on = false;
    const { maxBounds, ...kept } = this.kept;
    Object.assign(this.app.map.options, kept);
    this.app.map.invalidateSize({ animate: false });
    this.app.view.fit();
    this.app.map.setMaxBounds(maxBounds);
    document.documentElement.classList.remove("wide");
    byId("print-rest").replaceChildren();
    this.app.view.sharpen(undefined);
  }

  /** Every unit of the list as it stands on the screen, with its doubt and its source. */
  units() {
    const { words, list, units, status, state } = this.app;
    if (list.rows.length === 0) return [];
    const head = ["column.side", "column.name", "column.kind", "fact.settlement", "column.distance", "fact.accuracy", "column.status", "fact.source"];
    const rows = list.rows.map((index) => {
      const text = (name) => units.text[name][index];
      const kind = [words.term("kind", text("kind")), words.term("branch", text("branch")), words.term("echelon", text("echelon"))].filter(Boolean).join(", ");
      const distance = units.distance_m[index];
      const accuracy = units.position_accuracy_m[index];
      const source = [text("source_title"), text("source_date")].filter(Boolean).join(", ");
      return element("tr", { class: state.unit === this.app.keys[index] ? "chosen" : null },
        element("td", { text: text("side") || text("country") }),
        element("td", {}, element("strong", { text: text("name") || text("id") }), text("name_local") ? element("span", { class: "under", text: text("name_local") }) : null),
        element("td", { text: kind }), element("td", { text: text("settlement") }),
        element("td", { class: "number", text: distance === null ? "–" : words.number(distance / 1000, 1) }),
        element("td", { class: "number", text: accuracy === null ? "–" : words.km(accuracy) }),
        element("td", { text: words.say(`status.${STATUS_NAMES[status[index]]}`) }),
        element("td", {}, sourceLink(source, text("source_url"))));
    });
    const count = words.say("list.count", { count: rows.length, number: words.number(rows.length) });
    return [element("h2", { text: `${byId("title").textContent}: ${count}` }), this.filters(),
      element("table", { class: "sheet-units" }, element("thead", {}, element("tr", {}, ...head.map((key) => element("th", { scope: "col", text: words.say(key) })))), element("tbody", {}, ...rows))].filter(Boolean);
  }

  /** What keeps units off the list, so that a short list is not taken for the whole. */
  filters() {
    const { words, state } = this.app;
    const told = [state.show.map((name) => words.say(`status.${name}`)).join(", "), state.query && `“${state.query}”`, byId("filtered").hidden ? "" : byId("filter-said").textContent];
    return element("p", { class: "under", text: `${words.say("show")}: ${told.filter(Boolean).join(" · ")}` });
  }

  comparison() {
    const { units, comparison, words } = this.app;
    if (units.bands) return [];
    return [element("h2", { text: words.say("tab.depths") }), comparison.depths(true), ...comparison.sheet()];
  }

  /** All that the page says of its method and sources: nothing is cut off, hashes included. */
  sources() {
    const told = byId("method").cloneNode(true);
    told.removeAttribute("id");
    told.classList.add("sheet-sources");
    return [told];
  }
}
