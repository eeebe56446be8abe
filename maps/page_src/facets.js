// Filters by status, side, kind, branch, level and age of the source: one for list, map, curve and counts.

import { byId, element } from "./dom.js";

const LEVELS = { command: "formation", corps: "formation", division: "formation", brigade: "unit", regiment: "unit", wing: "unit", battalion: "subunit", company: "subunit", squadron: "subunit" };
const AGES = [[2, "2"], [5, "5"], [10, "10"], [Infinity, "more"]];
export const FACETS = ["status", "side", "kind", "branch", "level", "age"];

/** The level of a unit: what the list counts it as, else formation, unit, subunit; a site where it is none of these. */
export function levelOf(units, index) {
  if (units.text.counts_as) return units.text.counts_as[index];
  if (!["unit", "headquarters"].includes(units.text.kind?.[index])) return "site";
  return LEVELS[units.text.echelon?.[index]] ?? "unknown";
}

/** How old a source is, in years at a day: "2", "5", "10", "more", or "unknown" where it has no date. */
export function ageOf(date, today) {
  const year = /^(\d{4})(?:-(\d\d))?/.exec(date);
  if (!year) return "unknown";
  const now = /^(\d{4})(?:-(\d\d))?/.exec(today) ?? ["", String(new Date().getFullYear()), "06"];
  const age = Number(now[1]) - Number(year[1]) + (Number(now[2] ?? 6) - Number(year[2] ?? 6)) / 12;
  return AGES.find(([most]) => age <= most)[1];
}

/** The value of each unit in each facet. */
export function facetValues(units, today) {
  const column = (name) => units.text[name] ?? new Array(units.count).fill("");
  return {
    // Of what is shown now: whoever judges the units writes it.
    status: new Array(units.count).fill(""),
    side: column("side"), kind: column("kind"), branch: column("branch"),
    level: Array.from({ length: units.count }, (_, index) => levelOf(units, index)),
    age: column("source_date").map((date) => ageOf(date, today)),
  };
}

/** Whether a unit passes the filters; a facet with nothing chosen lets all pass. */
export function passes(units, index, chosen) {
  for (const name in chosen) if (!chosen[name].includes(units.facets[name][index])) return false;
  return true;
}

/** Filters as the address writes them, and back: side:BLR;kind:unit,base. */
export function facetsText(chosen) {
  return FACETS.filter((name) => chosen[name]).map((name) => `${name}:${chosen[name].map(encodeURIComponent).join(",")}`).join(";");
}

export function facetsFrom(text) {
  const found = {};
  for (const piece of text.split(";")) {
    const [name, values] = piece.split(":");
    if (!FACETS.includes(name) || values === undefined) continue;
    try {
      found[name] = values.split(",").slice(0, 60).map(decodeURIComponent);
    } catch {
      // A broken escape is no filter.
    }
  }
  return found;
}

export class Facets {
  constructor(app) {
    this.app = app;
    byId("filter-clear").addEventListener("click", () => app.store.set({ facets: {} }));
  }

  word(name, value) {
    const { words, units } = this.app;
    if (name === "side") return value === "" ? words.say("third.states") : units.parties.includes(value) ? this.app.country(value) : value;
    if (name === "level" && units.text.counts_as) return words.term("class", value);
    if (name === "level" || name === "age" || name === "status") return words.say(`${name}.${value}`);
    return words.term(name, value) || words.say("level.unknown");
  }

  /** How many units each value of a facet would show, the other facets as they are. */
  counted(name) {
    const { units, state } = this.app;
    const others = Object.fromEntries(Object.entries(state.facets).filter(([key]) => key !== name));
    const sums = new Map();
    units.facets[name].forEach((value, index) => {
      const more = passes(units, index, others) ? 1 : 0;
      sums.set(value, (sums.get(value) ?? 0) + more);
    });
    return [...sums].sort((a, b) => b[1] - a[1] || this.app.words.compare(this.word(name, a[0]), this.word(name, b[0])));
  }

  toggle(name, value, on) {
    const { store, state } = this.app;
    const before = state.facets[name] ?? [];
    const now = on ? [...before, value].sort() : before.filter((one) => one !== value);
    const facets = { ...state.facets, [name]: now };
    if (now.length === 0) delete facets[name];
    store.set({ facets });
  }

  draw() {
    const { words, state } = this.app;
    const focused = document.activeElement?.id;
    const groups = FACETS.map((name) => {
      const values = this.counted(name);
      if (values.length < 2 && !state.facets[name]) return null;
      const boxes = values.slice(0, 40).map(([value, count], at) => {
        const id = `facet-${name}-${at}`;
        const box = element("input", { type: "checkbox", id, change: (event) => this.toggle(name, value, event.target.checked) });
        box.checked = Boolean(state.facets[name]?.includes(value));
        return element("label", { class: "choice", for: id }, box, element("span", { text: this.word(name, value) }), element("span", { class: "many", text: words.number(count) }));
      });
      return element("fieldset", { class: "facet" }, element("legend", { text: words.say(`facet.${name}`) }), ...boxes);
    });
    byId("facet-groups").replaceChildren(...groups.filter(Boolean));
    if (focused?.startsWith("facet-")) byId(focused)?.focus();
    const chosen = FACETS.filter((name) => state.facets[name]);
    byId("filtered").hidden = chosen.length === 0;
    byId("filter-said").textContent = words.say("filter.on", {
      what: chosen.map((name) => state.facets[name].map((value) => this.word(name, value)).join(", ")).join(" · "),
    });
    byId("facets-said").textContent = chosen.length > 0 ? ` (${words.number(chosen.length)})` : "";
  }
}
