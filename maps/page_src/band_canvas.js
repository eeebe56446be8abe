// The bands of a depth table on a canvas: each between two depths of its own line, cut to what counts.

import { drawnHatch, styleOf } from "./bands.js";
import { ZoneCanvas } from "./zone_canvas.js";

const SIDES = ["first", "second"];

/** Numbers as the core gives nearest points: six a row, of which a field reads the first. */
function asRows(values) {
  const rows = new Float64Array(6 * values.length);
  values.forEach((value, at) => { rows[6 * at] = value; });
  return rows;
}

export class BandCanvas extends ZoneCanvas {
  place() {
    const { key } = this;
    super.place();
    if (key !== this.key) this.fields = new Map();
  }

  /** A zone of a field, kept while the view stands: within a depth in metres, or beyond it. */
  zoneOf(name, distances, depth, beyond = false) {
    if (!this.fields.has(name)) this.fields.set(name, name === "border" ? this.field : this.fieldOf(distances));
    return this.kept(`${name} ${depth} ${beyond}`, () => this.fields.get(name).zone(depth, beyond));
  }

  /** What is drawn around the bands: other states' land, and land that several claim. */
  wanted(state) {
    const { units } = this.app;
    const deepest = Math.max(...units.bands.rows.map((band) => band.depth_km));
    return super.wanted({ ...state, depths: Object.fromEntries(units.parties.map((code) => [code, deepest])) })
      .filter(([style]) => !SIDES.includes(style));
  }

  paintAll(pen, state, colour) {
    super.paintAll(pen, state, colour);
    const { engine, units } = this.app;
    const shown = units.bands.rows.map((band, at) => [band, engine.table.bands[at]]).filter(([band]) => !state.off.includes(band.key));
    // Deepest first, so that no band hides another's edge.
    shown.sort(([a], [b]) => b.depth_km - a.depth_km);
    for (const [band, asked] of shown) this.paintBand(pen, band, asked, state.rule, colour);
  }

  paintBand(pen, band, asked, rule, colour) {
    const { table } = this.app.engine;
    const measure = table.measures[asked.measure];
    const name = measure.isBorder ? "border" : `line ${asked.measure}`;
    const at = (km, beyond) => this.zoneOf(name, (points) => measure.from.distances(points), km * 1000, beyond);
    const outer = at(band.depth_km, false);
    const inner = band.min_km > 0 ? at(band.min_km, true) : null;
    const left = table.leftOut.filter((one) => one.appliesTo(band.side, band.category));
    const side = SIDES[this.app.zones.sideOf(band)];
    const { dash, weight } = styleOf(band.at);
    const style = { colour: colour(`--${side}`), weight, dash: dash?.split(" ").map(Number) ?? [] };
    pen.save();
    this.cut(pen, [band.side], "round");
    if (rule === "perpendicular") this.cutRings(pen, `stars ${name}`, measure.from.starRings);
    pen.save();
    const segment = this.segment(asked.measure);
    if (segment) pen.clip(segment.fill);
    for (const one of left) this.cutLeftOut(pen, one);
    this.stroke(pen, [...outer.lines, ...(inner?.lines ?? [])], style);
    if (inner) pen.clip(inner.fill);
    pen.fillStyle = this.hatchOf(band, side, style.colour);
    pen.fill(outer.fill);
    pen.restore();
    // Where a part of the border ends, or something is left out, the band has an edge too.
    pen.clip(outer.fill);
    if (inner) pen.clip(inner.fill);
    this.stroke(pen, [...(segment?.lines ?? []), ...left.flatMap((one) => this.edgeOf(one))], style);
    pen.restore();
  }

  /** The land that belongs to a measure's part of the border; null where it is of the whole. */
  segment(number) {
    const { table } = this.app.engine;
    const measure = table.measures[number];
    return measure.segment && this.zoneOf(`segment ${measure.segment.map((line) => line.at)}`, (points) => asRows(table.leads(measure, points).map((lead) => -lead)), 0);
  }

  disc(one, beyond) {
    return this.zoneOf(`disc ${one.edge.at}`, (points) => this.app.engine.core.nearest(one.edge, points), one.radius, beyond);
  }

  cutLeftOut(pen, one) {
    if (one.rings) this.cutRings(pen, `rings ${one.edge.at}`, one.rings);
    else pen.clip(this.disc(one, true).fill);
  }

  edgeOf(one) {
    if (!one.rings) return this.disc(one, false).lines;
    return one.rings.map((ring) => ring.map(([lon, lat]) => [this.xOf(lon), this.yOf(lat)]));
  }

  hatchOf(band, side, colour) {
    return this.kept(`hatch ${band.at} ${side} ${colour} ${this.ratio}`, () => {
      const pattern = this.canvas.getContext("2d").createPattern(drawnHatch(band.at, colour, this.ratio), "repeat");
      pattern.setTransform(new DOMMatrix().scale(1 / this.ratio));
      return pattern;
    });
  }
}
