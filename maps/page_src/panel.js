// The panel: heading, depth, sides, balance by kind, depths compared, method and sources.

import { byId, element, sourceLink } from "./dom.js";
import { balance, mixOf, unboundWithin, years } from "./model.js";
import { depthOffered } from "./state.js";
import { spaced } from "./words.js";

export class Panel {
  constructor(app) {
    this.app = app;
    const { store, data, units } = app;
    byId("linked").addEventListener("change", (event) => {
      const { depths } = store.get();
      const first = depths[units.parties[0]];
      const equal = Object.fromEntries(units.parties.map((code) => [code, first]));
      store.set({ linked: event.target.checked, ...(event.target.checked ? { depths: equal } : {}) });
    });
    this.withSteps();
    byId("depth-choice").classList.toggle("fixed", data.steps.length < 2 && !data.engine);
    for (const id of ["depth-choice", "tab-depths"]) byId(id).hidden = Boolean(units.bands);
    byId("band-choice").hidden = !units.bands;
    byId("tab-exercises").hidden = data.exercises.length === 0;
    byId("count-row").hidden = !units.text.counts_as;
    byId("count").addEventListener("change", (event) => store.set({ count: event.target.value }));
    this.years = years(units, data.exercises.flatMap((one) => [one.start, one.end]));
    byId("time-row").hidden = this.years.length < 2;
    byId("time").max = String(this.years.length);
    byId("time").addEventListener("input", (event) => {
      const at = Number(event.target.value);
      store.set({ time: at === 0 ? "" : this.years[at - 1] });
    });
  }

  /** Make the sliders: over any depth, or over those that the page was made for. */
  withSteps() {
    byId("sliders").replaceChildren(...this.app.data.parties.map((party, at) => this.slider(party.code, at)));
  }

  slider(code, at) {
    const { data, store, units, offered } = this.app;
    const range = offered.most ? { min: 0.1, max: offered.most, step: 0.1 } : { min: 0, max: data.steps.length - 1, step: 1 };
    const input = element("input", {
      type: "range", ...range, id: `slider-${at}`, class: `slider ${units.classOf(code)}`,
      input: (event) => this.slide(code, offered.most ? Number(event.target.value) : data.steps[Number(event.target.value)].depth_km),
    });
    const typed = offered.most ? element("input", {
      type: "number", min: 0.001, max: offered.most, step: "any", id: `depth-${at}`, class: "typed-depth", inputmode: "decimal",
      change: (event) => this.type(code, event.target),
    }) : null;
    const label = element("label", { for: `slider-${at}`, id: `slider-label-${at}` });
    const row = element("div", { class: `slider-row${typed ? " with-number" : ""}`, id: `slider-row-${at}` }, label, input, typed);
    if (at > 0) row.hidden = store.get().linked;
    return row;
  }

  /** A depth that was typed, to the metre. */
  type(code, field) {
    const { store, offered } = this.app;
    const depth = depthOffered(Number(field.value), offered);
    if (depth !== null) this.slide(code, depth);
    else store.set({ notice: { key: "depth.refused", values: { asked: field.value || "–", most: offered.most } } });
  }

  slide(code, depth) {
    const { store, units } = this.app;
    const state = store.get();
    const changed = state.linked ? units.parties : [code];
    store.set({ notice: null, depths: { ...state.depths, ...Object.fromEntries(changed.map((one) => [one, depth])) } });
  }

  /** The nearest depth there is to one that was pointed at. */
  slideNear(km) {
    const { data, units, offered } = this.app;
    if (offered.most) {
      const depth = Math.min(Math.max(Math.round(km * 10) / 10, 0.1), offered.most);
      if (this.app.state.linked) this.slide(units.parties[0], depth);
      return;
    }
    const depths = data.steps.map((step) => step.depth_km);
    const nearest = depths.reduce((best, depth) => (Math.abs(depth - km) < Math.abs(best - km) ? depth : best));
    if (this.app.state.linked) this.slide(units.parties[0], nearest);
  }

  drawDepth() {
    const { state, data, words, units } = this.app;
    this.drawNotice();
    const equal = units.parties.every((code) => state.depths[code] === state.depths[units.parties[0]]);
    byId("linked").checked = state.linked;
    data.parties.forEach((party, at) => {
      byId(`slider-row-${at}`).hidden = state.linked && at > 0;
      const depth = state.depths[party.code];
      const input = byId(`slider-${at}`);
      const { most } = this.app.offered;
      input.value = String(most ? depth : data.steps.findIndex((step) => step.depth_km === depth));
      input.style.setProperty("--filled", `${(100 * Number(input.value)) / Math.max(1, most ?? data.steps.length - 1)}%`);
      this.drawTyped(byId(`depth-${at}`), depth, party.code);
      input.setAttribute("aria-valuetext", words.say("unit.km", { value: words.depth(depth) }));
      byId(`slider-label-${at}`).textContent = state.linked ? words.say("depth.both") : this.app.country(party.code);
      byId(`slider-label-${at}`).classList.toggle("unseen", state.linked);
      byId(`slider-row-${at}`).classList.toggle("alone", state.linked);
    });
    const shown = equal ? [state.depths[units.parties[0]]] : units.parties.map((code) => state.depths[code]);
    byId("depth-now").textContent = words.say("unit.km", { value: shown.map((depth) => words.depth(depth)).join(" / ") });
  }

  drawTyped(field, depth, code) {
    if (!field) return;
    const { state, words } = this.app;
    field.value = String(depth);
    field.setAttribute("aria-label", state.linked ? words.say("depth.typed") : `${words.say("depth.typed")}, ${this.app.country(code)}`);
  }

  /** There is no engine: a depth that the page was not made for gives way to the nearest that it was. */
  withoutEngine() {
    const { data, state, store, units } = this.app;
    // What only has an area was to be drawn by the engine.
    data.steps = data.steps.filter((step) => step.drawn);
    byId("depth-choice").classList.toggle("fixed", data.steps.length < 2);
    const depths = data.steps.map((step) => step.depth_km);
    const nearest = (asked) => depths.reduce((best, one) => (Math.abs(one - asked) < Math.abs(best - asked) ? one : best));
    const shown = Object.fromEntries(Object.entries(state.depths).map(([code, depth]) => [code, nearest(depth)]));
    const other = Object.values(state.depths).find((depth) => !depths.includes(depth));
    this.withSteps();
    if (units.bands) this.withoutOtherRule();
    store.set({ depths: shown, notice: other === undefined ? null : { key: "depth.made", values: { asked: other, depth: nearest(other) } } });
    this.drawDepth();
  }

  /** Bands are there as polygons under one rule alone. */
  withoutOtherRule() {
    const { app } = this;
    app.zones.onlyDrawn();
    app.store.set({ rule: app.data.tripoint });
    app.controls.drawLayers();
  }

  /** What has to be said of the depth: that none but those the page was made for can be shown, or this one. */
  drawNotice() {
    const { words, state: { notice } } = this.app;
    const refused = document.documentElement.dataset.engine === "refused" ? words.say("engine.refused") : "";
    const text = [refused, notice && this.sayNotice(notice)].filter(Boolean).join(" ");
    for (const id of ["depth-notice", "band-notice"]) {
      byId(id).textContent = text;
      byId(id).hidden = !text;
    }
  }

  sayNotice({ key, values }) {
    const { words, data, state, units } = this.app;
    if (key === "depth.refused") return words.say("depth.refused", values);
    const depth = state.depths[units.parties[0]] ?? data.depth_km[units.parties[0]];
    return words.say("depth.made", { depth: words.depth(depth), ...values });
  }

  /** The heading: what this is, at which depth, of which states; it follows what is shown. */
  drawHeading() {
    const { data, words, units, state } = this.app;
    const names = units.groups.map((group) => group.map((code) => this.app.country(code)).join(", ")).join("–");
    const { own, regime } = data.heading;
    const equal = this.equalDepths();
    const heading = words.say(units.bands ? "heading.bands" : equal ? "heading.zone" : "heading.each", { depth: this.depthWords(), names });
    byId("title").textContent = own ? data.title : heading;
    document.title = byId("title").textContent;
    byId("regime").hidden = !regime.name;
    byId("regime").textContent = [regime.name, regime.status].filter(Boolean).join(" – ");
    const length = words.number(data.border.length_km, 1);
    byId("subtitle").textContent = [
      units.bands ? words.say("subtitle", { length }) : words.say(equal ? "heading.covers" : "heading.covers.each", { depth: this.depthWords(), length }),
      ...this.listWords(),
    ].join(" ");
    byId("subtitle").dataset.depth = units.parties.map((code) => state.depths[code]).join("/");
  }

  equalDepths() {
    const { units, state } = this.app;
    return units.parties.every((code) => state.depths[code] === state.depths[units.parties[0]]);
  }

  /** The depth in words: 80 km, or each side's. */
  depthWords() {
    const { words, units, state } = this.app;
    const equal = this.equalDepths();
    const km = (code) => words.say("unit.km", { value: words.depth(state.depths[code]) });
    return equal ? km(units.parties[0]) : units.parties.map((code) => `${this.app.country(code)} ${km(code)}`).join(", ");
  }

  /** As of when, and from which list. */
  listWords() {
    const { data, words, state } = this.app;
    const day = state.time || (data.as_of ? words.date(data.as_of) : "");
    const lists = [data.provenance.units].flat().filter(Boolean).map((one) => one.title ?? one.file).filter(Boolean).join(", ");
    return [day && words.say("heading.as_of", { day }), lists && words.say("heading.list", { list: lists })].filter(Boolean);
  }

  drawTime() {
    const { data, state, words } = this.app;
    const said = state.time || (data.as_of ? words.date(data.as_of) : words.say("time.any"));
    byId("time").value = String(this.years.indexOf(state.time) + 1);
    byId("time").style.setProperty("--filled", `${(100 * Number(byId("time").value)) / Math.max(1, this.years.length)}%`);
    byId("time").setAttribute("aria-valuetext", said);
    byId("time-now").textContent = said;
  }

  /** What is counted, to be chosen. */
  drawCount() {
    const { data, state, words } = this.app;
    byId("count").replaceChildren(...Object.keys(data.counting.choices).map((name) => element("option", { value: name, text: words.say(`count.${name}`) })));
    byId("count").value = state.count;
  }

  /** What stands inside a side, each kind for itself, whatever is counted. */
  mixed(code, mixes) {
    const { data, words } = this.app;
    const own = mixes.get(code);
    if (!own || data.uncounted?.[code]) return null;
    const parts = [...own].filter(([, count]) => count > 0).map(([name, count]) => `${words.say(`class.${name}`)}: ${words.number(count)}`);
    return element("p", { class: "figure small mix" }, element("span", { text: parts.join(" · ") }));
  }

  drawSides() {
    const { data, status, units, state, zones, words } = this.app;
    this.drawCount();
    const sums = balance(units, status, state);
    const mixes = mixOf(units, status, state);
    const cards = data.parties.map((party) => {
      const own = sums.get(party.code) ?? { in: 0, indeterminate: 0 };
      // Bands lie over each other: each one's area is in their table, and a sum would mislead.
      const area = units.bands ? null : zones.area(party.code, state.depths[party.code], state.rule);
      return element("div", { class: `card ${units.classOf(party.code)}` },
        element("h3", {}, element("span", { class: `swatch ${units.classOf(party.code)}`, "aria-hidden": "true" }), element("span", { text: this.app.country(party.code) })),
        ...this.figures(party.code, own),
        this.mixed(party.code, mixes),
        area === null ? null : element("p", { class: "figure small area" }, element("span", { text: words.areaOf(area) })));
    });
    byId("sides").replaceChildren(...cards, ...this.others(sums));
  }

  /** A side's counts, or what stands in their place where nobody surveyed it. */
  figures(code, own) {
    const { data, words } = this.app;
    const told = data.uncounted?.[code];
    if (told) return [element("p", { class: "figure small uncounted", text: words.term("survey", told) })];
    return [
      element("p", { class: "figure" }, element("strong", { text: words.number(own.in) }), element("span", { text: words.say("units.in", { count: own.in }) })),
      element("p", { class: "figure small" }, element("span", { class: "status indeterminate", "aria-hidden": "true", text: "◐" }), element("span", { text: words.say("units.indeterminate", { count: own.indeterminate, number: words.number(own.indeterminate) }) })),
      own.inferred ? element("p", { class: "figure small" }, element("span", { text: words.say("units.inferred", { number: words.number(own.inferred) }) })) : null,
    ].filter(Boolean);
  }

  others(sums) {
    const { words, state, status, units, zones } = this.app;
    const notes = [];
    const deepest = Math.max(...units.parties.map((code) => state.depths[code]));
    if (state.third) {
      const area = zones.thirdArea(deepest, state.rule);
      const count = unboundWithin(units, status, state);
      notes.push(words.say("third.note", { count, area: words.squares(area), number: words.number(count) }));
    }
    for (const [side, sum] of sums) {
      if (side === "" || units.parties.includes(side)) continue;
      notes.push(words.say("disputed.note", { side, count: sum.in + sum.indeterminate, number: words.number(sum.in + sum.indeterminate) }));
    }
    return notes.map((text) => element("p", { class: "aside", text }));
  }

  drawKinds() {
    const { data, words, status, units, state } = this.app;
    const sums = balance(units, status, state);
    const kinds = new Set();
    for (const sum of sums.values()) for (const kind of sum.kinds.keys()) kinds.add(kind);
    const say = (sum) => (sum ? `${words.number(sum.in)}${sum.indeterminate ? ` + ${words.number(sum.indeterminate)} ◐` : ""}` : "–");
    const sides = [...data.parties.map((party) => party.code), ...[...sums.keys()].filter((side) => !units.parties.includes(side))];
    const name = (side) => (side === "" ? words.say("third.states") : units.parties.includes(side) ? this.app.country(side) : side);
    const rows = [...kinds].sort((a, b) => words.compare(words.term("kind", a), words.term("kind", b)));
    const head = element("tr", {}, element("th", { scope: "col", text: words.say("column.kind") }), ...sides.map((side) => element("th", { scope: "col", text: name(side) })));
    const body = rows.map((kind) => element("tr", {}, element("th", { scope: "row", text: words.term("kind", kind) || "–" }), ...sides.map((side) => element("td", { text: say(sums.get(side)?.kinds.get(kind)) }))));
    const total = element("tr", { class: "total" }, element("th", { scope: "row", text: words.say("total") }), ...sides.map((side) => element("td", { text: say(sums.get(side)) })));
    byId("kinds").replaceChildren(
      element("table", { class: "figures" }, element("caption", { text: words.say("kinds.caption") }), element("thead", {}, head), element("tbody", {}, ...body, total)));
    byId("kinds-empty").hidden = rows.length > 0;
    byId("kinds-empty").textContent = words.say("list.empty");
  }

  drawMethod() {
    const { data, words, units } = this.app;
    const { source } = data.border;
    const say = (key, values) => element("p", { text: words.say(key, values) });
    const facts = element("dl", { class: "facts wide" });
    const add = (label, value) => facts.append(element("dt", { text: label }), element("dd", {}, value));
    add(words.say("border.source"), sourceLink(source.title, source.url));
    add(words.say("border.release"), source.release);
    add(words.say("border.licence"), [source.licence, source.attribution].filter(Boolean).join(" – "));
    add(words.say("border.viewpoint"), source.viewpoint);
    add(words.say("border.length"), words.km(data.border.length_km * 1000));
    add(words.say("border.accuracy"), `± ${words.number(data.border.known_m ?? data.border.accuracy_m)} m`);
    for (const text of data.border.disputes) add(words.say("border.disputes"), text);
    byId("method").replaceChildren(
      element("h3", { text: words.say("method.title") }),
      say(data.engine ? "method.measures" : "method.distance"), say("method.status", { accuracy: words.number(data.border.known_m ?? data.border.accuracy_m) }),
      say(`method.${this.app.state.rule}`),
      say("method.drawn", { metres: words.number(data.tolerance_m) }),
      say("method.ground"), say("method.ways"), ...(data.ground.rasters ? [say("method.cover")] : []),
      ...(data.ground.own ? [say("method.own", { whose: data.ground.own.attribution })] : []),
      say(data.ground.own_lines ? "method.lines.own" : "method.lines.base"),
      element("p", { class: "disclaimer", text: words.say("disclaimer") }),
      element("h3", { text: words.say("border.title") }), facts,
      element("h3", { text: words.say("provenance.title") }),
      this.tree(data.provenance),
      ...this.thinned(),
      say("method.units", { count: units.count, number: words.number(units.count) }),
      ...(this.app.unread.includes(words.language) ? [say("method.unread")] : []));
  }

  thinned() {
    const { words, markers } = this.app;
    const { given, drawn } = markers.outsideCounts;
    if (drawn === given) return [];
    const values = { number: words.number(given), shown: words.number(drawn) };
    return [element("p", { class: "thinned", text: words.say("method.thinned", values) })];
  }

  /** What each side has inside, in one line: under a picture. */
  countsLine() {
    const { data, words, status, units, state } = this.app;
    const sums = balance(units, status, state);
    return data.parties.map(({ code }) => {
      const told = data.uncounted?.[code];
      const own = sums.get(code) ?? { in: 0, indeterminate: 0 };
      const figures = told ? words.term("survey", told) : `${words.number(own.in)} ${words.say("units.in", { count: own.in })}${own.indeterminate ? `, ${words.say("units.indeterminate", { count: own.indeterminate, number: words.number(own.indeterminate) })}` : ""}`;
      return `${this.app.country(code)}: ${figures}`;
    }).join(" · ");
  }

  /** Provenance in one line, for paper. */
  provenanceLine() {
    const found = [];
    const walk = (value, path) => {
      if (value !== null && typeof value === "object") {
        for (const [key, item] of Object.entries(value)) walk(item, Array.isArray(value) ? path : [...path, spaced(key)]);
      } else if (value !== null && value !== "") found.push(`${path.join(" ")}: ${value}`);
    };
    const { source } = this.app.data.border;
    walk({ border: [source.title, source.release, source.licence, source.viewpoint], ...this.app.data.provenance }, []);
    const line = found.join(" · ");
    return line.length > 420 ? `${line.slice(0, 420)}… ${this.app.words.say("print.whole")}` : line;
  }

  /** Any tree of plain values, as nested lists of words. */
  tree(value) {
    if (value === null || value === undefined) return element("span", { text: "–" });
    if (typeof value !== "object") {
      return /^https?:/.test(String(value)) ? sourceLink(String(value), String(value)) : element("span", { text: String(value) });
    }
    if (Array.isArray(value) && value.every((item) => typeof item !== "object")) return element("span", { text: value.join(", ") });
    const list = element("dl", { class: "facts wide" });
    for (const [key, item] of Object.entries(value)) {
      list.append(element("dt", { text: spaced(key) }), element("dd", {}, this.tree(item)));
    }
    return list;
  }
}
