// XLSX and ODS as a table: an archive of XML, its first sheet that holds anything; readers/sheets.py.

import { Unreadable, directory, memberText, resolved } from "./archive.js";
import { recordsOfOds } from "./ods_reader.js";

const MOST_COLUMNS = 1000;
const DAY_MS = 86400000;

const plain = (text) => resolved(text).replace(/_x([0-9A-F]{4})_/gi, (_, code) => String.fromCharCode(parseInt(code, 16)));

const attribute = (tag, name) => {
  const found = new RegExp(`(?:^|\\s)(?:\\w+:)?${name}=(?:"([^"]*)"|'([^']*)')`).exec(tag);
  return found ? plain(found[1] ?? found[2]) : null;
};

/** All texts of a rich text; how a word is read aloud (rPh) is none. */
function wording(xml) {
  const shown = xml.replace(/<(?:\w+:)?rPh[\s>][^]*?<\/(?:\w+:)?rPh>/g, "");
  return [...shown.matchAll(/<(?:\w+:)?t(?:\s[^>]*)?>([^]*?)<\/(?:\w+:)?t>/g)].map(([, text]) => plain(text)).join("");
}

/** Of each style, whether it shows a number as a date. */
function dateStyles(xml) {
  const custom = new Map([...xml.matchAll(/<(?:\w+:)?numFmt\s([^>]*)>/g)].map(([, tag]) => [Number(attribute(tag, "numFmtId")), attribute(tag, "formatCode") ?? ""]));
  const cells = /<(?:\w+:)?cellXfs[^>]*>([^]*?)<\/(?:\w+:)?cellXfs>/.exec(xml)?.[1] ?? "";
  return [...cells.matchAll(/<(?:\w+:)?xf\s([^>]*)>/g)].map(([, tag]) => {
    const id = Number(attribute(tag, "numFmtId"));
    if (!custom.has(id)) return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
    return /[dmyhs]/i.test(custom.get(id).replace(/"[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, ""));
  });
}

/** The day of a spreadsheet's number, as ISO 8601; with the time where it is not midnight. */
function dayOf(number, from1904) {
  const days = from1904 ? number + 1462 : number < 60 ? number + 1 : number;
  const day = new Date(Math.round((days - 25569) * DAY_MS));
  if (Number.isNaN(day.getTime())) return number;
  const text = day.toISOString();
  return text.endsWith("T00:00:00.000Z") ? text.slice(0, 10) : text.slice(0, 19).replace("T", " ");
}

function columnOf(letters) {
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

function valueOf(tag, body, { strings, dates, from1904 }) {
  const kind = attribute(tag, "t") ?? "n";
  if (kind === "inlineStr") return wording(body);
  const raw = /<(?:\w+:)?v(?:\s[^>]*)?>([^]*?)<\/(?:\w+:)?v>/.exec(body)?.[1];
  if (raw === undefined) return null;
  const text = plain(raw);
  if (kind === "s") return strings[Number(text)] ?? null;
  if (kind === "b") return text === "1";
  if (kind === "d") return text.replace(/T00:00:00(\.0+)?Z?$/, "");
  if (kind !== "n") return text;
  const number = Number(text);
  if (!Number.isFinite(number)) return text;
  return dates[Number(attribute(tag, "s") ?? 0)] ? dayOf(number, from1904) : number;
}

/** Rows of a sheet as [row, cells]. */
function sheetRows(xml, known) {
  const records = [];
  let last = 0;
  for (const [, tag, body] of xml.matchAll(/<(?:\w+:)?row(\s[^>]*?)?(?:\/>|>([^]*?)<\/(?:\w+:)?row>)/g)) {
    last = Number(attribute(tag ?? "", "r") ?? last + 1);
    const cells = [];
    let column = -1;
    for (const [, inner, content] of (body ?? "").matchAll(/<(?:\w+:)?c(\s[^>]*?)?(?:\/>|>([^]*?)<\/(?:\w+:)?c>)/g)) {
      const place = /^([A-Z]{1,4})\d+$/.exec(attribute(inner ?? "", "r") ?? "");
      column = place ? columnOf(place[1]) : column + 1;
      if (column >= MOST_COLUMNS) throw new Unreadable(`holds a cell in row ${last}, column ${column + 1}; delete what lies outside`);
      while (cells.length < column) cells.push(null);
      cells[column] = content === undefined ? null : valueOf(inner ?? "", content, known);
    }
    if (cells.some((cell) => cell !== null && cell !== "")) records.push([last, cells]);
  }
  return records;
}

/** The bytes of a spreadsheet as { records } for the list reader, or { fault }. */
export async function recordsOfSheet(bytes) {
  try {
    const members = directory(bytes);
    if (members.has("content.xml")) return { records: recordsOfOds(await memberText(members, "content.xml")) };
    const book = await memberText(members, "xl/workbook.xml");
    if (!book) return { fault: { problem: "is an archive, and no XLSX, ODS or KMZ", remedy: "save it as XLSX, ODS, CSV or KML" } };
    const [links, shared, styles] = await Promise.all(["xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml", "xl/styles.xml"].map((name) => memberText(members, name)));
    const targets = new Map([...links.matchAll(/<(?:\w+:)?Relationship\s([^>]*)>/g)].map(([, tag]) => [attribute(tag, "Id"), attribute(tag, "Target")]));
    const known = {
      strings: [...shared.matchAll(/<(?:\w+:)?si(?:\s[^>]*)?(?:\/>|>([^]*?)<\/(?:\w+:)?si>)/g)].map(([, body]) => wording(body ?? "")),
      dates: dateStyles(styles), from1904: /date1904=["'](1|true)["']/.test(book),
    };
    for (const [, tag] of book.matchAll(/<(?:\w+:)?sheet\s([^>]*)>/g)) {
      const target = targets.get(attribute(tag, "id")) ?? "";
      const records = sheetRows(await memberText(members, target.startsWith("/") ? target.slice(1) : `xl/${target}`), known);
      if (records.length > 0) return { records };
    }
    return { records: [] };
  } catch (error) {
    if (error instanceof Unreadable) return { fault: { problem: error.message, remedy: "save it again, or as CSV" } };
    return { fault: { problem: "is a broken spreadsheet", remedy: "save it again" } };
  }
}
