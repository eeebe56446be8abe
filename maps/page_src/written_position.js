// A whole position in one text: two angles, ISO 6709, MGRS, UTM, WKT, geo URI; readers/coordinates.py.

import { FLAT } from "./core.js";
import { Fault, angleOf, canonical, stepM } from "./angles.js";

const MGRS_TEXT = /^(\d{1,2})([C-HJ-NP-X])([A-HJ-NP-Z])([A-HJ-NP-V])((?:\d\d){0,5})$/;
const UTM_TEXT = /^(?:UTM\s*)?(\d{1,2})\s*([C-HJ-NP-X])?\s*(NORTH|SOUTH)?[\s,]+(?:E\s*)?(\d{6,7}(?:\.\d+)?)\s*(?:M?\s*E)?[\s,]+(?:N\s*)?(\d{1,8}(?:\.\d+)?)\s*(?:M?\s*N)?$/;
const ISO_TEXT = /^([+-](?:\d{2}|\d{4}|\d{6})(?:\.\d+)?)([+-](?:\d{3}|\d{5}|\d{7})(?:\.\d+)?)(?:[+-]\d+(?:\.\d+)?)?(?:CRS[\w_]*)?\/?$/;
const WKT_TEXT = /^POINT\s*Z?\s*\(\s*(\S+)\s+(\S+)(?:\s+\S+)?\s*\)$/i;
const GEO_TEXT = /^geo:([^,;]+),([^,;]+)(?:[,;].*)?$/i;
const LONGITUDE_FIRST = /(^|[^\p{L}])(lon|lng|long|longitude|dł|долгота)(?![\p{L}\p{N}]).*(?<![\p{L}\p{N}])(lat|latitude|szer|широта)(?![\p{L}\p{N}])/iu;
const BANDS = "CDEFGHJKLMNPQRSTUVWX";
const ROW_LETTERS = "ABCDEFGHJKLMNPQRSTUV";
// Where in a square a point may stand for it, and how many sides of it the doubt is then.
const SQUARES = [["50000", "50000", 0.5], ["00000", "00000", 1], ["00000", "99999", 1], ["99999", "00000", 1], ["99999", "99999", 1]];


const FLAT_N = FLAT / (2 - FLAT);
const ECCENTRIC = Math.sqrt(FLAT * (2 - FLAT));
const UTM_RADIUS = (6378137 / (1 + FLAT_N)) * (1 + FLAT_N ** 2 / 4 + FLAT_N ** 4 / 64 + FLAT_N ** 6 / 256);
// Krüger's series of the inverse, as Karney gives it (Journal of Geodesy 85, 2011, equation 36).
const BETA = [
  FLAT_N / 2 - (2 / 3) * FLAT_N ** 2 + (37 / 96) * FLAT_N ** 3 - FLAT_N ** 4 / 360 - (81 / 512) * FLAT_N ** 5 + (96199 / 604800) * FLAT_N ** 6,
  FLAT_N ** 2 / 48 + FLAT_N ** 3 / 15 - (437 / 1440) * FLAT_N ** 4 + (46 / 105) * FLAT_N ** 5 - (1118711 / 3870720) * FLAT_N ** 6,
  (17 / 480) * FLAT_N ** 3 - (37 / 840) * FLAT_N ** 4 - (209 / 4480) * FLAT_N ** 5 + (5569 / 90720) * FLAT_N ** 6,
  (4397 / 161280) * FLAT_N ** 4 - (11 / 504) * FLAT_N ** 5 - (830251 / 7257600) * FLAT_N ** 6,
  (4583 / 161280) * FLAT_N ** 5 - (108847 / 3991680) * FLAT_N ** 6,
  (20648693 / 638668800) * FLAT_N ** 6,
];

/** Latitude and longitude of a place in a UTM zone, north positive from the equator. */
function fromUtm(zone, east, north) {
  let [xi, eta] = [north / 0.9996 / UTM_RADIUS, (east - 500000) / 0.9996 / UTM_RADIUS];
  const [xi0, eta0] = [xi, eta];
  BETA.forEach((beta, at) => {
    const order = 2 * (at + 1);
    xi -= beta * Math.sin(order * xi0) * Math.cosh(order * eta0);
    eta -= beta * Math.cos(order * xi0) * Math.sinh(order * eta0);
  });
  const flat = Math.sin(xi) / Math.hypot(Math.sinh(eta), Math.cos(xi));
  let tangent = flat;
  for (let step = 0; step < 6; step += 1) {
    const root = Math.hypot(1, tangent);
    const sigma = Math.sinh(ECCENTRIC * Math.atanh((ECCENTRIC * tangent) / root));
    const here = tangent * Math.hypot(1, sigma) - sigma * root;
    const rise = ((1 + (1 - ECCENTRIC ** 2) * tangent ** 2) / ((1 - ECCENTRIC ** 2) * Math.hypot(1, here) * root));
    tangent += (flat - here) * rise;
  }
  const lon = (Math.atan2(Math.sinh(eta), Math.cos(xi)) * 180) / Math.PI + zone * 6 - 183;
  return { lat: (Math.atan(tangent) * 180) / Math.PI, lon };
}

function inBand(band, lat, slack) {
  const south = -80 + 8 * BANDS.indexOf(band);
  return south - slack <= lat && lat <= (band === "X" ? 84 : south + 8) + slack;
}

/** The place of a full MGRS reference to a metre, or null where there is no such square. */
function placeOf(zone, band, column, row, east, north, slack) {
  const columns = ["STUVWXYZ", "ABCDEFGH", "JKLMNPQR"][zone % 3];
  const at = columns.indexOf(column);
  // Around Norway and Svalbard zones are cut otherwise: some squares of the grid are in none.
  const none = (band === "X" && [32, 34, 36].includes(zone)) || (band === "V" && zone === 31 && column > "D");
  if (zone < 1 || zone > 60 || at < 0 || none) return null;
  // A reference to a metre names a square of one: its middle stands for it.
  const up = ((ROW_LETTERS.indexOf(row) - (zone % 2 === 0 ? 5 : 0) + 20) % 20) * 100000 + north + 0.5;
  // The same letters come again every 2,000 km; the band says which.
  for (let turn = -5; turn < 5; turn += 1) {
    const found = fromUtm(zone, (at + 1) * 100000 + east + 0.5, up + turn * 2000000);
    if (inBand(band, found.lat, slack)) return found;
  }
  return null;
}

function readMgrs(text, [, zone, band, column, row, digits]) {
  const half = digits.length / 2;
  for (const [across, up, size] of SQUARES) {
    const east = Number(digits.slice(0, half) + across.slice(0, 5 - half));
    const north = Number(digits.slice(half) + up.slice(0, 5 - half));
    const found = placeOf(Number(zone), band, column, row, east, north, digits ? 0.1 : 0.6);
    if (found) return { ...found, half_m: size * 10 ** (5 - half), style: "MGRS" };
  }
  throw new Fault(`'${text}' is no square of MGRS in zone ${zone}, band ${band}`);
}

function readUtm([text, zone, band, half, eastText, northText]) {
  const [east, north] = [Number(eastText), Number(northText)];
  if (!(zone >= 1 && zone <= 60)) throw new Fault(`there is no UTM zone ${zone}`);
  if (!band && !half) throw new Fault(`'${text}' does not say north or south; write ${zone}N or ${zone} south`);
  if (!(east >= 100000 && east <= 900000 && north <= 10000000)) throw new Fault(`'${text}' lies outside its UTM zone`);
  const found = [false, true].map((south) => [south, fromUtm(Number(zone), east, south ? north - 10000000 : north)]).filter(([south, { lat }]) => {
    // N and S may be bands (N begins at the equator, S at 32 north) or halves of the Earth.
    if (half) return half === (south ? "SOUTH" : "NORTH");
    return band === (south ? "S" : "N") || inBand(band, lat, 0.1);
  });
  if (found.length !== 1) throw new Fault(`'${text}' ${found.length ? "can be two places; write north or south" : `is not in band ${band}`}`);
  const decimals = Math.max(...[eastText, northText].map((one) => (one.split(".")[1] ?? "").length));
  return { ...found[0][1], half_m: 0.5 * 10 ** -decimals, style: "UTM" };
}

const bothAxes = (lat, lon, style) => ({ lat: lat.degrees, lon: lon.degrees, half_m: stepM(lat.half, lon.half, lat.degrees), style });

function readIso([, first, second]) {
  const [lat, lon] = [[first, "NS", "lat"], [second, "EW", "lon"]].map(([text, letters, axis]) => {
    const number = text.slice(1);
    return number.split(".")[0].length <= 3 ? angleOf(text, axis) : angleOf(number + letters[Number(text[0] === "-")]);
  });
  return bothAxes(lat, lon, "ISO 6709");
}

/** A pair without letters at its comma, its blank, or before its second sign. */
function unmarked(text) {
  const commas = text.split(",").length - 1;
  if (commas === 1 && (text.includes(".") || !text.includes(" "))) return text.split(",");
  if (commas === 3 && !text.includes(" ")) {
    const [a, b, c, d] = text.split(",");
    return [`${a},${b}`, `${c},${d}`];
  }
  if (text.slice(1).includes("°") && text.split("°").length === 3) {
    const from = text.indexOf("°");
    const at = /(?<=["'° ])[+-]?\d+(?:[.,]\d+)?\s*°/.exec(text.slice(from));
    if (at) return [text.slice(0, from + at.index), text.slice(from + at.index)];
  }
  const words = text.split(" ");
  return [2, 4, 6].includes(words.length) ? [words.slice(0, words.length / 2).join(" "), words.slice(words.length / 2).join(" ")] : [];
}

function halves(text) {
  const letters = [...text.matchAll(/[NSEW]/g)];
  let found = [];
  if (letters.length === 2) {
    const at = letters[0].index === 0 ? letters[1].index : letters[0].index + 1;
    found = [text.slice(0, at), text.slice(at)];
  } else {
    found = [/\s*[;/|]\s*/, /\s*,\s+/, /\s+,\s*/].map((mark) => text.split(mark)).find((parts) => parts.length === 2) ?? unmarked(text);
  }
  const trimmed = found.map((half) => half.replace(/^[ ,;/|]+|[ ,;/|]+$/g, ""));
  if (trimmed.length !== 2 || !trimmed.every(Boolean)) throw new Fault(`'${text.slice(0, 40)}' is no position that can be read`);
  return trimmed;
}

function readPair(text) {
  const [one, other] = halves(text).map((half) => angleOf(half));
  if ((one.axis === null) !== (other.axis === null)) throw new Fault(`'${text.slice(0, 40)}' has a letter on one axis only`);
  if (one.axis && one.axis === other.axis) throw new Fault(`'${text.slice(0, 40)}' gives the same axis twice`);
  return one.axis === "lon" ? bothAxes(other, one, "degrees") : bothAxes(one, other, "degrees");
}

/** A written position: { lat, lon, half_m, style }, half a step of its last digit in metres. */
export function readPosition(text, reading) {
  if (text.length > 200) throw new Fault(`'${text.slice(0, 20)}'… is too long for a position`);
  const plain = text.trim().replace(/\s+/gu, " ");
  const upper = plain.toUpperCase();
  const packed = upper.replaceAll(" ", "");
  let match = MGRS_TEXT.exec(packed);
  if (match) return readMgrs(packed, match);
  match = UTM_TEXT.exec(upper);
  if (match) return readUtm(match);
  match = ISO_TEXT.exec(plain.replaceAll(" ", "").replaceAll("\u2212", "-"));
  if (match) return readIso(match);
  for (const [pattern, swapped] of [[WKT_TEXT, true], [GEO_TEXT, false]]) {
    match = pattern.exec(plain);
    if (!match) continue;
    const [first, second] = [angleOf(match[1]), angleOf(match[2])];
    return swapped ? bothAxes(second, first, "degrees") : bothAxes(first, second, "degrees");
  }
  if (LONGITUDE_FIRST.test(plain.normalize("NFC"))) throw new Fault("longitude stands first; write latitude first, or letters (N, E)");
  return readPair(canonical(plain, reading));
}
