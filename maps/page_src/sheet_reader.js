// XLSX as a table: an archive of XML, its first sheet that holds anything; readers/sheets.py.

const MOST_INFLATED = 400 << 20;
const MOST_COLUMNS = 1000;
const DAY_MS = 86400000;
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

class Unreadable extends Error {}

/** The members of an archive, by name: where each lies and how it is packed. */
function directory(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && end > bytes.length - 66000 && view.getUint32(end, true) !== 0x06054b50) end -= 1;
  if (end < 0 || view.getUint32(end, true) !== 0x06054b50) throw new Unreadable("is a broken archive");
  const members = new Map();
  let at = view.getUint32(end + 16, true);
  let inflated = 0;
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    if (view.getUint32(at, true) !== 0x02014b50) throw new Unreadable("is a broken archive");
    const [flags, method] = [view.getUint16(at + 8, true), view.getUint16(at + 10, true)];
    const [packed, size] = [view.getUint32(at + 20, true), view.getUint32(at + 24, true)];
    const [name, extra, comment] = [28, 30, 32].map((place) => view.getUint16(at + place, true));
    inflated += size;
    if (flags & 1) throw new Unreadable("is protected by a password");
    if (inflated > MOST_INFLATED) throw new Unreadable("unpacks to more than the page takes");
    const head = view.getUint32(at + 42, true);
    const from = head + 30 + view.getUint16(head + 26, true) + view.getUint16(head + 28, true);
    members.set(new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + name)), { method, size, data: bytes.subarray(from, from + packed) });
    at += 46 + name + extra + comment;
  }
  return members;
}

/** The text of a member; no more of it is unpacked than it says it has. */
async function memberText(members, name) {
  const member = members.get(name);
  if (!member) return "";
  if (member.method === 0) return new TextDecoder().decode(member.data);
  if (member.method !== 8) throw new Unreadable("is packed in a way that the page does not read");
  const reader = new Blob([member.data]).stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  const decoder = new TextDecoder();
  const pieces = [];
  let size = 0;
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    size += value.length;
    if (size > member.size) throw new Unreadable("is a broken archive");
    pieces.push(decoder.decode(value, { stream: true }));
  }
  return pieces.join("") + decoder.decode();
}

const plain = (text) => text
  .replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (whole, name) => {
    if (name[0] !== "#") return ENTITIES[name] ?? whole;
    const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
  })
  .replace(/_x([0-9A-F]{4})_/gi, (_, code) => String.fromCharCode(parseInt(code, 16)));

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
    const book = await memberText(members, "xl/workbook.xml");
    if (!book) return { fault: { problem: "is an archive, and no XLSX", remedy: "save it as XLSX, CSV or KML" } };
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
