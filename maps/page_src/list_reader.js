// A list that is dropped into the page, read as `csbm check` reads it: units/text.py, cells.py, angles.py.
// What cannot be read is a fault with its row; a list with a fault is not judged.

const DELIMITERS = [",", ";", "\t", "|"];
const LEAST_M = 100;
const ROUND_M_PER_DEGREE = 111700;
const MOST_ROWS = 250000;
const SHOWN_TITLES = 20;
const NUMBER = /^[+-]?(?:\d+(?:[.,](\d*))?|[.,](\d+))(?:[eE]([+-]?\d+))?$/;
const NOTHING = new Set(["", "-", "–", "—", "?", "n/a", "na", "n.a.", "none", "null", "nan", "unknown", "b.d."]);
const ANGLE = /^([+-]?)\s*(\d+(?:\.\d*)?)\s*(?:(?:°|[\s:-])[\s:-]*(?:(\d+(?:\.\d*)?)\s*(?:(?:'|[\s:-])[\s:-]*(?:(\d+(?:\.\d*)?)\s*(?:"|'')?)?)?)?)?$/;

class Fault extends Error {}

/** A header in the form in which spellings are compared; units/columns.py: plain. */
export function plainHeader(text) {
  const folded = text.toLowerCase().replaceAll("ß", "ss").replaceAll("ł", "l").replaceAll("ё", "е");
  const latin = [...folded.normalize("NFC")].map((letter) => (/\p{Script=Latin}/u.test(letter) ? letter.normalize("NFD")[0] : letter));
  return latin.join("").replace(/[^\p{L}\p{N}]+/gu, "");
}

const tidy = (text) => text.replaceAll("\u2212", "-").replace(/\s+/gu, " ").trim();
const blank = (cell) => cell === null || cell === undefined || (typeof cell === "string" && cell.trim() === "");

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
function canonical(text, { words, marks }) {
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

function angleOf(text, axis) {
  const shown = `'${text.slice(0, 40)}'`;
  const letters = text.match(/[NSEW]/g) ?? [];
  if (letters.length > 1) throw new Fault(`${shown} has ${letters.length} letters of the compass`);
  const letter = letters[0] ?? "";
  const said = letter ? ("NS".includes(letter) ? "lat" : "lon") : axis;
  if (said !== axis) throw new Fault(`${shown} is a ${said === "lat" ? "latitude" : "longitude"}; the two look swapped`);
  if (letter && !text.startsWith(letter) && !text.endsWith(letter)) throw new Fault(`${shown} cannot be read as an angle`);
  const body = text.replace(letter, "").trim().replace(/(?<=\d),(?=\d)/g, ".");
  const match = body ? ANGLE.exec(body) : null;
  if (!match) throw new Fault(`${shown} cannot be read as an angle`);
  const sign = match[1];
  if (sign && letter) throw new Fault(`${shown} has both a sign and a letter`);
  return summed(match.slice(2).filter(Boolean), letter, sign, shown);
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

/** A cell in quotes that begins at a place: its text, and where it ends. */
function quoted(text, at, delimiter, row) {
  const fault = (words) => Object.assign(new Fault(words), { row });
  let end = at + 1;
  for (;;) {
    end = text.indexOf('"', end);
    if (end < 0) throw fault('a double quote (") opens here and is never closed');
    if (text[end + 1] !== '"') break;
    end += 2;
  }
  const after = text[end + 1];
  if (after !== undefined && ![delimiter, "\r", "\n"].includes(after)) throw fault('a double quote (") closes inside a cell');
  const inner = text.slice(at + 1, end);
  return { cell: inner.replaceAll('""', '"'), end: end + 1, lines: (inner.match(/\r\n|\n|\r/g) ?? []).length };
}

/** Records of delimited text: [line, cells]. Throws a fault's row and words where quotes do not close. */
export function records(text, delimiter, most = Infinity) {
  const found = [];
  const plain = new RegExp(`[\\r\\n${delimiter.replace(/[\]\\^-]/, "\\$&")}]`, "g");
  let [line, started, cells, cell, at] = [1, 1, [], "", 0];
  const close = (end) => {
    cells.push(cell);
    cell = "";
    if (!end) return;
    if (cells.length > 1 || cells[0] !== "") found.push([started, cells]);
    cells = [];
    started = line;
  };
  while (at < text.length && found.length < most) {
    const sign = text[at];
    if (sign === '"' && cell === "") {
      const read = quoted(text, at, delimiter, started);
      cell = read.cell;
      at = read.end;
      line += read.lines;
    } else if (sign === "\r" || sign === "\n") {
      at += text.startsWith("\r\n", at) ? 2 : 1;
      line += 1;
      close(true);
    } else if (sign === delimiter) {
      at += 1;
      close(false);
    } else {
      plain.lastIndex = at + 1;
      const end = plain.exec(text)?.index ?? text.length;
      cell += text.slice(at, end);
      at = end;
    }
  }
  if (cell !== "" || cells.length > 0) close(true);
  return found;
}

// A guard that another program put before what a spreadsheet would run.
const unguarded = (cell) => (/^'+[=+\-@\t\r\n＝＋－＠]/.test(cell) ? cell.slice(1) : cell);

/** The delimiter under which the header shows most known columns, then most columns. */
function delimiterOf(text, headers) {
  let best = null;
  for (const [rank, delimiter] of DELIMITERS.entries()) {
    let cells = [];
    try {
      [[, cells]] = records(text.trimStart().split("\n").slice(0, SHOWN_TITLES).join("\n"), delimiter, 1);
    } catch {
      continue;
    }
    const known = cells.filter((name) => Object.hasOwn(headers, plainHeader(name))).length;
    const score = [cells.length > 1 ? known : 0, cells.length, -rank];
    const ahead = best ? score.findIndex((value, at) => value !== best.score[at]) : 0;
    if (!best || (ahead >= 0 && score[ahead] > best.score[ahead])) best = { delimiter, score };
  }
  return best?.delimiter ?? ",";
}

function tableOfText(text, headers, faults) {
  const marked = /^sep=(.)\r?\n/.exec(text);
  const body = marked ? text.slice(marked[0].length) : text;
  const skipped = marked ? 1 : 0;
  let found = [];
  try {
    found = records(body, marked?.[1] ?? delimiterOf(body, headers)).map(([row, cells]) => [row + skipped, cells.map(unguarded)]);
  } catch (error) {
    faults.add(error.row + skipped, "", error.message, "mend the quotes of this record");
    return null;
  }
  found = found.filter(([, cells]) => cells.some((cell) => !blank(cell)));
  const known = found.slice(0, SHOWN_TITLES).map(([, cells]) => cells.filter((cell) => Object.hasOwn(headers, plainHeader(cell))).length);
  if (known[0] <= 1) found = found.slice(Math.max(0, known.findIndex((count) => count >= 3)));
  if (found.length === 0) faults.add(null, "", "the file is empty", "give a header line and one line per unit");
  else if (found.length === 1) faults.add(null, "", "has a header but no rows", "give one line per unit");
  if (found.length < 2) return null;
  const names = found[0][1].map((name) => name.trim());
  for (const [row, cells] of found.slice(1)) {
    if (cells.slice(names.length).some((cell) => !blank(cell))) faults.add(row, "", `has ${cells.length} cells where the header has ${names.length}`, "put a text that holds the delimiter into double quotes");
  }
  return { names, rows: found.slice(1).map(([row, cells]) => ({ row, cells: Object.fromEntries(names.map((name, at) => [name, cells[at]])) })) };
}

function tableOfGeojson(content, faults) {
  const features = content?.type === "Feature" ? [content] : content?.features;
  if (!Array.isArray(features) || features.length === 0) {
    faults.add(null, "", "holds no feature", "give one point per unit");
    return null;
  }
  const system = content.crs?.properties?.name ?? "";
  if (content.crs && !/CRS84|4326/.test(String(system))) faults.add(null, "", `names the reference system ${String(system).slice(0, 60)}`, "export the file in WGS84 longitude and latitude");
  const names = new Set();
  const rows = features.map((feature, at) => {
    const given = feature?.properties && typeof feature.properties === "object" ? feature.properties : {};
    const cells = feature?.id !== undefined && feature.id !== null && !("id" in given) ? { id: feature.id, ...given } : { ...given };
    for (const name of Object.keys(cells)) names.add(name);
    return { row: at + 1, cells, point: feature?.geometry ?? null };
  });
  return { names: [...names], rows, points: true };
}

/** Which header stands for which column: by the program's own spellings, best first. */
function recognised(names, headers) {
  const chosen = {};
  names.forEach((name, place) => {
    const known = headers[plainHeader(name)];
    if (!known) return;
    const [column, rank] = known;
    const score = name === column ? 0 : rank;
    if (!chosen[column] || score < chosen[column].score) chosen[column] = { name, score, place };
  });
  return Object.fromEntries(Object.entries(chosen).map(([column, { name }]) => [column, name]));
}

/** Collects faults; the same one of many rows once. */
class Faults {
  constructor() {
    this.list = new Map();
  }

  add(row, column, problem, remedy = "") {
    const key = JSON.stringify([column, problem, remedy]);
    if (!this.list.has(key)) this.list.set(key, { column, problem, remedy, rows: [] });
    if (row !== null) this.list.get(key).rows.push(row);
  }

  told() {
    return [...this.list.values()];
  }
}

function inRange({ degrees: lat }, { degrees: lon }, row, faults) {
  const six = (value) => String(Number(value.toPrecision(6)));
  if (Math.abs(lat) <= 90 && Math.abs(lon) <= 180) return true;
  if (Math.abs(lat) > 90 && Math.abs(lat) <= 180 && Math.abs(lon) <= 90) {
    faults.add(row, "lat", `${six(lat)} is no latitude, but would be a longitude (lon is ${six(lon)})`, "latitude and longitude look swapped: exchange them");
    return false;
  }
  if (Math.abs(lat) > 90) faults.add(row, "lat", `${six(lat)} is no latitude`, "it must lie from -90 to 90 degrees");
  if (Math.abs(lon) > 180) faults.add(row, "lon", `${six(lon)} is no longitude`, "it must lie from -180 to 180 degrees (170 west is -170)");
  return false;
}

/** The position of one record, with how finely it is written, or null where a fault was noted. */
function positionOf({ row, cells, point }, chosen, reading, faults) {
  const attempt = (column, work, remedy) => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      faults.add(row, column, error.message, remedy);
      return null;
    }
  };
  if (point !== undefined) {
    if (point?.type !== "Point" || !Array.isArray(point.coordinates)) {
      faults.add(row, "geometry", point ? `is a ${String(point.type).slice(0, 40)}: the page reads points` : "there is none", "give the unit a point");
      return null;
    }
    const pair = attempt("geometry", () => point.coordinates.slice(0, 2).map(readNumber), "give the unit a point");
    if (!pair || pair.length < 2) return null;
    const half = 0.5 * 10 ** -Math.max(pair[0][1], pair[1][1]);
    const [lon, lat] = pair.map(([degrees]) => ({ degrees, half }));
    return inRange(lat, lon, row, faults) ? { lat, lon } : null;
  }
  const axes = ["lat", "lon"].map((axis) => {
    if (blank(cells[chosen[axis]])) {
      faults.add(row, axis, "is empty", "give a position, or take the row out");
      return null;
    }
    return attempt(axis, () => readAxis(cells[chosen[axis]], axis, reading), "write degrees, such as 52.0970 or 52°05.82'N");
  });
  const [lat, lon] = axes;
  return lat && lon && inRange(lat, lon, row, faults) ? { lat, lon } : null;
}

function accuracyOf(row, cell, half, faults) {
  try {
    const given = readMetres(cell);
    if (given === null) return Math.max(half, LEAST_M);
    if (given < 0) faults.add(row, "position_accuracy_m", `${given} is no size; write a number from 0 up`);
    return given;
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    faults.add(row, "position_accuracy_m", error.message, "write metres, such as 3000");
    return 0;
  }
}

const textOf = (cell) => (blank(cell) ? "" : typeof cell === "object" ? JSON.stringify(cell) : String(cell).trim());

function locatedIn(row, cell, faults) {
  const text = textOf(cell);
  if (text === "" || text.toLowerCase() === "sea") return text.toLowerCase();
  if (!/^[a-z]{3}(\/[a-z]{3})*$/i.test(text)) faults.add(row, "located_in", `'${text.slice(0, 40)}' is no ISO 3166-1 alpha-3 code, sea, or AAA/BBB`, "write such as POL");
  return text.toUpperCase();
}

/** Whether a record is valid on a day, by ISO dates of a day, a month or a year. */
function validOn(row, cells, chosen, day, faults) {
  const [from, to] = ["valid_from", "valid_to"].map((column) => {
    const text = chosen[column] === undefined ? "" : textOf(cells[chosen[column]]);
    if (text && !/^\d{4}(-\d\d(-\d\d)?)?$/.test(text)) faults.add(row, column, `'${text.slice(0, 40)}' is no date that the page reads`, "write it as 2024-05-01, 2024-05 or 2024");
    return text;
  });
  return (!from || from.slice(0, 10) <= day.slice(0, from.length)) && (!to || to >= day.slice(0, to.length));
}

/** A file's text as a list: { units, faults, left }; `reading` holds the program's own spellings. */
export function readList(text, fileName, reading, day) {
  const faults = new Faults();
  const done = (units = [], left = 0) => ({ units: faults.list.size > 0 ? [] : units, faults: faults.told(), left });
  let table = null;
  if (/^\s*[{[]/.test(text)) {
    try {
      table = tableOfGeojson(JSON.parse(text), faults);
    } catch {
      faults.add(null, "", "cannot be read as GeoJSON", "export the file again");
    }
  } else table = tableOfText(text, reading.headers, faults);
  if (!table) return done();
  if (table.rows.length > MOST_ROWS) faults.add(null, "", `has more than ${MOST_ROWS} rows`, "split it into several files");
  const chosen = recognised(table.names, reading.headers);
  const wanted = table.points ? ["name"] : ["name", "lat", "lon"];
  const shown = table.names.slice(0, 40).map((name) => `'${name}'`).join(", ");
  for (const column of wanted.filter((name) => chosen[name] === undefined)) faults.add(1, "", `there is no column for ${column}; the file has ${shown}`, "rename one");
  if (chosen.lat === undefined && chosen.position !== undefined && !table.points) faults.add(1, chosen.position, "holds whole positions, which the page does not read yet", "give latitude and longitude a column each");
  if (faults.list.size > 0) return done();
  return unitsOfTable(table, chosen, reading, { fileName, day, faults, done });
}

function unitsOfTable(table, chosen, reading, { fileName, day, faults, done }) {
  const stem = fileName.replace(/\.[^.]*$/, "");
  const first = new Map();
  let left = 0;
  const units = [];
  for (const record of table.rows) {
    const { row, cells } = record;
    const said = (column) => textOf(cells[chosen[column]]);
    const id = said("id") || `${stem}-${row}`;
    if (first.has(id)) faults.add(row, "id", `'${id}' is the id of row ${first.get(id)} too`, "give each its own");
    else first.set(id, row);
    if (!said("name")) faults.add(row, "name", "is empty; every unit needs a name");
    const valid = validOn(row, cells, chosen, day, faults);
    const located = locatedIn(row, cells[chosen.located_in], faults);
    const position = positionOf(record, chosen, reading, faults);
    if (!position) continue;
    const half = stepM(position.lat.half, position.lon.half, position.lat.degrees);
    const accuracy = accuracyOf(row, cells[chosen.position_accuracy_m], half, faults);
    if (!valid) left += 1;
    else units.push({ row, id, name: said("name"), lat: position.lat.degrees, lon: position.lon.degrees, accuracy_m: accuracy, locatedIn: located, atSea: false });
  }
  return done(units, left);
}
