// The chosen unit: its line to the nearest border point with the distance, its doubt, its popup.

import { element, sourceLink } from "./dom.js";
import { asOpened, bandStatus, bandsFor } from "./model.js";
import { STATUS_NAMES } from "./rule.js";
import { written } from "./coordinates.js";
import { clear, explain, explainBand } from "./explain.js";
import { bandRange, categoryName } from "./bands.js";

export class Selection {
  constructor(map, app) {
    this.map = map;
    this.app = app;
    this.renderer = L.svg({ pane: "selection", padding: 0.4 });
    this.group = L.layerGroup().addTo(map);
    this.popup = null;
    this.back = null;
    /** Whether cards are read whole: kept from one to the next. */
    this.whole = false;
  }

  clear() {
    this.group.clearLayers();
    if (this.popup) {
      const popup = this.popup;
      this.popup = null;
      this.map.closePopup(popup);
    }
    if (this.back && document.contains(this.back)) this.back.focus({ preventScroll: true });
    this.back = null;
  }

  show(index, focus) {
    const back = focus ? document.activeElement : null;
    this.back = null;
    this.clear();
    this.back = back;
    this.draw(index);
    const units = this.app.units;
    const popup = L.popup({
      minWidth: 250, maxWidth: 320, maxHeight: 380, autoPanPadding: [24, 24], closeButton: false,
      offset: [0, -12],
    });
    popup.setLatLng([units.lat[index], units.lon[index]]).setContent(this.content(index));
    this.popup = popup;
    popup.on("remove", () => {
      if (this.popup === popup) this.app.choose(null);
    });
    popup.openOn(this.map);
    if (focus) popup.getElement().querySelector(".popup").focus({ preventScroll: true });
  }

  refresh(index) {
    if (this.popup) this.popup.setContent(this.content(index));
  }

  draw(index) {
    const { units, words } = this.app;
    // The distance of an area or a line runs from its nearest place.
    const here = [units.place_lat?.[index] ?? units.lat[index], units.place_lon?.[index] ?? units.lon[index]];
    const style = (className) => ({ pane: "selection", renderer: this.renderer, interactive: false, className });
    // Whatever is filtered, stacked or outside: the chosen unit stands there with its own sign.
    const sign = this.app.markers.fresh(index, undefined, { pane: "selection", interactive: false, keyboard: false });
    this.group.addLayer(sign);
    sign.getElement().classList.add("chosen-sign");
    const accuracy = units.position_accuracy_m[index];
    if (accuracy) this.group.addLayer(L.circle(here, { radius: accuracy, ...style("doubt") }));
    if (units.nearest_lat[index] === null || units.nearest_lon[index] === null) return;
    const there = [units.nearest_lat[index], units.nearest_lon[index]];
    this.group.addLayer(L.polyline([here, there], style("reach-casing")));
    this.group.addLayer(L.polyline([here, there], style("reach")));
    this.group.addLayer(L.circleMarker(there, { radius: 4.5, ...style("foot") }));
    const text = words.km(units.distance_m[index]);
    const icon = L.divIcon({ className: "reach-label", html: element("span", { text }), iconSize: [0, 0] });
    const middle = [(here[0] + there[0]) / 2, (here[1] + there[1]) / 2];
    this.group.addLayer(L.marker(middle, { icon, interactive: false, keyboard: false, pane: "selection" }));
  }

  facts(index) {
    const { units, words, state } = this.app;
    const degrees = (lat, lon) => (lat === null || lon === null ? "–" : written(lat, lon, state.format));
    const distance = units.distance_m[index];
    const accuracy = units.position_accuracy_m[index];
    return [
      ["fact.distance", words.km(distance, 3)],
      ["fact.nearest", degrees(units.nearest_lat[index], units.nearest_lon[index])],
      ["fact.position", degrees(units.lat[index], units.lon[index])],
      ["fact.accuracy", accuracy === null ? "–" : `± ${words.km(accuracy)}`],
      ["fact.settlement", units.text.settlement[index]],
      ["fact.evidence", units.text.evidence?.[index] === "inferred" && words.say("evidence.inferred")],
    ];
  }

  /** What a card says besides, once it is unfolded. */
  otherFacts(index) {
    const { units, words } = this.app;
    return [
      ["fact.azimuth", `${words.number(units.azimuth_deg[index], 1)}°`],
      ["fact.country", this.app.country(units.text.country[index])],
      ["fact.parent", this.parent(units.text.parent?.[index])],
      ["fact.counts", units.text.counts_as && words.say(`class.${units.text.counts_as[index]}`)],
      ["fact.vd", units.text.vd_class?.[index]],
    ];
  }

  listed(facts) {
    const list = element("dl", { class: "facts" });
    for (const [key, value] of facts.filter(([, said]) => said)) {
      list.append(element("dt", { text: this.app.words.say(key) }), element("dd", { text: value }));
    }
    return list;
  }

  /** The rest of a card: lesser facts, the second source, notes. */
  more(index, opened) {
    const { units, words } = this.app;
    const notes = units.text.notes?.[index];
    const folded = element("details", { class: "card-more" }, element("summary", { text: words.say("card.more") }),
      // The command line's own sentence, for who reads English; the card's says it in the page's language.
      opened && words.language === "en" ? element("p", { class: "reason", text: opened }) : null,
      this.listed(this.otherFacts(index)), this.second(index),
      notes ? element("p", { class: "notes", text: notes }) : null);
    folded.open = this.whole;
    folded.addEventListener("toggle", () => { this.whole = folded.open; });
    return folded;
  }

  /** The status in each band that speaks of the unit, with its reason. */
  bands(index) {
    const { units, words, state } = this.app;
    const told = words.language === "en" ? this.toldByBand(index) : [];
    return element("ul", { class: "by-band" }, ...bandsFor(units, index).map((band) => {
      const status = bandStatus(units, band, index, state.rule);
      const name = STATUS_NAMES[status];
      return element("li", { class: state.off.includes(band.key) ? "off" : null },
        element("span", { class: `badge ${name}`, text: words.say(`status.${name}`) }),
        element("span", { class: "category", text: categoryName(words, band.category) }),
        element("span", { class: "range", text: `, ${bandRange(words, band)}` }),
        // Where the distance decides plainly, it says enough below.
        clear(units, index, band, status) ? null : element("span", { class: "why", text: explainBand(units, index, band, status, state.rule, words) }),
        told[band.at]?.status === status ? element("span", { class: "why reason", text: told[band.at].reason }) : null);
    }));
  }

  /** The command line's own sentences, by category; of what is no point only the program knows them. */
  toldByBand(index) {
    const { units, engine, state } = this.app;
    if (!engine?.table || units.shapes.some((shape) => shape.unit === index)) return [];
    const [place] = engine.places([{
      lon: units.lon[index], lat: units.lat[index], accuracy_m: units.position_accuracy_m[index] ?? Infinity,
      atSea: units.text.kind[index] === "", locatedIn: units.text.located_in?.[index] ?? "",
    }]);
    if (place.beyond) return [];
    const all = engine.answer(place, state).bands;
    return units.bands.categories.map((category) => all.find((one) => one.category === category));
  }

  /** The formation that a unit belongs to, by name where it is listed. */
  parent(id) {
    const { units } = this.app;
    const at = id ? units.text.id.indexOf(id) : -1;
    return at < 0 ? id : units.text.name[at];
  }

  /** The second source, and when both were last read. */
  second(index) {
    const { units, words } = this.app;
    const text = (name) => units.text[name]?.[index] ?? "";
    const [title, url] = [text("source_2_title"), text("source_2_url")];
    if (!title && !url && !text("accessed")) return null;
    return element("p", { class: "source" },
      title || url ? element("span", { class: "label", text: `${words.say("fact.source2")}: ` }) : null,
      title || url ? sourceLink(title, url) : null,
      text("source_2_date") ? element("span", { text: `, ${words.date(text("source_2_date"))}` }) : null,
      text("accessed") ? element("span", { text: ` ${words.say("fact.accessed", { day: words.date(text("accessed")) })}` }) : null);
  }

  content(index) {
    const { units, words, status, state } = this.app;
    const text = (name) => units.text[name][index];
    const name = STATUS_NAMES[status[index]];
    const what = [
      words.term("kind", text("kind")), words.term("branch", text("branch")), words.term("echelon", text("echelon")),
    ].filter(Boolean).join(" · ");
    const opened = !units.bands && asOpened(units, state.depths, state.rule) && text("reason");
    const close = element("button", {
      type: "button", class: "popup-close", "aria-label": words.say("close"), click: () => this.app.choose(null),
    }, element("span", { "aria-hidden": "true", text: "×" }));
    return element("div", { class: "popup", tabindex: "-1", role: "group", "aria-label": text("name") },
      close,
      element("h3", { text: text("name") }),
      text("name_local") ? element("p", { class: "local", text: text("name_local") }) : null,
      what ? element("p", { class: "what", text: what }) : null,
      units.bands ? this.bands(index) : element("p", { class: "verdict" },
        element("span", { class: `badge ${name}`, text: words.say(`status.${name}`) }),
        element("span", { text: ` ${explain(units, index, status, state, words)}` })),
      this.listed(this.facts(index)),
      text("source_title") || text("source_url")
        ? element("p", { class: "source" },
          element("span", { class: "label", text: `${words.say("fact.source")}: ` }),
          sourceLink(text("source_title"), text("source_url")),
          text("source_date") ? element("span", { text: `, ${words.date(text("source_date"))}` }) : null)
        : null,
      this.more(index, opened),
    );
  }
}
