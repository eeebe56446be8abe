// KML as a table: placemarks with a point each; readers/kml.py. What a document names elsewhere is not followed.

const SHAPES = new Set(["Point", "LineString", "LinearRing", "Polygon", "MultiGeometry"]);
const NO_FEATURE = "holds no feature";
const childOf = (element, name) => [...element.children].find((child) => child.localName === name);

function shapeOf(mark) {
  let shape = [...mark.children].find((child) => SHAPES.has(child.localName)) ?? null;
  while (shape?.localName === "MultiGeometry") {
    const parts = [...shape.children].filter((child) => SHAPES.has(child.localName));
    if (parts.length !== 1) break;
    [shape] = parts;
  }
  if (!shape || shape.localName !== "Point") return shape && { type: shape.localName };
  const coordinates = (childOf(shape, "coordinates")?.textContent ?? "").trim().split(/\s+/).filter(Boolean);
  if (coordinates.length !== 1) return { type: "Point without one position" };
  // Numbers as they are written, read as floats are: 23.50 is 23.5.
  return { type: "Point", coordinates: coordinates[0].split(",").map(Number) };
}

function textsOf(mark) {
  const cells = {};
  for (const child of mark.children) {
    const text = child.textContent.trim();
    if (["name", "description"].includes(child.localName) && text) cells[child.localName] = text;
    if (child.localName !== "ExtendedData") continue;
    for (const item of child.getElementsByTagNameNS("*", "*")) {
      const name = item.getAttribute("name") || "data";
      if (Object.hasOwn(cells, name)) continue;
      if (item.localName === "Data") cells[name] = childOf(item, "value")?.textContent ?? null;
      else if (item.localName === "SimpleData") cells[name] = item.textContent;
    }
  }
  return cells;
}

const fault = (problem, remedy) => ({ fault: { problem, remedy } });

/** A table { names, rows, points } for the list reader, or { fault }. */
export function tableOfKml(text) {
  if (/<!DOCTYPE/i.test(text)) return fault("declares a document type, which is refused", "export it again without one");
  const document = new DOMParser().parseFromString(text, "application/xml");
  const root = document.documentElement;
  if (document.querySelector("parsererror")) return fault("is no readable KML", "export it again");
  if (root.localName !== "kml") return fault("is no KML", "check the file");
  const rows = [...document.getElementsByTagNameNS("*", "Placemark")].map((mark, at) => ({ row: at + 1, cells: textsOf(mark), point: shapeOf(mark) }));
  if (rows.length === 0) return fault(NO_FEATURE, "give one point per unit");
  return { names: [...new Set(rows.flatMap(({ cells }) => Object.keys(cells)))], rows, points: true };
}

/** Several KML files of one archive as one table: often a doc.kml that only points to the others; readers/archives.py. */
export function tableOfKmls(texts) {
  const tables = texts.map(tableOfKml);
  const refused = tables.find((table) => table.fault && table.fault.problem !== NO_FEATURE);
  const held = tables.filter((table) => !table.fault);
  if (refused || held.length === 0) return refused ?? tables[0];
  const rows = held.flatMap((table) => table.rows).map((one, at) => ({ ...one, row: at + 1 }));
  return { names: [...new Set(held.flatMap((table) => table.names))], rows, points: true };
}
