// A stack of signs opened like a fan: each unit's own sign on a ring around the place, with a leg to it.

import { onKey } from "./dom.js";

export const FAN_MAX = 24;
const STEP_PX = 37;
const LEAST = 46;

/** Where the signs of a fan stand around its middle, in pixels: one ring, or two where it would be wide. */
export function fanPlaces(count) {
  const rings = count <= 12 ? [count] : [Math.ceil(count * 0.36), count - Math.ceil(count * 0.36)];
  let before = 0;
  return rings.flatMap((many) => {
    const radius = Math.max(before + (before ? STEP_PX + 6 : LEAST), (many * STEP_PX) / (2 * Math.PI));
    before = radius;
    return Array.from({ length: many }, (_, at) => {
      const turn = -Math.PI / 2 + (2 * Math.PI * at) / many;
      return [radius * Math.cos(turn), radius * Math.sin(turn)];
    });
  });
}

export class Fan {
  constructor(map, app, signOf) {
    this.map = map;
    this.app = app;
    this.signOf = signOf;
    this.group = L.layerGroup().addTo(map);
    this.renderer = L.svg({ pane: "selection", padding: 0.4 });
    this.open = false;
    map.on("zoomstart", () => this.close());
    map.on("click", () => this.close());
  }

  show(inside, place, focus, back) {
    this.close();
    this.open = true;
    this.back = focus ? back : null;
    const middle = this.map.latLngToLayerPoint(place);
    const places = fanPlaces(inside.length);
    const reach = Math.max(...places.flat().map(Math.abs)) + 30;
    this.map.panInside(place, { padding: [reach, reach], animate: false });
    const here = this.map.latLngToLayerPoint(place).subtract(middle);
    const markers = inside.map((index, at) => {
      const spot = middle.add(here).add(places[at]);
      const latLng = this.map.layerPointToLatLng(spot);
      const own = [this.app.units.lat[index], this.app.units.lon[index]];
      this.group.addLayer(L.polyline([own, latLng], { pane: "selection", renderer: this.renderer, interactive: false, className: "fan-leg" }));
      const marker = this.signOf(index, latLng);
      marker.on("click", () => this.app.pick(index, false));
      onKey(marker, () => this.app.pick(index, true));
      return marker;
    });
    for (const marker of markers) this.group.addLayer(marker);
    if (focus) markers[0].getElement().focus({ preventScroll: true });
  }

  close() {
    if (!this.open) return;
    this.open = false;
    this.group.clearLayers();
    if (this.back && document.contains(this.back)) this.back.focus({ preventScroll: true });
    this.back = null;
  }
}
