// ZIP archives: what lies in them, and the text of a member; common/guards.py holds the program's own limits.

const MOST_INFLATED = 400 << 20;
const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

export class Unreadable extends Error {}

/** The members of an archive, by name: where each lies and how it is packed. */
export function directory(bytes) {
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
export async function memberText(members, name) {
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

/** XML text with its references resolved: the five of XML and numbers, no others. */
export const resolved = (text) => text.replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (whole, name) => {
  if (name[0] !== "#") return ENTITIES[name] ?? whole;
  const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
});

/** The KML files of a KMZ, their texts; { fault } where it cannot be read, null where it holds none. */
export async function kmlOfArchive(bytes) {
  try {
    const members = directory(bytes);
    if (["xl/workbook.xml", "content.xml"].some((name) => members.has(name))) return null;
    const found = [...members.keys()].filter((name) => /(^|\/)[^./][^/]*\.kml$/i.test(name) && !name.includes("__MACOSX"));
    return found.length === 0 ? null : await Promise.all(found.map((name) => memberText(members, name)));
  } catch (error) {
    if (error instanceof Unreadable) return { fault: { problem: error.message, remedy: "save it again, or as KML" } };
    return { fault: { problem: "is a broken archive", remedy: "save it again" } };
  }
}
