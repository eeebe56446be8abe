// Units outside the zone: dots, all of them in one path, however many there are.

const REACH = 9;
const MANY = 800;

export class Dots {
  constructor(map, world, pick) {
    this.map = map;
    this.world = world;
    this.shown = [];
    const renderer = L.svg({ pane: "outside", padding: 0.2 });
    this.renderer = renderer;
    const Layer = L.Path.extend({
      options: { pane: "outside", renderer, interactive: false },
      initialize: function initialize(options) { L.setOptions(this, options); },
      _project() {},
      _update: function update() { this.draw(this); },
    });
    this.layers = ["dot-edge", "dot-ground"].map((className) => {
      const layer = new Layer({ className });
      layer.draw = (one) => one._renderer._setPath(one, this.path());
      return layer.addTo(map);
    });
    map.on("click", (event) => {
      const index = this.at(event.containerPoint);
      if (index !== -1) pick(index);
    });
    map.on("mousemove", (event) => {
      map.getContainer().classList.toggle("on-dot", this.at(event.containerPoint) !== -1);
    });
  }

  set(indices) {
    this.shown = indices;
    this.key = null;
    for (const layer of this.layers) {
      layer._path?.classList.toggle("many", indices.length > MANY);
      layer._update();
    }
  }

  /** Where a point of zoom 0 lies in the map's own pixels. */
  place(index) {
    const scale = this.map.options.crs.scale(this.map.getZoom()) / 256;
    const origin = this.map.getPixelOrigin();
    return [this.world.x[index] * scale - origin.x, this.world.y[index] * scale - origin.y];
  }

  path() {
    const bounds = this.renderer._bounds;
    const key = `${this.map.getZoom()} ${this.map.getPixelOrigin()} ${bounds?.min} ${bounds?.max}`;
    if (this.key === key) return this.made;
    const pieces = [];
    for (const index of this.shown) {
      const [x, y] = this.place(index);
      if (bounds && (x < bounds.min.x || y < bounds.min.y || x > bounds.max.x || y > bounds.max.y)) continue;
      pieces.push(`M${x.toFixed(1)} ${y.toFixed(1)}h0`);
    }
    this.key = key;
    this.made = pieces.join("") || "M0 0";
    return this.made;
  }

  /** The dot at a point of the window, or -1. */
  at(point) {
    const here = this.map.containerPointToLayerPoint(point);
    let found = -1;
    let nearest = REACH * REACH;
    for (const index of this.shown) {
      const [x, y] = this.place(index);
      const away = (x - here.x) ** 2 + (y - here.y) ** 2;
      if (away < nearest) [nearest, found] = [away, index];
    }
    return found;
  }
}
