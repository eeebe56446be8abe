// Where the map looks: the whole zone at any depth, on the screen and on paper.

import { byId } from "./dom.js";
import { toHash } from "./state.js";
import { around, reachBox } from "./zones.js";

export class View {
  constructor(app) {
    this.app = app;
    this.map = app.map;
    this.fitting = false;
    /** Whether the reader has moved the map: then nothing of ours moves it back. */
    this.moved = false;
  }

  fit() {
    this.fitting = true;
    const { data } = this.app;
    const [boxWest, boxSouth, boxEast, boxNorth] = data.ground.box;
    this.map.options.minZoom = 0;
    const least = this.map.getBoundsZoom([[boxSouth, boxWest], [boxNorth, boxEast]], true);
    const [west, south, east, north] = around([data.view, reachBox(data, (data.bands ? null : data.engine?.most_km) ?? data.steps.at(-1).depth_km)]);
    const fitting = this.map.getBoundsZoom([[south, west], [north, east]], false, [20, 32]);
    // Set as an option: Leaflet's own setMinZoom would start a zoom that overtakes the one below.
    this.map.options.minZoom = Math.max(0, Math.min(Math.ceil(least), Math.floor(fitting)));
    const { view } = this.app.state;
    if (view) this.map.setView([view[0], view[1]], view[2], { animate: false });
    else this.showAll();
    this.fitting = false;
  }

  /** The box around the zone as it is shown now: west, south, east, north. */
  zoneBox() {
    return this.app.zones?.box(this.app.state) ?? this.app.data.view;
  }

  /** Draw canvases finer than the screen, for paper; back without a figure. */
  sharpen(fine) {
    this.app.ground.redraw(fine !== undefined);
    if (!this.app.zones.canvas) return;
    this.app.zones.canvas.fine = fine;
    this.app.zones.canvas.redraw();
  }

  depthsInName() {
    return [...new Set(this.app.units.parties.map((code) => this.app.state.depths[code]))].join("-");
  }

  link() {
    const hash = [this.app.prefix, toHash(this.app.state, this.app.opened, this.app.units.parties)].filter(Boolean).join("&");
    return `${location.href.split("#")[0]}${hash ? `#${hash}` : ""}`;
  }

  /** The whole zone at its present depth, whatever the depth was as the page opened. */
  showAll() {
    const [west, south, east, north] = this.zoneBox();
    const before = this.fitting;
    this.fitting = true;
    this.map.fitBounds([[south, west], [north, east]], { paddingTopLeft: [10, 16], paddingBottomRight: [10, 16], animate: false });
    this.fitting = before;
    this.moved = false;
  }

  /** Lay the page out for one sheet of paper, or back for the screen. */
  print(on) {
    if (on === document.documentElement.classList.contains("printing")) return;
    document.documentElement.classList.toggle("printing", on);
    document.documentElement.dataset.theme = on ? "light" : this.app.state.theme;
    document.querySelector(".legend").open = on || this.app.legendOpen;
    if (on) {
      this.app.sheet.begin();
      byId("print-foot").textContent = this.app.panel.provenanceLine();
      this.app.list.print();
    } else {
      this.app.sheet.end();
      this.app.list.draw();
    }
  }
}
