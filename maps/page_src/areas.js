// Units that are areas or lines: their outlines, under the signs.

import { counts, outside } from "./model.js";

export class Areas {
  constructor(map, app, line) {
    this.map = map;
    this.app = app;
    this.line = line;
    this.group = L.layerGroup().addTo(map);
    this.renderer = L.svg({ pane: "areas", padding: 0.4 });
    this.made = new Map();
  }

  layer(shape) {
    if (!this.made.has(shape.unit)) {
      const style = { pane: "areas", renderer: this.renderer, smoothFactor: 0.8, bubblingMouseEvents: false };
      const layers = [];
      if (shape.polygons.length > 0) layers.push(L.polygon(shape.polygons.map((rings) => rings.map(this.line)), { ...style, className: "unit-area" }));
      if (shape.lines.length > 0) layers.push(L.polyline(shape.lines.map(this.line), { ...style, className: "unit-line" }));
      for (const layer of layers) layer.on("click", () => this.app.pick(shape.unit, false));
      this.made.set(shape.unit, L.featureGroup(layers));
    }
    return this.made.get(shape.unit);
  }

  draw(status, state) {
    const { units } = this.app;
    for (const shape of units.shapes) {
      const layer = this.layer(shape);
      const off = state.off.includes(outside(units, shape.unit, status[shape.unit], state.depths) ? "outside" : "units");
      if (!off && counts(units, shape.unit, state)) this.group.addLayer(layer);
      else this.group.removeLayer(layer);
    }
  }
}
