// The content of an ODS as rows, its first sheet that holds anything; readers/ods.py.

import { Unreadable, resolved } from "./archive.js";

const ODS_COLUMNS = 1000;
const ODS_ROWS = 250000;
const DEEPEST = 200;
// A comment, a passage as it is, a tag with its attributes, or text.
const PIECE = /<[!]--[^]*?-->|<!\[CDATA\[([^]*?)\]\]>|<\?[^]*?\?>|<(\/?)([^\s/>]+)((?:"[^"]*"|'[^']*'|[^"'>])*?)(\/?)>|([^<]+)/g;
const local = (name) => name.slice(name.indexOf(":") + 1);

function attributeOf(tag, name) {
  const found = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag);
  return found ? resolved(found[1] ?? found[2]) : null;
}

const repeats = (tag, what) => Math.max(1, Math.floor(Number(attributeOf(tag, `table:number-${what}-repeated`) ?? 1)) || 1);

function valueOfCell(tag, paragraphs) {
  const kind = attributeOf(tag, "office:value-type");
  if (["float", "percentage", "currency"].includes(kind)) return Number(attributeOf(tag, "office:value") ?? NaN);
  if (kind === "boolean") return attributeOf(tag, "office:boolean-value") === "true";
  if (kind === "date") return (attributeOf(tag, "office:date-value") ?? "").replace(/T00:00:00(\.0+)?$/, "").replace("T", " ");
  return paragraphs.join("\n") || null;
}

/** Append something so many times; what is empty only up to the limit, for a sheet ends in a million empty rows. */
function append(held, what, times, most, empty) {
  if (held.length + times > most && !empty) throw new Unreadable(`reaches beyond ${ODS_ROWS} rows or ${ODS_COLUMNS} columns; delete what lies outside`);
  for (let left = Math.min(times, most - held.length); left > 0; left -= 1) held.push(what);
}

/** One sheet after another as it is read: what is open, and the rows so far. */
class Sheets {
  constructor() {
    this.open = [];
    this.rows = [];
    this.cells = [];
    this.cell = null;
    this.paragraphs = [];
    this.text = null;
    this.hidden = 0;
  }

  begin(name, tag) {
    this.open.push(name);
    if (this.open.length > DEEPEST) throw new Unreadable("is nested too deeply");
    if (name === "table") this.rows = [];
    else if (name === "table-row") [this.cells, this.row] = [[], tag];
    else if (name === "table-cell" || name === "covered-table-cell") [this.cell, this.paragraphs] = [tag, []];
    else if (name === "annotation") this.hidden += 1;
    else if (name === "p" && this.cell !== null && this.hidden === 0) this.text = "";
    else if (this.text !== null && this.hidden === 0) this.blank(name, tag);
  }

  /** Blanks in a row, tabs and line ends are elements in a paragraph. */
  blank(name, tag) {
    if (name === "s") this.text += " ".repeat(Math.min(Number(attributeOf(tag, "text:c") ?? 1) || 1, 1000));
    else if (name === "tab") this.text += "\t";
    else if (name === "line-break") this.text += "\n";
  }

  /** Close what is open; of a table its rows are returned. */
  end(name) {
    if (this.open.pop() !== name) throw new Unreadable("is no readable spreadsheet");
    if (name === "annotation") this.hidden -= 1;
    else if (name === "p" && this.text !== null && this.hidden === 0) {
      this.paragraphs.push(this.text);
      this.text = null;
    } else if (name === "table-cell" || name === "covered-table-cell") {
      const value = valueOfCell(this.cell, this.paragraphs);
      append(this.cells, value, repeats(this.cell, "columns"), ODS_COLUMNS, value === null);
      this.cell = null;
    } else if (name === "table-row") {
      while (this.cells.length > 0 && this.cells.at(-1) === null) this.cells.pop();
      append(this.rows, this.cells, repeats(this.row, "rows"), ODS_ROWS, this.cells.length === 0);
    } else if (name === "table") return this.rows;
    return null;
  }
}

/** Records [row, cells] of the first sheet that holds anything. */
export function recordsOfOds(xml) {
  if (/<!DOCTYPE/i.test(xml)) throw new Unreadable("declares a document type, which is refused");
  const sheets = new Sheets();
  for (const [, whole, closes, name, tag, closed, text] of xml.matchAll(PIECE)) {
    if (name === undefined) {
      if (sheets.text !== null && sheets.hidden === 0) sheets.text += whole ?? (text ? resolved(text) : "");
      continue;
    }
    if (!closes) sheets.begin(local(name), tag);
    const rows = closes || closed ? sheets.end(local(name)) : null;
    const records = (rows ?? []).map((cells, at) => [at + 1, cells]).filter(([, cells]) => cells.length > 0);
    if (records.length > 0) return records;
  }
  return [];
}
