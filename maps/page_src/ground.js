// The base map: land, lakes, rivers, lines between states; and names that do not overlap.

import { decodeLine } from "./polyline.js";

/** Draw the ground; returns its layers by name. */
export function drawGround(map, data) {
  const { ground } = data;
  const renderer = L.svg({ pane: "ground", padding: 0.4 });
  const read = (line) => (typeof line === "string" ? decodeLine(line, ground.decimals) : line);
  const style = (className, more) => ({
    pane: "ground", renderer, className, interactive: false, smoothFactor: 1.2, ...more,
  });
  const rings = (polygons) => polygons.map((polygon) => polygon.map(read));
  L.polygon(rings(ground.land), style("land")).addTo(map);
  const water = L.layerGroup();
  for (const [rank, text] of ground.rivers) {
    water.addLayer(L.polyline(read(text), style(rank <= 5 ? "river major" : "river")));
  }
  if (ground.lakes.length > 0) water.addLayer(L.polygon(rings(ground.lakes), style("lake")));
  const states = L.layerGroup();
  for (const [disputed, text] of ground.boundaries) {
    states.addLayer(L.polyline(read(text), style(disputed ? "state-line disputed" : "state-line")));
  }
  return { water: water.addTo(map), states: states.addTo(map) };
}

const TOWN_SIZES = [1000000, 300000, 100000, 40000];

/** Labels of towns and states, redrawn after each zoom, larger places first. */
export class Labels {
  constructor(map, data, nameOf) {
    this.map = map;
    this.stands = () => [];
    this.towns = data.ground.towns;
    this.countries = data.ground.countries;
    this.nameOf = nameOf;
    this.shown = true;
    this.pane = map.getPane("labels");
    map.on("zoomend moveend resize", () => this.draw());
  }

  show(shown) {
    this.shown = shown;
    this.draw();
  }

  /** What there is to be named in sight, with its place in pixels: anew only after the map has moved. */
  inSight() {
    const { map } = this;
    const key = `${map.getZoom()} ${map.getPixelOrigin()} ${map.getBounds().toBBoxString()}`;
    if (this.sightKey === key) return this.sight;
    const bounds = map.getBounds().pad(0.15);
    const seen = (lat, lon) => bounds.contains([lat, lon]);
    const place = (lat, lon) => map.latLngToLayerPoint([lat, lon]);
    this.sightKey = key;
    this.sight = {
      countries: this.countries.filter(([, , , lon, lat]) => seen(lat, lon)).map(([code, , name, lon, lat]) => ({ code, name, point: place(lat, lon) })),
      towns: this.towns.filter(([, lon, lat]) => seen(lat, lon)).map(([name, lon, lat, people]) => ({ name, people, point: place(lat, lon) })),
    };
    return this.sight;
  }

  draw() {
    this.placed = [];
    if (this.shown) this.placeAll();
    const key = JSON.stringify(this.placed);
    if (key === this.key) return;
    this.key = key;
    this.pane.replaceChildren(...this.placed.map(([text, className, x, y]) => {
      const label = document.createElement("span");
      label.className = className;
      label.textContent = text;
      label.style.transform = `translate(${x}px, ${y}px)`;
      return label;
    }));
  }

  placeAll() {
    const { countries, towns } = this.inSight();
    const taken = [];
    this.busy = this.stands();
    const limit = Math.round((this.map.getSize().x * this.map.getSize().y) / 14000);
    for (const { code, name, point } of countries) this.place(point, this.nameOf(code, name), "country-label", 11.5, taken, true);
    let count = 0;
    for (const { name, people, point } of towns) {
      if (count >= limit) break;
      const size = TOWN_SIZES.findIndex((least) => people >= least);
      const rank = size === -1 ? TOWN_SIZES.length : size;
      if (this.place(point, name, `town-label rank-${rank}`, 6.4, taken, false)) count += 1;
    }
  }

  place(at, text, className, charWidth, taken, centred) {
    const point = at.clone();
    // A name steps aside where a sign stands on its place.
    const beside = !centred && this.busy.some((one) => Math.hypot(one.x - point.x, one.y - point.y) < 16);
    if (beside) point.x += 14;
    const width = text.length * charWidth + 12;
    const left = centred ? point.x - width / 2 : point.x - 4;
    const box = [left, point.y - 9, left + width, point.y + 9];
    const hit = taken.some(
      (one) => box[0] < one[2] && box[2] > one[0] && box[1] < one[3] && box[3] > one[1],
    );
    if (hit) return false;
    taken.push(box);
    const classes = beside ? `${className} beside` : className;
    this.placed.push([text, classes, Math.round(point.x), Math.round(point.y)]);
    return true;
  }
}
