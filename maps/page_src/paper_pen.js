// What a canvas is told to draw, as paths of an SVG: sharp on paper, where a canvas may be left out.

import { drawing } from "./dom.js";

/** A pen with the few strokes that the ground is drawn with. */
export class PaperPen {
  constructor(width, height) {
    this.svg = drawing("svg", { class: "ground-paper", width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
    Object.assign(this, { fillStyle: "none", strokeStyle: "none", lineWidth: 1, globalAlpha: 1, lineJoin: "round", lineCap: "round" });
    this.dashes = [];
    this.steps = [];
    /** Where the next picture may lie: the last that was filled. */
    this.filled = "";
  }

  add(style) {
    const path = drawing("path", { d: this.steps.join(""), opacity: this.globalAlpha, ...style });
    if (this.globalCompositeOperation === "destination-over") this.svg.prepend(path);
    else this.svg.append(path);
  }

  /** A picture on what was last filled, soft as a canvas draws it. */
  drawImage(picture, x, y, width, height) {
    const id = `ground-clip-${this.svg.childElementCount}`;
    this.svg.append(
      drawing("clipPath", { id }, drawing("path", { d: this.filled, "clip-rule": "evenodd" })),
      drawing("image", { href: picture.toDataURL(), x, y, width, height, preserveAspectRatio: "none", opacity: this.globalAlpha, "clip-path": `url(#${id})` }));
  }

  beginPath() {
    this.steps = [];
  }

  moveTo(x, y) {
    this.steps.push(`M${x.toFixed(1)} ${y.toFixed(1)}`);
  }

  lineTo(x, y) {
    this.steps.push(`L${x.toFixed(1)} ${y.toFixed(1)}`);
  }

  closePath() {
    this.steps.push("Z");
  }

  fill() {
    this.filled = this.steps.join("");
    this.add({ fill: this.fillStyle, "fill-rule": "evenodd" });
  }

  stroke() {
    this.add({ fill: "none", stroke: this.strokeStyle, "stroke-width": this.lineWidth, "stroke-linejoin": this.lineJoin, "stroke-linecap": this.lineCap, "stroke-dasharray": this.dashes.join(" ") || "none" });
  }

  setLineDash(dashes) {
    this.dashes = dashes;
  }

  fillRect(x, y, width, height) {
    this.steps = [`M${x} ${y}h${width}v${height}h${-width}Z`];
    this.fill();
  }
}
