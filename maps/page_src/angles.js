// Numbers, lengths and angles as people write them; readers/cells.py and readers/angles.py.

const ROUND_M_PER_DEGREE = 111700;
const NUMBER = /^[+-]?(?:\d+(?:[.,](\d*))?|[.,](\d+))(?:[eE]([+-]?\d+))?$/;
const NOTHING = new Set(["", "-", "–", "—", "?", "n/a", "na", "n.a.", "none", "null", "nan", "unknown", "b.d."]);
const ANGLE = /^([+-]?)\s*(\d+(?:\.\d*)?)\s*(?:(?:°|[\s:-])[\s:-]*(?:(\d+(?:\.\d*)?)\s*(?:(?:'|[\s:-])[\s:-]*(?:(\d+(?:\.\d*)?)\s*(?:"|'')?)?)?)?)?$/;

export class Fault extends Error {}

export const tidy = (text) => text.replaceAll("\u2212", "-").replace(/\s+/gu, " ").trim();
export const blank = (cell) => cell === null || cell === undefined || (typeof cell === "string" && cell.trim() === "");

/** A number and how many decimals it is written with. */
export function readNumber(cell) {
  if (typeof cell !== "number" && typeof cell !== "string") throw new Fault("is not a number");
  const text = typeof cell === "number" ? String(cell) : tidy(cell);
  const match = NUMBER.exec(text);
  if (!match) throw new Fault(`'${text.slice(0, 40)}' is not a number`);
  const value = Number(text.replace(",", "."));
  if (!Number.isFinite(value)) throw new Fault(`'${text.slice(0, 40)}' is not a finite number`);
  return [value, (match[1] || match[2] || "").length - Number(match[3] ?? 0)];
}

/** A length in metres, or null where there is none. */
export function readMetres(cell) {
  if (blank(cell) || (typeof cell === "string" && NOTHING.has(tidy(cell).toLowerCase()))) return null;
  if (typeof cell !== "string") return readNumber(cell)[0];
  const [, number, unit] = /^[~±≈]?\s*(.*?)\s*(km|км|m|м)?\.?$/i.exec(tidy(cell)) ?? [null, cell];
  if (!unit && /^\d{1,3}(?:[ ,.']\d{3})+$/.test(number) && !number.includes(".")) return Number(number.replace(/\D/g, ""));
  return readNumber(number)[0] * (/^(km|км)$/i.test(unit ?? "") ? 1000 : 1);
}

/** A written angle with marks, signs and letters in one form each; `words` say what each stands for. */
export function canonical(text, { words, marks }) {
  if (text.length > 200) throw new Fault(`'${text.slice(0, 20)}'… is too long for a position`);
  const even = [...text.normalize("NFC")].map((sign) => marks[sign] ?? sign).join("").replaceAll("''", '"');
  if (/(^|[^\p{L}])(pn|pd|płn|płd)([^\p{L}]|$)/iu.test(even) && /(^|[^\p{L}])W([^\p{L}]|$)/iu.test(even)) throw new Fault("W beside Pn or Pd can be wschód or West; write E or Wsch");
  let minutes = false;
  const pieces = (even.match(/\p{L}+[.:=]?|[^]/gu) ?? []).map((piece) => {
    if (!/\p{L}/u.test(piece[0])) {
      minutes ||= piece === "'";
      return piece;
    }
    const word = piece.replace(/[.:=]+$/, "").toLowerCase();
    if (!(word === "s" && minutes && piece[0] === "s") && !Object.hasOwn(words, word)) throw new Fault(`'${piece.slice(0, 20)}' is no letter or mark of a position`);
    const sign = word === "s" && minutes && piece[0] === "s" ? '"' : words[word];
    minutes = (minutes || sign === "'") && !['"', "N", "S", "E", "W"].includes(sign);
    return sign;
  });
  return pieces.join("").replace(/\s+/g, " ").trim().replace(/\s*([NSEW])\s*/g, "$1");
}

/** Degrees, minutes and seconds of digits that run together. */
function spread(number) {
  const [whole, rest] = number.split(".");
  if (whole.length <= 3) return [number];
  if (whole.length > 7) throw new Fault(`'${number.slice(0, 20)}' has too many digits for an angle`);
  const head = whole.length % 2 ? 3 : 2;
  const parts = [whole.slice(0, head), ...whole.slice(head).match(/../g)];
  return rest ? [...parts.slice(0, -1), `${parts.at(-1)}.${rest}`] : parts;
}

/** One axis from a cell: degrees, and half a step of its last digit. */
export function readAxis(cell, axis, reading) {
  try {
    const [value, decimals] = readNumber(cell);
    return { degrees: value, half: 0.5 * 10 ** -decimals };
  } catch (error) {
    if (typeof cell !== "string") throw error;
    if (/^[+-]?(nan|inf|infinity)$/i.test(cell.trim())) throw error;
  }
  return angleOf(canonical(cell, reading), axis);
}

/** One axis from its canonical form; `axis` is which it must be. */
export function angleOf(text, axis = null) {
  const shown = `'${text.slice(0, 40)}'`;
  const { letter, said } = lettered(text, axis, shown);
  const body = text.replace(letter, "").trim().replace(/(?<=\d),(?=\d)/g, ".");
  const match = body ? ANGLE.exec(body) : null;
  if (!match) throw new Fault(`${shown} cannot be read as an angle`);
  const sign = match[1];
  if (sign && letter) throw new Fault(`${shown} has both a sign and a letter`);
  return { ...summed(match.slice(2).filter(Boolean), letter, sign, shown), axis: said };
}

/** The letter of the compass that an angle has, and the axis that it says. */
function lettered(text, axis, shown) {
  const letters = text.match(/[NSEW]/g) ?? [];
  if (letters.length > 1) throw new Fault(`${shown} has ${letters.length} letters of the compass`);
  const letter = letters[0] ?? "";
  const said = letter ? ("NS".includes(letter) ? "lat" : "lon") : axis;
  if (axis && said !== axis) throw new Fault(`${shown} is a ${said === "lat" ? "latitude" : "longitude"}; the two look swapped`);
  if (letter && !text.trim().startsWith(letter) && !text.trim().endsWith(letter)) throw new Fault(`${shown} cannot be read as an angle`);
  return { letter, said };
}

function summed(given, letter, sign, shown) {
  const numbers = letter && given.length === 1 ? spread(given[0]) : given;
  if (numbers.slice(0, -1).some((number) => number.includes("."))) throw new Fault(`${shown} has decimals before its last part`);
  const values = numbers.map(Number);
  if (values.slice(1).some((value) => value >= 60)) throw new Fault(`${shown} has 60 or more minutes or seconds`);
  const degrees = values.reduce((sum, value, at) => sum + value / 60 ** at, 0);
  const decimals = (numbers.at(-1).split(".")[1] ?? "").length;
  return { degrees: sign === "-" || "SW".includes(letter || "-") ? -degrees : degrees, half: (0.5 * 10 ** -decimals) / 60 ** (numbers.length - 1) };
}

/** Half a step in metres, the larger of the two axes. */
export function stepM(latDegrees, lonDegrees, lat) {
  return Math.max(latDegrees, lonDegrees * Math.cos((Math.min(Math.abs(lat), 90) * Math.PI) / 180)) * ROUND_M_PER_DEGREE;
}
