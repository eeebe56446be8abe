// Two depths side by side: a divider over the map, the shown depth left of it, another one right.

import { byId, element } from "./dom.js";
import { depthOffered } from "./state.js";

const STEP = 0.02;

/** The state that is drawn right of the divider. */
export function besideOf(state, parties) {
  const { depth, rule } = state.beside;
  return { ...state, depths: Object.fromEntries(parties.map((code) => [code, depth])), rule: rule ?? state.rule };
}

export class Swipe {
  constructor(map, app) {
    this.map = map;
    this.app = app;
    /** Where the divider stands: a share of the map's width. */
    this.at = 0.5;
    this.line = byId("swipe");
    this.names = [byId("swipe-left"), byId("swipe-right")];
    L.DomEvent.disableClickPropagation(this.line);
    this.line.addEventListener("pointerdown", (event) => {
      this.line.setPointerCapture(event.pointerId);
      this.dragged = true;
    });
    this.line.addEventListener("pointermove", (event) => this.dragged && this.follow(event));
    this.line.addEventListener("pointerup", () => { this.dragged = false; });
    this.line.addEventListener("keydown", (event) => this.press(event));
    map.on("move resize", () => this.shown && this.app.zones.canvas?.redraw());
  }

  /** Whether two depths are shown: on a screen, where the page measures. */
  get shown() {
    const { state, units, zones, sheet } = this.app;
    return Boolean(state.beside && !units.bands && zones.canvas && !sheet.on);
  }

  /** The divider's place, pixels from the map's left edge. */
  get x() {
    return Math.round(this.at * this.map.getSize().x);
  }

  follow(event) {
    const box = this.map.getContainer().getBoundingClientRect();
    this.move((event.clientX - box.left) / box.width);
  }

  press(event) {
    const to = { ArrowLeft: this.at - STEP, ArrowRight: this.at + STEP, Home: 0.02, End: 0.98, PageUp: this.at + 0.1, PageDown: this.at - 0.1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.move(to);
  }

  move(to) {
    this.at = Math.max(0.02, Math.min(0.98, to));
    this.draw();
    this.app.zones.canvas?.redraw();
  }

  draw() {
    const { state, words, panel } = this.app;
    const shown = this.shown;
    this.line.hidden = !shown;
    for (const name of this.names) name.hidden = !shown;
    if (!shown) return;
    const said = [panel.depthWords(), this.said(state.beside)];
    const left = `${100 * this.at}%`;
    this.line.style.left = left;
    this.line.setAttribute("aria-valuenow", String(Math.round(100 * this.at)));
    this.line.setAttribute("aria-valuetext", words.say("swipe.said", { left: said[0], right: said[1] }));
    this.names.forEach((name, at) => {
      name.textContent = said[at];
      name.style.left = left;
    });
  }

  said({ depth, rule }) {
    const { words, state } = this.app;
    const km = words.say("unit.km", { value: words.depth(depth) });
    return rule && rule !== state.rule ? `${km}, ${words.say(`swipe.${rule}`)}` : km;
  }

  /** What the layers' list has of it: a switch, the other depth, and the other reading of the ends. */
  choices(choice) {
    const { state, store, words, offered, units, zones } = this.app;
    if (units.bands || !offered.most) return [];
    const deepest = Math.max(...units.parties.map((code) => state.depths[code]));
    const first = offered.depths.find((depth) => depth !== deepest) ?? deepest / 2;
    const made = [choice("layer-beside", Boolean(state.beside), words.say("swipe"), (on) => store.set({ beside: on ? { depth: first } : null }))];
    if (!state.beside) return made;
    const field = element("input", {
      type: "number", id: "layer-beside-depth", class: "typed-depth", min: "0.001", max: String(offered.most), step: "any", value: String(state.beside.depth),
      "aria-label": words.say("swipe.depth"),
      change: (event) => {
        const depth = depthOffered(Number(event.target.value), offered);
        if (depth === null) event.target.value = String(state.beside.depth);
        else store.set({ beside: { ...store.get().beside, depth } });
      },
    });
    made.push(element("label", { class: "choice", for: "layer-beside-depth" }, element("span", { text: words.say("swipe.depth") }), field));
    if (zones.hasOtherRule) {
      const other = state.rule === "round" ? "perpendicular" : "round";
      made.push(choice("layer-beside-rule", (state.beside.rule ?? state.rule) !== state.rule, words.say("swipe.rule"), (on) =>
        store.set({ beside: { depth: store.get().beside.depth, ...(on ? { rule: other } : {}) } })));
    }
    return made;
  }
}
