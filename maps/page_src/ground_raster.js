// Woods, built-up land and relief: coarse cells, drawn soft on the land and paler the nearer one looks.

import { IN_RADIANS, inflated } from "./core.js";

/** Beyond these zooms a cell of some kilometres tells nothing more. */
const SOFT = 9;
const UNSEEN = 12;

const mercator = (lat) => 128 - (64 / Math.PI) * Math.log((1 + Math.sin(lat)) / (1 - Math.sin(lat)));

/** Rasters by name, each with its cells; none where the page has none. */
export async function rastersOf(given = {}) {
  const made = {};
  for (const [name, raster] of Object.entries(given)) made[name] = { ...raster, cells: await inflated(raster.packed) };
  return made;
}

function parsed(colour) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 1, 1);
  return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
}

/** How a cell is painted, red, green, blue and how much of it: by layer and value. */
function palette(name, colour) {
  if (name === "relief") return (value) => (value < 4 ? [0, 0, 0, (4 - value) * 17] : [255, 255, 255, (value - 4) * 22]);
  const [wood, built] = [parsed(colour("--wood")), parsed(colour("--built"))];
  return (value) => [[0, 0, 0, 0], [...wood, 90], [...wood, 190], [...built, 230]][value];
}

/** A raster as a picture whose rows are those of the map's projection. */
export function rasterPicture(raster, name, colour) {
  const { rows, columns, north, step, cells } = raster;
  const south = Math.max(-85, north - rows * step);
  const [top, bottom] = [mercator(Math.min(85, north) * IN_RADIANS), mercator(south * IN_RADIANS)];
  const height = Math.max(1, Math.min(4096, Math.round(((bottom - top) / ((columns * step * 256) / 360)) * columns)));
  const picture = document.createElement("canvas");
  Object.assign(picture, { width: columns, height });
  const pen = picture.getContext("2d");
  const image = pen.createImageData(columns, height);
  const paint = palette(name, colour);
  for (let row = 0; row < height; row += 1) {
    const y = top + ((row + 0.5) * (bottom - top)) / height;
    const lat = (Math.atan(Math.sinh(Math.PI * (1 - y / 128))) * 180) / Math.PI;
    const from = Math.min(rows - 1, Math.max(0, Math.floor((north - lat) / step)));
    for (let column = 0; column < columns; column += 1) {
      image.data.set(paint(cells[from * columns + column]), 4 * (row * columns + column));
    }
  }
  pen.putImageData(image, 0, 0);
  const soft = document.createElement("canvas");
  Object.assign(soft, { width: columns, height });
  const brush = soft.getContext("2d");
  brush.filter = "blur(0.8px)"; // where a browser has none, cells have corners
  brush.drawImage(picture, 0, 0);
  const left = (raster.west + 180) * (256 / 360);
  return { picture: soft, box: [left, top, left + columns * step * (256 / 360), bottom] };
}

/** How much of a raster is seen at a zoom: 1 from afar, 0 from near. */
export function strength(zoom) {
  return Math.max(0, Math.min(1, (UNSEEN - zoom) / (UNSEEN - SOFT)));
}
