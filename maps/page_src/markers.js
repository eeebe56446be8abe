// Units on the map: signs in clusters where they count, small dots where they lie outside.

import { element, onKey } from "./dom.js";
import { INDETERMINATE, OUT, counts } from "./model.js";

const DOTS_MAX = 4000;
const CANVAS_FROM = 1500;

function signAddress(svg) {
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

export class Markers {
  constructor(map, clusters, units, { label, select }) {
    this.map = map;
    this.clusters = clusters;
    this.units = units;
    this.label = label;
    this.select = select;
    this.signs = units.signs.map(([svg, width, height, x, y]) => ({
      address: signAddress(svg), width, height, x, y,
    }));
    this.markers = new Array(units.count);
    this.made = [null, new Map(), new Map()];
    this.Sign = L.Icon.extend({ createShadow: () => null });
    this.shown = new Map();
    this.dots = new Map();
    this.outsideCounts = { given: 0, drawn: 0 };
    // A canvas is quicker for very many, but Chromium prints it opaque, over the map.
    const draw = units.count > CANVAS_FROM ? L.canvas : L.svg;
    this.renderer = draw({ pane: "outside", padding: 0.3 });
    this.outside = L.layerGroup().addTo(map);
    clusters.options.iconCreateFunction = (cluster) => this.clusterIcon(cluster);
  }

  position(index) {
    return [this.units.lat[index], this.units.lon[index]];
  }

  /** A sign that is only made when it is shown: most units stand in clusters. */
  icon(index, indeterminate) {
    const sign = this.signs[this.units.sign_at[index]];
    const icon = new this.Sign();
    icon.createIcon = () => {
      const image = element("img", { width: sign.width, height: sign.height, alt: "" });
      image.src = sign.address;
      const body = element("span", { class: indeterminate ? "sign indeterminate" : "sign" }, image);
      const node = element("div", { class: "leaflet-marker-icon sign-icon" }, body);
      node.style.marginLeft = `${-sign.x}px`;
      node.style.marginTop = `${-sign.y}px`;
      return node;
    };
    return icon;
  }

  marker(index, indeterminate) {
    const marker = L.marker(this.position(index), { icon: this.icon(index, indeterminate), unit: index, indeterminate });
    marker.on("click", () => this.select(index, false));
    onKey(marker, () => this.select(index, true));
    marker.on("add", () => {
      const node = marker.getElement();
      node.setAttribute("aria-label", this.label(index));
      node.title = this.units.text.name[index];
    });
    return marker;
  }

  clusterIcon(cluster) {
    const children = cluster.getAllChildMarkers();
    const some = children.some((marker) => marker.options.indeterminate);
    const count = children.length;
    const size = count < 10 ? 28 : count < 100 ? 34 : 42;
    const body = element("span", { class: some ? "cluster indeterminate" : "cluster", text: count });
    return L.divIcon({ html: body, className: "cluster-icon", iconSize: [size, size] });
  }

  /** Bring the map to a new set of statuses, touching only what has changed. */
  draw(status, state) {
    const gone = [];
    const fresh = [];
    const hidden = state.off.includes("units");
    for (let index = 0; index < this.units.count; index += 1) {
      const shown = !hidden && status[index] !== OUT && counts(this.units, index, state);
      const wanted = shown ? status[index] : OUT;
      const before = this.shown.get(index) ?? OUT;
      if (wanted === before) continue;
      if (before !== OUT) gone.push(this.markers[index]);
      if (wanted === OUT) this.shown.delete(index);
      else {
        const made = this.made[wanted];
        if (!made.has(index)) made.set(index, this.marker(index, wanted === INDETERMINATE));
        this.markers[index] = made.get(index);
        this.shown.set(index, wanted);
        fresh.push(this.markers[index]);
      }
    }
    this.swap(gone, fresh);
    this.drawOutside(status, state);
  }

  swap(gone, fresh) {
    if (gone.length === 0 && fresh.length === 0) return;
    if (gone.length + fresh.length > 0.6 * (this.shown.size + gone.length)) {
      this.rebuild();
      return;
    }
    if (gone.length > 0) this.clusters.removeLayers(gone);
    if (fresh.length > 0) this.clusters.addLayers(fresh);
  }

  /** Units to draw as dots: all that are outside, or the nearest of very many. */
  outsideOf(status, state) {
    const found = [];
    for (let index = 0; index < this.units.count; index += 1) {
      if (status[index] === OUT && counts(this.units, index, state)) found.push(index);
    }
    this.outsideCounts = { given: found.length, drawn: Math.min(found.length, DOTS_MAX) };
    if (found.length <= DOTS_MAX) return new Set(found);
    const { distance_m: distance } = this.units;
    found.sort((a, b) => (distance[a] ?? Infinity) - (distance[b] ?? Infinity) || a - b);
    return new Set(found.slice(0, DOTS_MAX));
  }

  /** Cluster anew: the tree of clusters starts at the map's least zoom, and that has changed. */
  rebuild() {
    this.clusters.clearLayers();
    this.clusters.addLayers([...this.shown.keys()].map((index) => this.markers[index]));
  }

  drawOutside(status, state) {
    const hidden = state.off.includes("outside");
    const chosen = this.outsideOf(status, state);
    for (let index = 0; index < this.units.count; index += 1) {
      const wanted = !hidden && chosen.has(index);
      const dot = this.dots.get(index);
      if (wanted && !dot) {
        const made = L.circleMarker(this.position(index), {
          pane: "outside", renderer: this.renderer, radius: 3, weight: 1.2,
          color: "#7a7f87", fillColor: "#ffffff", fillOpacity: 0.75, bubblingMouseEvents: false,
          className: "outside-dot",
        });
        made.on("click", () => this.select(index, false));
        this.dots.set(index, made);
        this.outside.addLayer(made);
      } else if (!wanted && dot) {
        this.outside.removeLayer(dot);
        this.dots.delete(index);
      }
    }
  }

  /** Where signs and clusters stand now, in pixels of the map's layer. */
  stands() {
    const found = [];
    this.map.eachLayer((layer) => {
      if (layer instanceof L.Marker && layer.options.pane === "markerPane" && layer.getElement()) {
        found.push(this.map.latLngToLayerPoint(layer.getLatLng()));
      }
    });
    return found;
  }

  /** Labels again, in another language. */
  relabel() {
    for (const index of this.shown.keys()) {
      const node = this.markers[index].getElement();
      if (node) node.setAttribute("aria-label", this.label(index));
    }
  }
}
