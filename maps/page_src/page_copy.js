// A copy of this page with a list and notes in it, made of the page's own elements as they came.
/* eslint no-restricted-properties: off -- outerHTML is only read here: the page's own text, to be saved */

const KEPT = "csbm-list";
const NOTES = "csbm-notes";
const LINE = "csbm-line";
const UNSAFE = /[<>&\u2028\u2029\u007f\ud800-\udfff]/g;
// Whole characters beyond the first plane stand; halves of them are no characters, and would not be saved.
const WHOLE = /[\ud800-\udbff][\udc00-\udfff]/;

/** What stands before the scripts, as it was before anything was drawn: this runs as the page is read. */
const opened = typeof document === "undefined" ? null : {
  head: document.head.outerHTML,
  body: [...document.body.children].filter((node) => node.nodeName !== "SCRIPT").map((node) => node.outerHTML),
};

function asJson(value) {
  const escaped = (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value).split(new RegExp(`(${WHOLE.source})`)).map((piece) => (WHOLE.test(piece) ? piece : piece.replace(UNSAFE, escaped))).join("");
}

function base64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

const packedList = ({ name, given }) => (given.sheet ? { name, sheet: base64(given.sheet) } : { name, given });

/** Keep a list while the page opens anew: in the window's name, which no disk and no server ever sees. */
export function handOver({ list, given }) {
  window.name = list?.count ? `${KEPT} ${JSON.stringify(packedList({ name: list.name, given }))}` : "";
}

/** The list that a copy came with, or that the page had before it opened anew: { name, given }, or null. */
export function keptList() {
  const handed = window.name.startsWith(`${KEPT} `) ? window.name.slice(KEPT.length + 1) : null;
  if (handed) window.name = "";
  const found = handed ?? document.getElementById(KEPT)?.textContent;
  if (!found) return null;
  const { name, given, sheet } = JSON.parse(found);
  return { name, given: sheet ? { sheet: Uint8Array.from(atob(sheet), (sign) => sign.charCodeAt(0)) } : given };
}

/** The line that a copy came with, [lat, lon] each; null for none. */
export function keptLine() {
  return JSON.parse(document.getElementById(LINE)?.textContent ?? "null");
}

/** The notes that a copy came with. */
export function keptNotes() {
  return JSON.parse(document.getElementById(NOTES)?.textContent ?? '""');
}

/** The text of a copy. The list and the notes in it are JSON in elements of data, where nothing runs. */
export function pageWith({ list, notes, line = null }) {
  const kept = [[LINE, line], [KEPT, list?.list && packedList({ name: list.list.name, given: list.given })], [NOTES, notes]].filter(([, value]) => value);
  const scripts = [...document.scripts].filter((one) => ![KEPT, LINE, NOTES].includes(one.id)).map((one) => one.outerHTML);
  return [
    "<!DOCTYPE html>", '<html lang="en">', opened.head, "<body>", ...opened.body,
    ...kept.map(([id, value]) => `<script type="application/json" id="${id}">${asJson(value)}<\/script>`), ...scripts, "</body>", "</html>", "",
  ].join("\n");
}
