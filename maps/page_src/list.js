// The list of units beside the map: all that the map shows is here in words.

import { byId, element } from "./dom.js";
import { bandStatus, bandsFor, listed } from "./model.js";
import { STATUS_NAMES } from "./rule.js";
import { STATUS_MARKS, marked, marksOf } from "./bands.js";
import { enterWords, enters } from "./nested.js";

const CHUNK = 40;
const HEADINGS = ["side", "name", "kind", "distance"];

/** The bands of a unit as marks: 1 ● 3 ◐ 5 ○, by the bands' numbers. */
function bandMarks(app, index) {
  const { units, state } = app;
  return marksOf(bandPairs(units, index, state));
}

const bandPairs = (units, index, state) => bandsFor(units, index, state.off).map((band) => [band, bandStatus(units, band, index, state.rule)]);

export class List {
  constructor(app) {
    this.app = app;
    this.limit = CHUNK;
    this.rows = [];
    this.made = new Map();
    this.madeFor = "";
    this.head = byId("list-head");
    this.body = byId("list-body");
    this.more = byId("list-more");
    this.empty = byId("list-empty");
    this.more.addEventListener("click", () => this.extend(true));
    // Who scrolls to the end sees more without asking; the button is for keyboards.
    new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) this.extend(false);
    }, { rootMargin: "200px" }).observe(this.more);
    this.body.addEventListener("click", (event) => this.pick(event));
    this.body.addEventListener("keydown", (event) => this.move(event));
  }

  pick(event) {
    const row = event.target.closest("tr");
    if (!row) return;
    this.app.choose(Number(row.dataset.index), { zoom: true, focus: event.detail === 0 });
  }

  move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined) return;
    const buttons = [...this.body.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement);
    if (at === -1) return;
    event.preventDefault();
    buttons[Math.max(0, Math.min(buttons.length - 1, at + step))].focus();
  }

  extend(focus) {
    const from = this.limit;
    this.limit += CHUNK * 5;
    this.append(from);
    if (focus) this.body.children[from]?.querySelector("button").focus();
    this.sayMore();
  }

  drawHead() {
    const { state, words, store } = this.app;
    const wanted = `${state.sort} ${state.descending} ${words.language}`;
    if (this.headFor === wanted) return;
    this.headFor = wanted;
    const cells = HEADINGS.map((key) => {
      const sorted = state.sort === key;
      const order = state.descending ? "descending" : "ascending";
      const button = element("button", {
        type: "button", "data-sort": key,
        click: () => store.set({ sort: key, descending: sorted && !state.descending }),
      }, words.say(`column.${key}`), element("span", { class: "arrow", "aria-hidden": "true", text: sorted ? (state.descending ? " ▼" : " ▲") : "" }));
      return element("th", { scope: "col", class: `c-${key}`, "aria-sort": sorted ? order : null }, button);
    });
    const focused = document.activeElement?.dataset?.sort;
    this.head.replaceChildren(element("tr", {}, ...cells));
    if (focused) this.head.querySelector(`[data-sort="${focused}"]`)?.focus();
  }

  draw() {
    const { units, status, state, words } = this.app;
    this.limit = CHUNK;
    this.rows = listed(units, status, state, words.compare, (index) => this.said(index));
    this.place();
    this.drawHead();
    this.sayMore();
    this.empty.hidden = this.rows.length > 0;
    byId("list-table").hidden = this.rows.length === 0;
    this.empty.textContent = words.say(units.count === 0 ? "list.none" : state.query ? "list.nomatch" : "list.empty");
    byId("list-count").textContent = words.say("list.count", { count: this.rows.length, number: words.number(this.rows.length) });
  }

  /** The words of a row besides its names: what is read can be searched for. */
  said(index) {
    const { units, words } = this.app;
    const text = (name) => units.text[name][index];
    return [this.app.country(text("side")), this.app.country(text("country")), words.term("kind", text("kind")), words.term("branch", text("branch")), words.term("echelon", text("echelon"))].join(" ");
  }

  append(from) {
    const fragment = document.createDocumentFragment();
    for (const index of this.rows.slice(from, this.limit)) fragment.append(this.kept(index));
    this.body.append(fragment);
  }

  /** A row as it was made before, unless its unit's status or the language has changed. */
  kept(index) {
    const status = this.app.status[index];
    const before = this.made.get(index);
    const marks = this.app.units.bands ? bandMarks(this.app, index) : "";
    const band = this.band(index);
    if (before?.status === status && before.marks === marks && before.band === band) return before.row;
    const row = this.row(index, marks, band);
    this.made.set(index, { status, marks, band, row });
    return row;
  }

  /** Put the rows in place, touching only those that are new here: most steps change none. */
  place() {
    const { words } = this.app;
    if (this.madeFor !== words.language || this.made.size > 4000) this.made.clear();
    this.madeFor = words.language;
    const wanted = this.rows.slice(0, this.limit).map((index) => this.kept(index));
    wanted.forEach((row, at) => {
      const here = this.body.children[at];
      if (here !== row) this.body.insertBefore(row, here ?? null);
    });
    while (this.body.children.length > wanted.length) this.body.lastElementChild.remove();
    this.mark();
  }

  /** Which of the compared depths takes a unit in, as a place among them; -1 for none. */
  band(index) {
    const { nested, units, state } = this.app;
    const depths = nested?.depths ?? [];
    return depths.length > 0 && units.parties.includes(units.text.side[index]) ? enters(units, index, depths, state.rule) : -1;
  }

  row(index, marks, band = -1) {
    const { units, status, words } = this.app;
    const text = (name) => units.text[name][index];
    const name = STATUS_NAMES[status[index]];
    const side = text("side");
    const kind = words.term("kind", text("kind"));
    const branch = words.term("branch", text("branch"));
    const under = [text("name_local"), text("settlement")].filter(Boolean).join(" · ");
    const distance = units.distance_m[index];
    return element("tr", { "data-index": index, class: `is-${name}` },
      element("td", { class: "c-side" },
        element("span", { class: `swatch ${units.classOf(side)}`, "aria-hidden": "true" }),
        element("span", { class: "code", text: side || text("country") })),
      element("td", { class: "c-name" },
        element("button", { type: "button", text: text("name") || text("id") }),
        under ? element("span", { class: "under", text: under }) : null,
        marks ? this.byBand(index, marks) : null,
        band < 0 ? null : element("span", { class: `nested-tab nested-${band}`, text: words.say("nested.enters", { band: enterWords(words, this.app.nested.depths, band) }) })),
      element("td", { class: "c-kind", text: text("kind") === "unit" ? branch || kind : kind }),
      element("td", { class: "c-distance" },
        element("span", { class: `status ${name}`, role: "img", "aria-label": words.say(`status.${name}`), title: words.say(`status.${name}`), text: STATUS_MARKS[name] }),
        element("span", { class: "km", text: distance === null ? "–" : words.number(distance / 1000, 1) })));
  }

  /** A mark per band that speaks of the unit, and its number. */
  byBand(index, marks) {
    const { units, words, state } = this.app;
    return marked(words, bandPairs(units, index, state), marks);
  }

  /** As many rows as fit on paper, in two columns, and how many are left. */
  print() {
    byId("print-more").textContent = "";
    this.fill(40);
    const height = this.body.firstElementChild?.getBoundingClientRect().height ?? 0;
    const lines = height > 0 ? Math.floor(this.body.closest(".tab-body").clientHeight / height) - 2 : 0;
    const room = 2 * Math.max(0, lines);
    this.fill(room);
    const left = Math.max(0, this.rows.length - room);
    const { words } = this.app;
    byId("print-more").textContent = left ? words.say("print.more", { number: words.number(left) }) : "";
  }

  fill(limit) {
    this.limit = limit;
    this.body.replaceChildren();
    this.append(0);
  }

  sayMore() {
    const left = this.rows.length - Math.min(this.limit, this.rows.length);
    this.more.hidden = left === 0;
    this.more.textContent = this.app.words.say("list.more", { count: left, number: this.app.words.number(left) });
  }

  mark() {
    const { state, keys } = this.app;
    for (const row of this.body.children) {
      row.classList.toggle("chosen", keys[Number(row.dataset.index)] === state.unit);
    }
  }
}
