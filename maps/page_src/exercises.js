// Exercises: a layer of their own on the map, with their dates, and a list of their own.

import { STATUS_NAMES } from "./rule.js";
import { byId, drawing, element, onKey, sourceLink } from "./dom.js";

/** The years an exercise touches: [first, last] as numbers; a gap at either end is the other's year. */
export function yearsOf(exercise) {
  const read = (text) => Number(/^(\d{4})/.exec(text)?.[1] ?? NaN);
  const [from, to] = [read(exercise.start), read(exercise.end)];
  const first = Number.isNaN(from) ? to : from;
  const last = Number.isNaN(to) ? from : to;
  return Number.isNaN(first) ? null : [Math.min(first, last), Math.max(first, last)];
}

/** Whether an exercise was held in a year; one without dates is always shown. */
export function heldIn(exercise, year) {
  const span = yearsOf(exercise);
  return !year || !span || (span[0] <= Number(year) && Number(year) <= span[1]);
}

/** Exercises by name and start, each with its places, in the order of their dates, newest first. */
export function grouped(exercises) {
  const groups = new Map();
  exercises.forEach((exercise, index) => {
    const key = JSON.stringify([exercise.name, exercise.start, exercise.end]);
    if (!groups.has(key)) groups.set(key, { ...exercise, places: [] });
    groups.get(key).places.push(index);
  });
  return [...groups.values()].sort((a, b) => (a.start < b.start ? 1 : a.start > b.start ? -1 : 0));
}

function figures(text, words) {
  return /^\d+$/.test(text) ? words.number(Number(text)) : text;
}

export class Exercises {
  constructor(map, app) {
    this.map = map;
    this.app = app;
    this.rows = app.data.exercises;
    this.group = L.layerGroup().addTo(map);
    this.markers = this.rows.map((row, index) => this.marker(row, index));
  }

  flag() {
    return drawing("svg", { class: "flag", width: 24, height: 26, viewBox: "0 0 24 26", "aria-hidden": "true" },
      drawing("path", { class: "flag-halo", d: "M5 25V2L21 7.500L5 13" }),
      drawing("path", { class: "flag-cloth", d: "M5 2L21 7.500L5 13Z" }),
      drawing("path", { class: "flag-pole", d: "M5 25V1.500" }));
  }

  marker(row, index) {
    if (row.lat === null || row.lon === null) return null;
    const html = element("span", {}, this.flag());
    const icon = L.divIcon({ className: "exercise-icon", html, iconSize: [24, 26], iconAnchor: [5, 25], popupAnchor: [4, -24] });
    const marker = L.marker([row.lat, row.lon], { icon, zIndexOffset: 500, riseOnHover: true });
    marker.on("add", () => {
      const { words } = this.app;
      marker.getElement().setAttribute("aria-label", [words.say("exercise"), row.name, words.dates(row.start, row.end)].filter(Boolean).join(", "));
      marker.getElement().title = row.name;
    });
    marker.on("click", () => this.show(index, false));
    onKey(marker, () => this.show(index, true));
    return marker;
  }

  draw(state) {
    const off = state.off.includes("exercises");
    this.markers.forEach((marker, index) => {
      if (!marker) return;
      if (!off && heldIn(this.rows[index], state.time)) this.group.addLayer(marker);
      else this.group.removeLayer(marker);
    });
  }

  show(index, focus) {
    const row = this.rows[index];
    const back = focus ? document.activeElement : null;
    if (this.app.state.unit) this.app.choose(null);
    const popup = L.popup({ minWidth: 250, maxWidth: 320, maxHeight: 380, autoPanPadding: [24, 24], closeButton: false, offset: [4, -22] });
    popup.setLatLng([row.lat, row.lon]).setContent(this.content(index));
    popup.on("remove", () => {
      if (back && document.contains(back)) back.focus({ preventScroll: true });
    });
    popup.openOn(this.map);
    if (focus) popup.getElement().querySelector(".popup").focus({ preventScroll: true });
  }

  facts(index) {
    const { words } = this.app;
    const row = this.rows[index];
    const side = this.app.units.parties.includes(row.side) ? this.app.country(row.side) : row.side;
    return [
      ["exercise.dates", words.dates(row.start, row.end)],
      ["exercise.declared", figures(row.declared_troops, words)],
      ["exercise.estimates", row.other_estimates],
      ["exercise.status", this.status(row)],
      ["exercise.place", row.place],
      ["fact.distance", row.distance_m === null ? "" : words.km(row.distance_m)],
      ["exercise.side", side],
    ].filter(([, value]) => value);
  }

  /** What it is against the zone, in the reader's language; any other words as they are written. */
  status(row) {
    return STATUS_NAMES.includes(row.status) ? this.app.words.say(`status.${row.status}`) : row.status;
  }

  describe(facts) {
    const list = element("dl", { class: "facts" });
    for (const [key, value] of facts) {
      list.append(element("dt", { text: this.app.words.say(key) }), element("dd", { text: value }));
    }
    return list;
  }

  source(row) {
    if (!row.source_title && !row.source_url) return null;
    return element("p", { class: "source" }, element("span", { class: "label", text: `${this.app.words.say("fact.source")}: ` }),
      sourceLink(row.source_title, row.source_url));
  }

  content(index) {
    const { words } = this.app;
    const row = this.rows[index];
    const close = element("button", {
      type: "button", class: "popup-close", "aria-label": words.say("close"), click: () => this.map.closePopup(),
    }, element("span", { "aria-hidden": "true", text: "×" }));
    return element("div", { class: "popup", tabindex: "-1", role: "group", "aria-label": row.name },
      close, element("h3", { text: row.name }), element("p", { class: "what", text: words.say("exercise") }),
      this.describe(this.facts(index)), this.source(row));
  }

  /** The list: each exercise once, its places as buttons that show them on the map. */
  drawList() {
    const { state, words } = this.app;
    const shown = grouped(this.rows).filter((one) => heldIn(one, state.time));
    byId("exercises").replaceChildren(...shown.map((one) => this.card(one)));
    byId("exercises-empty").hidden = shown.length > 0;
    byId("exercises-empty").textContent = words.say("exercise.none");
  }

  card(one) {
    const perPlace = new Set(["fact.distance", "exercise.side", "exercise.place"]);
    if (one.places.some((index) => STATUS_NAMES.includes(this.rows[index].status))) perPlace.add("exercise.status");
    const facts = this.facts(one.places[0]).filter(([key]) => !perPlace.has(key));
    return element("article", { class: "exercise" }, element("h3", { text: one.name }), this.describe(facts),
      element("ul", { class: "places" }, ...one.places.map((index) => this.place(index))), this.source(one));
  }

  place(index) {
    const { words, units } = this.app;
    const row = this.rows[index];
    const distance = row.distance_m === null ? "" : words.km(row.distance_m);
    const text = [row.place || (units.parties.includes(row.side) ? this.app.country(row.side) : row.side), distance, STATUS_NAMES.includes(row.status) ? this.status(row) : ""].filter(Boolean).join(", ") || "–";
    const swatch = element("span", { class: `swatch ${units.classOf(row.side)}`, "aria-hidden": "true" });
    if (row.lat === null) return element("li", {}, swatch, element("span", { text }));
    const go = (event) => {
      this.map.setView([row.lat, row.lon], Math.max(this.map.getZoom(), this.map.options.minZoom), { animate: false });
      this.show(index, event.detail === 0);
    };
    return element("li", {}, swatch, element("button", { type: "button", text, click: go }));
  }
}
