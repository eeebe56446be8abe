// The map as a picture to take along: one SVG made from what is on the screen, and a PNG drawn from it.

import { byId, drawing } from "./dom.js";
import { offerFile } from "./downloads.js";

const MARGIN = 14;
const HEAD = 58;
const FOOT = 34;
const STYLES = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity", "paint-order"];
const SHARP = 2;

/** Whether a thing is seen inFrame the map's frame. */
const inFrame = (box, frame) => box.right > frame.left && box.left < frame.right && box.bottom > frame.top && box.top < frame.bottom && box.width + box.height > 0;

class Scene {
  constructor(map) {
    this.map = map;
    this.frame = map.getContainer().getBoundingClientRect();
    this.ids = 0;
  }

  /** A node's own style, written out: the file carries no style sheet. */
  styled(from, to) {
    const style = getComputedStyle(from);
    for (const name of STYLES) {
      const value = style.getPropertyValue(name);
      if (value && value !== "none" && !value.startsWith("url(")) to.setAttribute(name, value);
    }
    if (style.fill === "none") to.setAttribute("fill", "none");
    if (style.fill.startsWith("url(")) this.hatched(style.fill, to);
  }

  hatched(address, to) {
    const pattern = document.getElementById(/#([\w-]+)/.exec(address)?.[1] ?? "");
    if (!pattern) return;
    to.setAttribute("fill", `url(#${pattern.id})`);
    if (this.patterns?.has(pattern.id)) return;
    const copy = pattern.cloneNode(true);
    [...pattern.querySelectorAll("*")].forEach((one, at) => this.styled(one, copy.querySelectorAll("*")[at]));
    (this.patterns ??= new Map()).set(pattern.id, copy);
  }

  place(box) {
    return [box.left - this.frame.left, box.top - this.frame.top];
  }

  image(address, box) {
    const [x, y] = this.place(box);
    return drawing("image", { x, y, width: box.width, height: box.height, href: address });
  }

  svg(node) {
    const box = node.getBoundingClientRect();
    const view = node.viewBox.baseVal;
    const [x, y] = this.place(box);
    const scale = view?.width ? box.width / view.width : 1;
    const group = drawing("g", { transform: `translate(${x} ${y}) scale(${scale}) translate(${-(view?.x ?? 0)} ${-(view?.y ?? 0)})` });
    for (const path of node.querySelectorAll("path, line, rect, circle")) {
      const copy = drawing(path.tagName);
      for (const name of ["d", "x1", "x2", "y1", "y2", "x", "y", "width", "height", "cx", "cy", "r"]) if (path.hasAttribute(name)) copy.setAttribute(name, path.getAttribute(name));
      this.styled(path, copy);
      group.append(copy);
    }
    return group;
  }

  text(node) {
    const box = node.getBoundingClientRect();
    const style = getComputedStyle(node);
    const [x, y] = this.place(box);
    const size = Number.parseFloat(style.fontSize);
    const made = [];
    if (style.backgroundColor !== "rgba(0, 0, 0, 0)") made.push(drawing("rect", { x, y, width: box.width, height: box.height, rx: Math.min(box.height / 2, 8), fill: style.backgroundColor, stroke: style.borderTopColor, "stroke-width": Number.parseFloat(style.borderTopWidth) || 0 }));
    const upper = style.textTransform === "uppercase";
    made.push(drawing("text", {
      x: x + box.width / 2, y: y + box.height / 2 + size * 0.35, "text-anchor": "middle", "font-size": size, "font-weight": style.fontWeight, "font-family": style.fontFamily.replaceAll('"', "'"),
      "letter-spacing": style.letterSpacing === "normal" ? null : style.letterSpacing, fill: style.color, stroke: Number.parseFloat(style.webkitTextStrokeWidth) > 0 ? style.webkitTextStrokeColor : null, "stroke-width": Number.parseFloat(style.webkitTextStrokeWidth) || null, "paint-order": "stroke",
      text: upper ? node.textContent.toUpperCase() : node.textContent,
    }));
    return made;
  }

  /** What a node of the map shows, as drawings. */
  drawn(node) {
    if (!inFrame(node.getBoundingClientRect(), this.frame) || getComputedStyle(node).display === "none") return [];
    if (node.tagName === "CANVAS") return node.width > 0 && !node.hidden ? [this.image(node.toDataURL(), node.getBoundingClientRect())] : [];
    if (node.tagName === "svg") return [this.svg(node)];
    if (node.tagName === "IMG") return [this.image(node.src, node.getBoundingClientRect())];
    return this.text(node);
  }

  /** Everything on the map, from the lowest pane to the highest. */
  all() {
    const panes = [...this.map.getContainer().querySelectorAll(".leaflet-map-pane > .leaflet-pane")].filter((pane) => !pane.classList.contains("leaflet-popup-pane"));
    const height = (pane) => Number(getComputedStyle(pane).zIndex) || 0;
    return panes.sort((a, b) => height(a) - height(b)).flatMap((pane) => {
      const leaves = [...pane.querySelectorAll("canvas, svg, img, span, b, i")].filter((node) => node.closest("svg") === null || node.tagName === "svg");
      return leaves.filter((node) => ["CANVAS", "svg", "IMG"].includes(node.tagName) || (node.childElementCount === 0 && node.textContent.trim())).flatMap((node) => this.drawn(node));
    });
  }
}

/** The picture as an SVG element: heading, map, legend in words, and whose data it is. */
export function pictureOf(app) {
  const scene = new Scene(app.map);
  const { width, height } = scene.frame;
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const all = scene.all();
  const family = getComputedStyle(document.body).fontFamily.replaceAll('"', "'");
  const line = (text, y, size, weight, fill) => drawing("text", { x: MARGIN, y, "font-size": size, "font-weight": weight, "font-family": family, fill, text });
  const clip = drawing("clipPath", { id: "frame" }, drawing("rect", { width, height }));
  const foot = byId("foot").textContent;
  return drawing("svg", { xmlns: "http://www.w3.org/2000/svg", width, height: height + HEAD + FOOT, viewBox: `0 0 ${width} ${height + HEAD + FOOT}` },
    drawing("title", { text: byId("title").textContent }),
    drawing("defs", {}, clip, ...(scene.patterns?.values() ?? [])),
    drawing("rect", { width, height: height + HEAD + FOOT, fill: colour("--paper") }),
    line(byId("title").textContent, 26, 19, 650, colour("--ink")),
    line(byId("subtitle").textContent, 46, 12.5, 400, colour("--ink-2")),
    drawing("g", { transform: `translate(0 ${HEAD})`, "clip-path": "url(#frame)" }, ...all),
    line(app.panel.countsLine(), height + HEAD + 14, 11.5, 600, colour("--ink")),
    line(foot, height + HEAD + 28, 10, 400, colour("--ink-2")));
}

/** Offer the map as a file: "svg", or "png" at twice the screen's size. */
export async function savePicture(app, kind) {
  const name = `csbm-${app.units.parties.join("-")}-${app.units.bands ? "bands" : `${app.view.depthsInName()}km`}.${kind}`;
  const picture = pictureOf(app);
  const text = new XMLSerializer().serializeToString(picture);
  if (kind === "svg") {
    offerFile(name, "image/svg+xml", text);
    return name;
  }
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  await image.decode();
  URL.revokeObjectURL(image.src);
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: Math.round(image.width * SHARP), height: Math.round(image.height * SHARP) });
  const pen = canvas.getContext("2d");
  pen.scale(SHARP, SHARP);
  pen.drawImage(image, 0, 0);
  offerFile(name, "image/png", await new Promise((done) => { canvas.toBlob(done, "image/png"); }));
  return name;
}
