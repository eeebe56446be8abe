// Depths compared: a row each, the balance sheet of the chosen one, and when each unit comes in.

import { byId, element } from "./dom.js";
import { balance, statuses, tallied } from "./model.js";
import { NESTED_MAX } from "./nested.js";

const ROWS = 100;
const total = (areas) => areas.reduce((found, area) => (found === null || !area || area.km2 === null ? null : found + area.km2), 0);

/** Units of the parties in the order in which a growing depth takes them in, up to a limit in metres. */
export function crossings(units, state, limit) {
  const comes = units.comesIn[state.rule];
  const found = [];
  for (let index = 0; index < units.count; index += 1) {
    if (!units.parties.includes(units.text.side[index]) || !(comes[index].perhaps <= limit)) continue;
    if (tallied(units, index, state)) found.push(index);
  }
  const order = (a, b) => (a === b ? 0 : a - b);
  return found.sort((a, b) => order(comes[a].surely, comes[b].surely) || units.distance_m[a] - units.distance_m[b] || a - b);
}

/** The crossings by the first of ascending depths at which each one is in; the rest come to no group. */
export function byDepth(found, units, depths, rule = "round") {
  const groups = depths.map((depth) => ({ depth, units: [] }));
  let at = 0;
  for (const index of found) {
    while (at < depths.length && units.comesIn[rule][index].surely > depths[at] * 1000) at += 1;
    if (at === depths.length) break;
    groups[at].units.push(index);
  }
  return groups;
}

export class Comparison {
  constructor(app) {
    this.app = app;
    this.table = null;
    this.limit = ROWS;
  }

  rows() {
    const { data, units, state, zones } = this.app;
    const key = JSON.stringify([state.rule, state.third, state.time, state.count, state.facets, state.facets.status ? state.depths : null, zones.book?.known ?? 0]);
    if (this.table?.key !== key) {
      const rows = data.steps.map(({ depth_km: depth }) => {
        const depths = Object.fromEntries(units.parties.map((code) => [code, depth]));
        const sums = balance(units, statuses(units, depths, state.rule), state);
        return { depth, sides: units.parties.map((code) => ({ area: zones.area(code, depth, state.rule, true), ...(sums.get(code) ?? { in: 0, indeterminate: 0 }) })) };
      });
      this.table = { key, rows };
    }
    return this.table.rows;
  }

  draw() {
    const focused = document.activeElement?.id;
    byId("depths").replaceChildren(this.depths(), ...this.sheet(), ...this.crossings(), ...this.printed());
    if (focused?.startsWith("nested-")) byId(focused)?.focus();
  }

  /** The table of depths; on paper nothing is still to come. */
  depths(paper = false) {
    const { data, words, units, state } = this.app;
    const two = data.parties.map((party) => element("th", { scope: "colgroup", colspan: 2, text: this.app.country(party.code) }));
    const four = data.parties.flatMap(() => [element("th", { scope: "col", text: words.say("column.units") }), element("th", { scope: "col", text: words.say("unit.km2", { value: "" }).trim() })]);
    const rows = this.rows().map(({ depth, sides }) => {
      const current = units.parties.every((code) => state.depths[code] === depth);
      const cells = sides.flatMap((side, at) => [
        element("td", { text: this.count(side, units.parties[at]) }),
        element("td", { text: paper && side.area?.km2 === null ? "–" : words.squares(side.area) }),
      ]);
      const [first, second] = units.groups.map((group) => ({ area: total(group.map((code) => sides[units.parties.indexOf(code)].area)) }));
      const ratio = first.area && second.area ? `1 : ${words.number(second.area / first.area, 2)}` : "–";
      const go = element("button", { type: "button", text: words.say("unit.km", { value: words.depth(depth) }), click: () => this.app.store.set({ linked: true, depths: Object.fromEntries(units.parties.map((code) => [code, depth])) }) });
      return element("tr", { class: current ? "chosen" : null, "aria-current": current ? "true" : null }, element("th", { scope: "row" }, this.onMap(depth), go), ...cells, element("td", { text: ratio }));
    });
    return element("table", { class: "figures" },
      element("caption", { text: words.say("depths.caption") }),
      element("thead", {},
        element("tr", {}, element("th", { scope: "col", rowspan: 2, text: words.say("column.depth") }), ...two, element("th", { scope: "col", rowspan: 2, text: words.say("column.ratio") })),
        element("tr", {}, ...four)),
      element("tbody", {}, ...rows));
  }

  /** A switch: whether the map shows this depth as an outline beside the others. */
  onMap(depth) {
    const { state, store, words } = this.app;
    const id = `nested-${String(depth).replace(".", "-")}`;
    const at = [...state.nested].sort((a, b) => a - b).indexOf(depth);
    const box = element("input", {
      type: "checkbox", id, "aria-label": words.say("nested.show", { depth: words.say("unit.km", { value: words.depth(depth) }) }),
      change: (event) => {
        const rest = store.get().nested.filter((one) => one !== depth);
        store.set({ nested: event.target.checked ? [...rest, depth].slice(-NESTED_MAX).sort((a, b) => a - b) : rest });
      },
    });
    box.checked = at !== -1;
    return element("label", { title: box.getAttribute("aria-label"), class: `nested-choice${at === -1 ? "" : ` nested-${at}`}`, for: id }, box);
  }

  /** A side's count, or what stands in its place where nobody surveyed it. */
  count(side, code) {
    const { data, words } = this.app;
    const told = data.uncounted?.[code];
    if (told) return words.term("survey", told);
    return `${words.number(side.in)}${side.indeterminate ? ` + ${words.number(side.indeterminate)} ◐` : ""}`;
  }

  /** Python's own balance sheet of the chosen depth, where the page came with one. */
  sheet() {
    const { data, state, units, words } = this.app;
    const depth = state.depths[units.parties[0]];
    const same = units.parties.every((code) => state.depths[code] === depth);
    const told = data.balance.find((one) => one.depth_km === depth);
    if (!told || !same || state.rule !== data.tripoint || state.time || state.count !== data.counting.opened) return [];
    const heads = [words.say("sheet.what"), ...units.groups.map((group) => group.map((code) => this.app.country(code)).join(", ")), words.say("sheet.difference"), words.say("sheet.ratio")];
    const rows = told.rows.map(([key, first, second]) => this.line(key, first, second));
    return [element("table", { class: "figures sheet" },
      element("caption", { text: words.say("sheet.caption", { depth: words.say("unit.km", { value: words.depth(depth) }) }) }),
      element("thead", {}, element("tr", {}, ...heads.map((text) => element("th", { scope: "col", text })))),
      element("tbody", {}, ...rows)),
    ...told.notes.map(([key, name, value]) =>
      element("p", { class: "aside", text: words.say(`sheet.${key}`, { name: this.app.country(name), area: words.number(value) }) }))];
  }

  /** The comparison as the command prints it, with all that was asked of it besides. */
  printed() {
    const { data, words } = this.app;
    if (!data.text) return [];
    const folded = element("details", { class: "printed" }, element("summary", { text: words.say("sheet.printed") }),
      element("pre", { tabindex: "0", lang: "en", text: data.text }));
    folded.open = this.unfolded ?? false;
    folded.addEventListener("toggle", () => { this.unfolded = folded.open; });
    return [folded];
  }

  line(key, first, second) {
    const { words } = this.app;
    const decimals = key === "share" ? 1 : 0;
    const unit = key === "share" ? " %" : "";
    const said = (value) => words.number(value, decimals);
    if (first === null || second === null) {
      const cell = (value) => element("td", { text: value === null ? "–" : said(value) + unit });
      return element("tr", {}, element("th", { scope: "row", text: words.say(`sheet.${key}`) }), cell(first), cell(second), element("td", { text: "–" }), element("td", { text: "–" }));
    }
    const difference = second - first;
    const sign = difference > 0 ? "+" : difference < 0 ? "−" : "";
    const ratio = first > 0 ? `1 : ${words.number(second / first, 2)}` : "–";
    return element("tr", {}, element("th", { scope: "row", text: words.say(`sheet.${key}`) }),
      element("td", { text: said(first) + unit }), element("td", { text: said(second) + unit }),
      element("td", { text: `${sign}${said(Math.abs(difference))}` }), element("td", { text: ratio }));
  }

  crossings() {
    const { data, units, state, words } = this.app;
    const depths = data.steps.map((step) => step.depth_km);
    const found = crossings(units, state, 1000 * depths.at(-1));
    if (found.length === 0) return [];
    const bodies = byDepth(found.slice(0, this.limit), units, depths, state.rule).filter((group) => group.units.length > 0).map((group) =>
      element("tbody", {},
        element("tr", { class: "group" }, element("th", { scope: "rowgroup", colspan: 4, text: words.say("crossings.upto", { depth: words.say("unit.km", { value: words.depth(group.depth) }) }) })),
        ...group.units.map((index) => this.crossing(index))));
    const left = found.length - this.limit;
    const more = element("button", { type: "button", class: "more", text: words.say("list.more", { count: left, number: words.number(left) }), click: () => this.extend() });
    return [element("table", { class: "figures crossings" },
      element("caption", { text: words.say("crossings.title") }),
      element("thead", {}, element("tr", {}, ...["column.distance", "crossings.band", "column.side", "column.name"].map((key) => element("th", { scope: "col", text: words.say(key) })))),
      ...bodies), left > 0 ? more : null].filter(Boolean);
  }

  extend() {
    const from = this.limit;
    this.limit += ROWS * 5;
    this.draw();
    byId("depths").querySelectorAll(".crossings tbody tr:not(.group) button")[from]?.focus();
  }

  crossing(index) {
    const { units, words, state } = this.app;
    const distance = units.distance_m[index];
    const { perhaps, surely } = units.comesIn[state.rule][index];
    const band = [perhaps, surely].map((metres) => words.number(metres / 1000, 1)).join("–");
    return element("tr", {},
      element("td", { text: words.number(distance / 1000, 1) }),
      element("td", { class: "band-cell", text: Number.isFinite(surely) ? band : "–" }),
      element("td", { class: "side-cell" }, element("span", { class: `swatch ${units.classOf(units.text.side[index])}`, "aria-hidden": "true" }), element("span", { class: "code", text: units.text.side[index] })),
      element("th", { scope: "row" }, element("button", { type: "button", text: units.text.name[index] || units.text.id[index], click: (event) => this.app.choose(index, { zoom: true, focus: event.detail === 0 }) })));
  }
}
