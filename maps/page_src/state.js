// The state of the page, and its short form in the address.

import { FORMATS } from "./coordinates.js";
import { facetsFrom, facetsText } from "./facets.js";

/** Keep a state, and tell those who asked which of its keys have changed. */
export function createStore(initial) {
  let state = { ...initial };
  const listeners = [];
  return {
    get: () => state,
    set(patch) {
      const changed = new Set(
        Object.keys(patch).filter((key) => JSON.stringify(patch[key]) !== JSON.stringify(state[key])),
      );
      if (changed.size === 0) return;
      state = { ...state, ...patch };
      for (const listener of listeners) listener(state, changed);
    },
    subscribe: (listener) => listeners.push(listener),
  };
}

const KEYS = ["depth", "rule", "third", "unit", "view", "lang", "theme", "sort", "show", "q", "tab", "time", "count", "off", "f", "nested", "format", "beside"];

function depthsText(state, opened, parties) {
  if (parties.every((code) => state.depths[code] === opened.depths[code])) return null;
  const depths = parties.map((code) => state.depths[code]);
  return state.linked && depths[0] === depths[1] ? `${depths[0]}` : depths.join(",");
}

/** What the address says of a state: only what differs from how the page opens. */
export function toHash(state, opened, parties) {
  const unless = (same, text) => (same ? null : text);
  const pairs = [
    ["depth", depthsText(state, opened, parties)],
    ["rule", unless(state.rule === opened.rule, state.rule)],
    ["third", unless(state.third === opened.third, state.third ? "1" : "0")],
    ["unit", state.unit],
    ["view", state.view && state.view.map((value) => Number(value.toFixed(4))).join(",")],
    ["lang", unless(!state.langChosen, state.lang)],
    ["theme", unless(state.theme === opened.theme, state.theme)],
    ["sort", unless(state.sort === opened.sort && !state.descending, (state.descending ? "-" : "") + state.sort)],
    ["show", unless(state.show.join() === opened.show.join(), state.show.join(","))],
    ["q", state.query || null],
    ["tab", unless(state.tab === opened.tab, state.tab)],
    ["time", state.time || null],
    ["count", unless(state.count === opened.count, state.count)],
    ["off", unless(state.off.join() === opened.off.join(), state.off.join(","))],
    ["f", facetsText(state.facets) || null],
    ["nested", unless(state.nested.join() === opened.nested.join(), state.nested.join(","))],
    ["beside", state.beside ? [state.beside.depth, state.beside.rule].filter(Boolean).join(",") : null],
    ["format", unless(state.format === opened.format, state.format)],
  ];
  return pairs
    .filter(([, text]) => text !== null)
    .map(([key, text]) => `${key}=${encodeURIComponent(text)}`)
    .join("&");
}

function readPairs(hash) {
  const pairs = new Map();
  for (const piece of hash.replace(/^#/, "").split("&")) {
    const cut = piece.indexOf("=");
    if (cut < 1 || !KEYS.includes(piece.slice(0, cut))) continue;
    try {
      pairs.set(piece.slice(0, cut), decodeURIComponent(piece.slice(cut + 1)));
    } catch {
      // A broken escape is no state; the rest of the address still counts.
    }
  }
  return pairs;
}

/** A depth in km as it can be shown, to the metre, or null: any up to `most`, else one of `depths`. */
export function depthOffered(depth, { most, depths }) {
  if (depths.includes(depth)) return depth;
  const metres = Math.round(depth * 1000);
  return most && metres >= 1 && metres <= most * 1000 ? metres / 1000 : null;
}

const READERS = {
  depth(value, patch, known) {
    const numbers = value.split(",").map(Number);
    const each = numbers.length === 1 ? known.parties.map(() => numbers[0]) : numbers;
    const found = each.map((depth) => depthOffered(depth, known));
    if (each.length !== known.parties.length || found.some((depth) => depth === null)) {
      const asked = value.slice(0, 20);
      patch.notice = known.most ? { key: "depth.refused", values: { asked, most: known.most } } : { key: "depth.made", values: { asked } };
      return;
    }
    patch.depths = Object.fromEntries(known.parties.map((code, at) => [code, found[at]]));
    patch.linked = numbers.length === 1;
  },
  rule(value, patch) {
    if (["round", "perpendicular"].includes(value)) patch.rule = value;
  },
  third(value, patch) {
    if (["0", "1"].includes(value)) patch.third = value === "1";
  },
  unit(value, patch, known) {
    if (known.units.has(value)) patch.unit = value;
  },
  view(value, patch) {
    const view = value.split(",").map(Number);
    if (view.length === 3 && view.every(Number.isFinite) && Math.abs(view[0]) <= 90) patch.view = view;
  },
  lang(value, patch, known) {
    if (!known.languages.includes(value)) return;
    patch.lang = value;
    patch.langChosen = true;
  },
  theme(value, patch) {
    if (["auto", "light", "dark"].includes(value)) patch.theme = value;
  },
  sort(value, patch, known) {
    const key = value.replace(/^-/, "");
    if (!known.sorts.includes(key)) return;
    patch.sort = key;
    patch.descending = value.startsWith("-");
  },
  show(value, patch) {
    patch.show = value.split(",").filter((name) => ["in", "indeterminate", "out"].includes(name));
  },
  q(value, patch) {
    patch.query = value.slice(0, 200);
  },
  tab(value, patch, known) {
    if (known.tabs.includes(value)) patch.tab = value;
  },
  time(value, patch) {
    if (/^\d{4}$/.test(value)) patch.time = value;
  },
  count(value, patch, known) {
    if (known.counts?.includes(value)) patch.count = value;
  },
  off(value, patch, known) {
    patch.off = value.split(",").filter((name) => known.layers.includes(name));
  },
  f(value, patch) {
    patch.facets = facetsFrom(value.slice(0, 2000));
  },
  nested(value, patch, known) {
    const depths = value.split(",").slice(0, 6).map((one) => (one === "" ? null : depthOffered(Number(one), known)));
    patch.nested = [...new Set(depths)].filter((depth) => depth !== null).sort((a, b) => a - b);
  },
  beside(value, patch, known) {
    const [asked, rule] = value.split(",");
    const depth = known.most ? depthOffered(Number(asked), known) : null;
    if (depth !== null) patch.beside = ["round", "perpendicular"].includes(rule) ? { depth, rule } : { depth };
  },
  format(value, patch) {
    if (FORMATS.includes(value)) patch.format = value;
  },
};

/** The part of a state that an address names; what it cannot mean is left out. */
export function fromHash(hash, known) {
  const patch = {};
  for (const [key, value] of readPairs(hash)) READERS[key](value, patch, known);
  return patch;
}
