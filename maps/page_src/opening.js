// How a page opens: its state before the address has its say, and names for its units.

import { CLOSED } from "./controls.js";
import { chooseLanguage } from "./words.js";

export const TABS = ["units", "kinds", "depths", "exercises", "own", "method"];

/** The depths that a comparison opens with on its map: its own, up to four. */
function openedDepths(data) {
  const depths = data.balance.map((one) => one.depth_km);
  return depths.length > 1 ? depths.slice(0, 4) : [];
}

/** The state that a page opens with. */
export function openedState(data, units, messages) {
  const depths = { ...data.depth_km };
  const linked = new Set(Object.values(depths)).size === 1;
  return {
    depths, linked, rule: data.tripoint, third: data.third_states,
    notice: null, unit: null, view: null, format: "decimal", theme: "auto", sort: "distance", descending: false,
    show: ["in", "indeterminate"], query: "", tab: data.tab, time: "", count: data.counting?.opened ?? "all", off: [...CLOSED], known: false, facets: {}, nested: openedDepths(data), beside: null,
    lang: chooseLanguage([data.language, ...(navigator.languages ?? [])], Object.keys(messages)), langChosen: false,
  };
}

/** A name for each unit in the address: its id, or its place in the file where that is no name. */
export function keysOf(ids) {
  const seen = new Map();
  for (const id of ids) seen.set(id, (seen.get(id) ?? 0) + 1);
  return ids.map((id, index) => (id && seen.get(id) === 1 ? id : `#${index}`));
}
