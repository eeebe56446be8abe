// A list that is dropped into the page, read as `csbm check` reads it: units/text.py, cells.py, angles.py.
// What cannot be read is a fault with its row; a list with a fault is not judged.

import { Fault, blank, readAxis, readMetres, readNumber, stepM } from "./angles.js";
import { readPosition } from "./written_position.js";

const DELIMITERS = [",", ";", "\t", "|"];
const LEAST_M = 100;
const MOST_ROWS = 250000;
const SHOWN_TITLES = 20;
/** A header in the form in which spellings are compared; units/columns.py: plain. */
export function plainHeader(text) {
  const folded = text.toLowerCase().replaceAll("ß", "ss").replaceAll("ł", "l").replaceAll("ё", "е");
  const latin = [...folded.normalize("NFC")].map((letter) => (/\p{Script=Latin}/u.test(letter) ? letter.normalize("NFD")[0] : letter));
  return latin.join("").replace(/[^\p{L}\p{N}]+/gu, "");
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
  return tableOfRecords(found, headers, faults);
}

/** A table of records [row, cells], the first with its names. */
function tableOfRecords(given, headers, faults) {
  let found = given.filter(([, cells]) => cells.some((cell) => !blank(cell)));
  const known = found.slice(0, SHOWN_TITLES).map(([, cells]) => cells.filter((cell) => Object.hasOwn(headers, plainHeader(String(cell ?? "")))).length);
  if (known[0] <= 1) found = found.slice(Math.max(0, known.findIndex((count) => count >= 3)));
  if (found.length === 0) faults.add(null, "", "the file is empty", "give a header line and one line per unit");
  else if (found.length === 1) faults.add(null, "", "has a header but no rows", "give one line per unit");
  if (found.length < 2) return null;
  const names = found[0][1].map((name) => String(name ?? "").trim());
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

/** The position of a geometry, or null where a fault was noted. */
function pointOf(point, row, { attempt, faults }) {
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

/** The position that one cell holds, or null where a fault was noted. */
function writtenIn(cell, row, { attempt, reading, faults }) {
  if (blank(cell)) {
    faults.add(row, "position", "is empty", "give a position, or take the row out");
    return null;
  }
  const found = attempt("position", () => readPosition(String(cell), reading), "write it such as 52.0970, 23.6891");
  if (!found) return null;
  const [lat, lon] = [{ degrees: found.lat }, { degrees: found.lon }];
  return inRange(lat, lon, row, faults) ? { lat, lon, half: found.half_m } : null;
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
  if (point !== undefined) return pointOf(point, row, { attempt, faults });
  if (reading.inOne) return writtenIn(cells[chosen.position], row, { attempt, reading, faults });
  const axes = ["lat", "lon"].map((axis) => {
    if (blank(cells[chosen[axis]])) {
      faults.add(row, axis, "is empty", "give a position, or take the row out");
      return null;
    }
    return attempt(axis, () => readAxis(cells[chosen[axis]], axis, reading), "write degrees, such as 52.0970 or 52°05.82'N");
  });
  const [lat, lon] = axes;
  if (!lat || !lon || !inRange(lat, lon, row, faults)) return null;
  // A cell that is a number has lost its trailing zeros; the other axis shows how fine the pair was.
  if (["lat", "lon"].every((axis) => typeof cells[chosen[axis]] !== "string")) lat.half = lon.half = Math.min(lat.half, lon.half);
  return { lat, lon };
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
export function readList(given, fileName, reading, day) {
  const faults = new Faults();
  const done = (units = [], left = 0) => ({ units: faults.list.size > 0 ? [] : units, faults: faults.told(), left });
  let table = null;
  if (typeof given !== "string") {
    if (given.fault) faults.add(null, "", given.fault.problem, given.fault.remedy);
    else table = given.records ? tableOfRecords(given.records, reading.headers, faults) : given;
  } else if (/^\s*[{[]/.test(given)) {
    try {
      table = tableOfGeojson(JSON.parse(given), faults);
    } catch {
      faults.add(null, "", "cannot be read as GeoJSON", "export the file again");
    }
  } else table = tableOfText(given, reading.headers, faults);
  if (!table) return done();
  if (table.rows.length > MOST_ROWS) faults.add(null, "", `has more than ${MOST_ROWS} rows`, "split it into several files");
  const chosen = recognised(table.names, reading.headers);
  const inOne = !table.points && chosen.position !== undefined && (chosen.lat === undefined || chosen.lon === undefined);
  const wanted = table.points || inOne ? ["name"] : ["name", "lat", "lon"];
  const shown = table.names.slice(0, 40).map((name) => `'${name}'`).join(", ");
  for (const column of wanted.filter((name) => chosen[name] === undefined)) faults.add(1, "", `there is no column for ${column}; the file has ${shown}`, "rename one");
  if (faults.list.size > 0) return done();
  return unitsOfTable(table, chosen, { ...reading, inOne }, { fileName, day, faults, done });
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
    const half = position.half ?? stepM(position.lat.half, position.lon.half, position.lat.degrees);
    const accuracy = accuracyOf(row, cells[chosen.position_accuracy_m], half, faults);
    if (!valid) left += 1;
    else units.push({ row, id, name: said("name"), lat: position.lat.degrees, lon: position.lon.degrees, accuracy_m: accuracy, locatedIn: located, atSea: false });
  }
  return done(units, left);
}
