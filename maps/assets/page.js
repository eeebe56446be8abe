// Joined from maps/page_src by scripts/build_page.py; edit there.
var csbm = (() => {
"use strict";

// dom.js
// Elements are made here and nowhere else. Text enters as text: there is no innerHTML in this page.

const SVG = "http://www.w3.org/2000/svg";

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") node.textContent = value;
    else if (typeof value === "function") node.addEventListener(name, value);
    else if (/^(on|style|src|srcdoc)/i.test(name)) throw new Error(`no ${name} attributes here`);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** An HTML element; a function among the attributes listens to the event of that name. */
function element(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** An SVG element. */
function drawing(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

/** Let Enter and the space bar do on a thing of the map what a click does. */
function onKey(layer, act) {
  layer.on("keydown", ({ originalEvent }) => {
    if (originalEvent.key !== "Enter" && originalEvent.key !== " ") return;
    originalEvent.preventDefault();
    act();
  });
}

/** The address of a web page, or null: only http and https are ever linked. */
function webAddress(text) {
  let address;
  try {
    address = new URL(text);
  } catch {
    return null;
  }
  return address.protocol === "https:" || address.protocol === "http:" ? address.href : null;
}

/** A link that opens elsewhere, or plain text where the address is no web page. */
function sourceLink(text, address) {
  const href = webAddress(address);
  if (href === null) return element("span", { text: text || address });
  return element("a", {
    href,
    target: "_blank",
    rel: "noopener noreferrer",
    text: text || address,
  });
}

function byId(id) {
  return document.getElementById(id);
}

/** The page's own data: the text of a JSON element. */
function readData(id) {
  return JSON.parse(byId(id).textContent);
}

// polyline.js
// The polyline code, read back. Python writes it; see maps/polyline.py.

/** Whole steps [x, y, x, y, …] of a text in the polyline code. */
function decodeSteps(text) {
  const steps = [];
  const last = [0, 0];
  let axis = 0;
  let value = 0;
  let shift = 0;
  for (let index = 0; index < text.length; index += 1) {
    const bits = text.charCodeAt(index) - 63;
    value += (bits & 0x1f) * 2 ** shift;
    shift += 5;
    if (bits >= 0x20) continue;
    last[axis] += value % 2 === 1 ? -(value + 1) / 2 : value / 2;
    steps.push(last[axis]);
    axis = 1 - axis;
    value = 0;
    shift = 0;
  }
  return steps;
}

function toLatLng(steps, decimals) {
  const scale = 10 ** decimals;
  const points = [];
  for (let index = 0; index < steps.length; index += 2) {
    points.push([steps[index + 1] / scale, steps[index] / scale]);
  }
  return points;
}

/** [lat, lon] pairs of a text in the polyline code. */
function decodeLine(text, decimals) {
  return toLatLng(decodeSteps(text), decimals);
}

/** Lines of a pool: each a list of texts and of stretches of earlier lines; read when asked for. */
function linePool(lines, decimals) {
  const known = new Map();
  function steps(number) {
    if (!known.has(number)) known.set(number, joined(lines[number], steps));
    return known.get(number);
  }
  return (number) => toLatLng(steps(number), decimals);
}

function joined(pieces, stepsOf) {
  const all = [];
  function push(x, y) {
    const end = all.length;
    if (end >= 2 && all[end - 2] === x && all[end - 1] === y) return;
    all.push(x, y);
  }
  for (const piece of pieces) {
    if (typeof piece === "string") {
      const steps = decodeSteps(piece);
      for (let at = 0; at < steps.length; at += 2) push(steps[at], steps[at + 1]);
      continue;
    }
    const [line, first, last] = piece;
    const steps = stepsOf(line);
    const way = last < first ? -1 : 1;
    for (let at = first; at !== last + way; at += way) push(steps[2 * at], steps[2 * at + 1]);
  }
  return all;
}

// facets.js
// Filters by status, side, kind, branch, level and age of the source: one for list, map, curve and counts.


const LEVELS = { command: "formation", corps: "formation", division: "formation", brigade: "unit", regiment: "unit", wing: "unit", battalion: "subunit", company: "subunit", squadron: "subunit" };
const AGES = [[2, "2"], [5, "5"], [10, "10"], [Infinity, "more"]];
const FACETS = ["status", "side", "kind", "branch", "level", "age"];

/** The level of a unit: what the list counts it as, else formation, unit, subunit; a site where it is none of these. */
function levelOf(units, index) {
  if (units.text.counts_as) return units.text.counts_as[index];
  if (!["unit", "headquarters"].includes(units.text.kind?.[index])) return "site";
  return LEVELS[units.text.echelon?.[index]] ?? "unknown";
}

/** How old a source is, in years at a day: "2", "5", "10", "more", or "unknown" where it has no date. */
function ageOf(date, today) {
  const year = /^(\d{4})(?:-(\d\d))?/.exec(date);
  if (!year) return "unknown";
  const now = /^(\d{4})(?:-(\d\d))?/.exec(today) ?? ["", String(new Date().getFullYear()), "06"];
  const age = Number(now[1]) - Number(year[1]) + (Number(now[2] ?? 6) - Number(year[2] ?? 6)) / 12;
  return AGES.find(([most]) => age <= most)[1];
}

/** The value of each unit in each facet. */
function facetValues(units, today) {
  const column = (name) => units.text[name] ?? new Array(units.count).fill("");
  return {
    // Of what is shown now: whoever judges the units writes it.
    status: new Array(units.count).fill(""),
    side: column("side"), kind: column("kind"), branch: column("branch"),
    level: Array.from({ length: units.count }, (_, index) => levelOf(units, index)),
    age: column("source_date").map((date) => ageOf(date, today)),
  };
}

/** Whether a unit passes the filters; a facet with nothing chosen lets all pass. */
function passes(units, index, chosen) {
  for (const name in chosen) if (!chosen[name].includes(units.facets[name][index])) return false;
  return true;
}

/** Filters as the address writes them, and back: side:BLR;kind:unit,base. */
function facetsText(chosen) {
  return FACETS.filter((name) => chosen[name]).map((name) => `${name}:${chosen[name].map(encodeURIComponent).join(",")}`).join(";");
}

function facetsFrom(text) {
  const found = {};
  for (const piece of text.split(";")) {
    const [name, values] = piece.split(":");
    if (!FACETS.includes(name) || values === undefined) continue;
    try {
      found[name] = values.split(",").slice(0, 60).map(decodeURIComponent);
    } catch {
      // A broken escape is no filter.
    }
  }
  return found;
}

class Facets {
  constructor(app) {
    this.app = app;
    byId("filter-clear").addEventListener("click", () => app.store.set({ facets: {} }));
  }

  word(name, value) {
    const { words, units } = this.app;
    if (name === "side") return value === "" ? words.say("third.states") : units.parties.includes(value) ? this.app.country(value) : value;
    if (name === "level" && units.text.counts_as) return words.term("class", value);
    if (name === "level" || name === "age" || name === "status") return words.say(`${name}.${value}`);
    return words.term(name, value) || words.say("level.unknown");
  }

  /** How many units each value of a facet would show, the other facets as they are. */
  counted(name) {
    const { units, state } = this.app;
    const others = Object.fromEntries(Object.entries(state.facets).filter(([key]) => key !== name));
    const sums = new Map();
    units.facets[name].forEach((value, index) => {
      const more = passes(units, index, others) ? 1 : 0;
      sums.set(value, (sums.get(value) ?? 0) + more);
    });
    return [...sums].sort((a, b) => b[1] - a[1] || this.app.words.compare(this.word(name, a[0]), this.word(name, b[0])));
  }

  toggle(name, value, on) {
    const { store, state } = this.app;
    const before = state.facets[name] ?? [];
    const now = on ? [...before, value].sort() : before.filter((one) => one !== value);
    const facets = { ...state.facets, [name]: now };
    if (now.length === 0) delete facets[name];
    store.set({ facets });
  }

  draw() {
    const { words, state } = this.app;
    const focused = document.activeElement?.id;
    const groups = FACETS.map((name) => {
      const values = this.counted(name);
      if (values.length < 2 && !state.facets[name]) return null;
      const boxes = values.slice(0, 40).map(([value, count], at) => {
        const id = `facet-${name}-${at}`;
        const box = element("input", { type: "checkbox", id, change: (event) => this.toggle(name, value, event.target.checked) });
        box.checked = Boolean(state.facets[name]?.includes(value));
        return element("label", { class: "choice", for: id }, box, element("span", { text: this.word(name, value) }), element("span", { class: "many", text: words.number(count) }));
      });
      return element("fieldset", { class: "facet" }, element("legend", { text: words.say(`facet.${name}`) }), ...boxes);
    });
    byId("facet-groups").replaceChildren(...groups.filter(Boolean));
    if (focused?.startsWith("facet-")) byId(focused)?.focus();
    const chosen = FACETS.filter((name) => state.facets[name]);
    byId("filtered").hidden = chosen.length === 0;
    byId("filter-said").textContent = words.say("filter.on", {
      what: chosen.map((name) => state.facets[name].map((value) => this.word(name, value)).join(", ")).join(" · "),
    });
    byId("facets-said").textContent = chosen.length > 0 ? ` (${words.number(chosen.length)})` : "";
  }
}

// compiled_rule.js
// The rule of status, compiled from core/rule.c by core/build.py; edit there.
function compiledRule() {
 var buffer = new ArrayBuffer(65536);
 var HEAP8 = new Int8Array(buffer);
 var HEAP16 = new Int16Array(buffer);
 var HEAP32 = new Int32Array(buffer);
 var HEAPU8 = new Uint8Array(buffer);
 var HEAPU16 = new Uint16Array(buffer);
 var HEAPU32 = new Uint32Array(buffer);
 var HEAPF32 = new Float32Array(buffer);
 var HEAPF64 = new Float64Array(buffer);
 var Math_imul = Math.imul;
 var Math_fround = Math.fround;
 var Math_abs = Math.abs;
 var Math_clz32 = Math.clz32;
 var Math_min = Math.min;
 var Math_max = Math.max;
 var Math_floor = Math.floor;
 var Math_ceil = Math.ceil;
 var Math_trunc = Math.trunc;
 var Math_sqrt = Math.sqrt;
 var global$1 = 65536;
 function $0($0_1, $1_1, $2_1, $3, $4, $5) {
  $0_1 = $0_1 | 0;
  $1_1 = $1_1 | 0;
  $2_1 = $2_1 | 0;
  $3 = $3 | 0;
  $4 = $4 | 0;
  $5 = $5 | 0;
  var $6 = 0, $7 = 0, $8 = 0, $9 = 0.0, $10 = 0, $11 = 0.0, $12 = 0.0, $13 = 0.0, $14 = 0, $15 = 0, $16 = 0, $17 = 0.0, $18 = 0, $19 = 0;
  if (($4 | 0) > 0) {
   $18 = $3 << 4;
   $16 = ($3 | 0) <= 0;
   while (1) {
    block3 : {
     block2 : {
      $6 = $10 << 3;
      $12 = HEAPF64[$6 + $0_1 >> 3];
      $13 = HEAPF64[$1_1 + $6 >> 3];
      if ($12 <= $13) {
       if (!$16) {
        break block2
       }
       $7 = 0;
       break block3;
      }
      $7 = 0;
      $6 = $2_1;
      $8 = $3;
      if ($16) {
       break block3
      }
      while (1) {
       $9 = HEAPF64[$6 >> 3];
       if ($9 != $9) {
        $6 = $6 + 16 | 0;
        $8 = $8 - 1 | 0;
        if ($8) {
         continue
        }
        break block3;
       }
       break;
      };
      $7 = 1;
      break block3;
     }
     $14 = 0;
     $15 = 0;
     $9 = $12;
     $7 = 0;
     while (1) {
      $6 = $2_1;
      $8 = $3;
      while (1) {
       $17 = HEAPF64[$6 >> 3];
       $11 = HEAPF64[$6 + 8 >> 3];
       $19 = $13 >= $17 & $11 >= $12;
       if ($9 >= $17) {
        $14 = $11 >= $13 | $14;
        $9 = $9 < $11 ? $11 : $9;
       }
       $7 = $7 | $19;
       $6 = $6 + 16 | 0;
       $8 = $8 - 1 | 0;
       if ($8) {
        continue
       }
       break;
      };
      $15 = $15 + 1 | 0;
      if (($3 | 0) != ($15 | 0)) {
       continue
      }
      break;
     };
     $7 = $14 ? 2 : ($7 | 0) != 0;
    }
    HEAP8[$5 + $10 | 0] = $7;
    $2_1 = $2_1 + $18 | 0;
    $10 = $10 + 1 | 0;
    if (($4 | 0) != ($10 | 0)) {
     continue
    }
    break;
   };
  }
 }
 function $1($0_1, $1_1, $2_1, $3, $4, $5, $6, $7) {
  $0_1 = $0_1 | 0;
  $1_1 = $1_1 | 0;
  $2_1 = $2_1 | 0;
  $3 = $3 | 0;
  $4 = $4 | 0;
  $5 = $5 | 0;
  $6 = $6 | 0;
  $7 = $7 | 0;
  var $8 = 0, $9 = 0, $10 = 0, $11 = 0, $12 = 0.0, $13 = 0, $14 = 0;
  if (($5 | 0) > 0) {
   $8 = $7;
   $9 = $5;
   while (1) {
    HEAP8[$8 | 0] = 0;
    $8 = $8 + 1 | 0;
    $9 = $9 - 1 | 0;
    if ($9) {
     continue
    }
    break;
   };
  }
  if (($4 | 0) > 0) {
   $13 = $3 << 4;
   $14 = ($3 | 0) <= 0;
   while (1) {
    $10 = HEAP32[($11 << 3) + $0_1 >> 2] + $7 | 0;
    $8 = $2_1;
    $9 = $3;
    block2 : {
     if ($14) {
      break block2
     }
     while (1) {
      $12 = HEAPF64[$8 >> 3];
      if ($12 != $12) {
       $8 = $8 + 16 | 0;
       $9 = $9 - 1 | 0;
       if ($9) {
        continue
       }
       break block2;
      }
      break;
     };
     HEAP8[$10 | 0] = HEAPU8[$10 | 0] | 1;
    }
    $8 = HEAPU8[$10 | 0];
    $9 = $1_1 + $11 | 0;
    block5 : {
     if (HEAPU8[$9 | 0]) {
      $8 = $8 | 2;
      HEAP8[$10 | 0] = $8;
      if (HEAPU8[$9 | 0] == 2) {
       break block5
      }
     }
     HEAP8[$10 | 0] = $8 | 4;
    }
    $2_1 = $2_1 + $13 | 0;
    $11 = $11 + 1 | 0;
    if (($4 | 0) != ($11 | 0)) {
     continue
    }
    break;
   };
  }
  if (($5 | 0) > 0) {
   while (1) {
    $8 = HEAPU8[$7 | 0];
    $0_1 = 0;
    block8 : {
     if (!($8 & 1)) {
      break block8
     }
     $0_1 = 1;
     if (!($8 & 2)) {
      break block8
     }
     $0_1 = $8 & 4 ? 2 : 3;
    }
    HEAP8[$6 | 0] = $0_1;
    $7 = $7 + 1 | 0;
    $6 = $6 + 1 | 0;
    $5 = $5 - 1 | 0;
    if ($5) {
     continue
    }
    break;
   }
  }
 }
 function $2($0_1, $1_1, $2_1, $3, $4, $5, $6, $7, $8) {
  $0_1 = $0_1 | 0;
  $1_1 = $1_1 | 0;
  $2_1 = $2_1 | 0;
  $3 = $3 | 0;
  $4 = $4 | 0;
  $5 = $5 | 0;
  $6 = $6 | 0;
  $7 = $7 | 0;
  $8 = $8 | 0;
  var $9 = 0, $10 = 0.0, $11 = 0, $12 = 0.0;
  if (($6 | 0) > 0) {
   $11 = $7;
   $9 = $8;
   while (1) {
    HEAP32[$11 >> 2] = 0;
    HEAP32[$11 + 4 >> 2] = 2146435072;
    HEAP32[$9 >> 2] = 0;
    HEAP32[$9 + 4 >> 2] = -1048576;
    $11 = $11 + 8 | 0;
    $9 = $9 + 8 | 0;
    $6 = $6 - 1 | 0;
    if ($6) {
     continue
    }
    break;
   };
  }
  if (($5 | 0) > 0) {
   while (1) {
    $9 = HEAP32[$0_1 >> 2] << 3;
    $11 = $9 + $8 | 0;
    $12 = Infinity;
    block2 : {
     if (!HEAPU8[$3 | 0]) {
      break block2
     }
     if (!HEAPU8[$4 | 0]) {
      break block2
     }
     $10 = HEAPF64[$1_1 >> 3];
     $10 = $10 == $10 ? $10 : 0.0;
     $9 = $7 + $9 | 0;
     if ($10 < HEAPF64[$9 >> 3]) {
      HEAPF64[$9 >> 3] = $10;
      if (!HEAPU8[$3 | 0]) {
       break block2
      }
     }
     if (HEAPU8[$4 | 0] != 2) {
      break block2
     }
     $10 = HEAPF64[$2_1 >> 3];
     if ($10 != $10) {
      break block2
     }
     $12 = $10;
    }
    if ($12 > HEAPF64[$11 >> 3]) {
     HEAPF64[$11 >> 3] = $12
    }
    $0_1 = $0_1 + 8 | 0;
    $3 = $3 + 1 | 0;
    $4 = $4 + 1 | 0;
    $1_1 = $1_1 + 8 | 0;
    $2_1 = $2_1 + 8 | 0;
    $5 = $5 - 1 | 0;
    if ($5) {
     continue
    }
    break;
   }
  }
 }
 function __wasm_memory_size() {
  return buffer.byteLength >> 16;
 }
 function __wasm_memory_grow(pagesToAdd) {
  pagesToAdd = pagesToAdd | 0;
  var oldPages = __wasm_memory_size() | 0;
  var newPages = oldPages + pagesToAdd | 0;
  if ((oldPages < newPages) && (newPages < 65536)) {
   var newBuffer = new ArrayBuffer(newPages << 16);
   var newHEAP8 = new Int8Array(newBuffer);
   newHEAP8.set(HEAP8);
   HEAP8 = new Int8Array(newBuffer);
   HEAP16 = new Int16Array(newBuffer);
   HEAP32 = new Int32Array(newBuffer);
   HEAPU8 = new Uint8Array(newBuffer);
   HEAPU16 = new Uint16Array(newBuffer);
   HEAPU32 = new Uint32Array(newBuffer);
   HEAPF32 = new Float32Array(newBuffer);
   HEAPF64 = new Float64Array(newBuffer);
   buffer = newBuffer;
  }
  return oldPages;
 }
 return {
  "memory": Object.create(Object.prototype, {
   "grow": {
    "value": __wasm_memory_grow
   },
   "buffer": {
    "get": function () {
     return buffer;
    }
   }
  }),
  "within_many": $0,
  "decided_many": $1,
  "thresholds_many": $2,
  "__heap_base": {
   get value() {
    return global$1;
   },
   set value(_global$1) {
    global$1 = _global$1;
   }
  }
 };
}

// rule.js
// The rule of status: who may hold a place, and how far away it may be. It is core/rule.c, compiled;
// here it is only given its arrays. geo/zones/status.py asks the same rule for the program.


/** By number. Of several (a unit's places, the bands of a regime) the greatest counts. */
const STATUS_NAMES = ["not_bound", "out", "indeterminate", "in"];
const NOT_BOUND = 0;
const OUT = 1;
const INDETERMINATE = 2;
const IN = 3;

const NO = 0;
const UNKNOWN = 1;
const YES = 2;

const rule = compiledRule();
const FLOAT = 8;

/** Arrays of one call, laid out in the rule's memory: doubles and 64-bit numbers first, bytes behind them. */
class Layout {
  constructor(floats, bytes) {
    this.at = Math.ceil(rule.__heap_base.value / FLOAT) * FLOAT;
    const lack = this.at + FLOAT * floats + bytes - rule.memory.buffer.byteLength;
    if (lack > 0) rule.memory.grow(Math.ceil(lack / 65536));
    this.buffer = rule.memory.buffer;
  }

  take(Kind, count) {
    const array = new Kind(this.buffer, this.at, count);
    this.at += array.byteLength;
    return array;
  }
}

/** Fill rows of bands, `width` of them each; NaN where a row has fewer. */
function fillBands(table, row, bands, width) {
  for (let band = 0; band < width; band += 1) {
    const [from, to] = bands[band] ?? [NaN, NaN];
    table[2 * (row * width + band)] = from;
    table[2 * (row * width + band) + 1] = to;
  }
}

/** Whether a distance, metres, lies in any of some bands; both ends of a band belong to it. */
function within(low, high, bands) {
  const width = Math.max(1, bands.length);
  const layout = new Layout(2 + 2 * width, 1);
  const interval = layout.take(Float64Array, 2);
  const table = layout.take(Float64Array, 2 * width);
  const answer = layout.take(Int8Array, 1);
  interval.set([low ?? NaN, high ?? NaN]);
  fillBands(table, 0, bands, width);
  const [lowAt, highAt] = [interval.byteOffset, interval.byteOffset + FLOAT];
  rule.within_many(lowAt, highAt, table.byteOffset, width, 1, answer.byteOffset);
  return answer[0];
}

/** The status of a place from all that may hold it: { low, high, bands, reading } each. */
function statusOfHolders(holders) {
  const count = holders.length;
  const width = Math.max(1, ...holders.map(({ bands }) => bands.length));
  const layout = new Layout((3 + 2 * width) * count, count + 2);
  const lows = layout.take(Float64Array, count);
  const highs = layout.take(Float64Array, count);
  const table = layout.take(Float64Array, 2 * width * count);
  const place = layout.take(Float64Array, count).fill(0); // whose holders they are: all of place 0
  const answers = layout.take(Int8Array, count);
  const status = layout.take(Int8Array, 1);
  const work = layout.take(Uint8Array, 1);
  holders.forEach(({ low, high, bands }, row) => {
    lows[row] = low ?? NaN;
    highs[row] = high ?? NaN;
    fillBands(table, row, bands, width);
  });
  rule.within_many(lows.byteOffset, highs.byteOffset, table.byteOffset, width, count, answers.byteOffset);
  holders.forEach(({ reading }, row) => {
    answers[row] = Math.min(answers[row], reading);
  });
  rule.decided_many(place.byteOffset, answers.byteOffset, table.byteOffset, width, count, 1, status.byteOffset, work.byteOffset);
  return status[0];
}

/** Between which depths, metres, a unit comes in where both parties are bound from 0 to the depth. */
function thresholds(places, reading) {
  const holders = places.flatMap((rows, place) => rows.map(([party, low, high]) => ({ place, party, low, high })));
  const count = holders.length;
  const layout = new Layout(3 * count + 2 * places.length, 2 * count);
  const lows = layout.take(Float64Array, count);
  const highs = layout.take(Float64Array, count);
  const perhaps = layout.take(Float64Array, places.length);
  const surely = layout.take(Float64Array, places.length);
  const place = layout.take(Uint32Array, 2 * count).fill(0); // 64-bit numbers, low half first
  const bindable = layout.take(Uint8Array, count);
  const readings = layout.take(Int8Array, count).fill(reading);
  holders.forEach((holder, row) => {
    lows[row] = holder.low ?? NaN;
    highs[row] = holder.high ?? NaN;
    place[2 * row] = holder.place;
    bindable[row] = Number(holder.party >= 0);
  });
  rule.thresholds_many(
    place.byteOffset, lows.byteOffset, highs.byteOffset, bindable.byteOffset, readings.byteOffset,
    count, places.length, perhaps.byteOffset, surely.byteOffset,
  );
  return { perhaps: Math.min(...perhaps), surely: Math.min(...surely) };
}

// model.js
// What the units are, and their status at a depth. Distances are Python's; nothing is measured here.


/** A column of words: as it is, or a list of words and which of them each row has. */
function unpacked(column, count) {
  if (column === undefined) return new Array(count).fill("");
  return Array.isArray(column) ? column : column.at.map((index) => column.words[index]);
}

/** The class of what belongs to a party's side of the line, or to neither. */
function sideClass(parties, code) {
  return ["first", "second"][parties.find((party) => party.code === code)?.group] ?? "third";
}

/** Units as columns, ready to be asked. */
function unitsOf(data) {
  const units = data.units;
  const text = {};
  for (const name of Object.keys(units.text)) text[name] = unpacked(units.text[name], units.count);
  const accuracy = data.border.accuracy_m;
  const parties = data.parties.map((party) => party.code);
  // Who stands together on one side of the line: two groups, by default of one party each.
  const groups = [0, 1].map((group) => data.parties.filter((party) => party.group === group).map((party) => party.code));
  const order = Array.from({ length: units.count }, (_, index) => index);
  const made = {
    ...units,
    nobodys: Uint8Array.from(text.side, (side) => Number(side === "")),
    nearestFirst: order.sort((a, b) => (units.distance_m[a] ?? Infinity) - (units.distance_m[b] ?? Infinity) || a - b),
    orders: new Map(),
    text,
    parties,
    groups,
    classOf: (code) => sideClass(data.parties, code),
    asOf: data.as_of ?? "",
    openedDepths: data.depth_km,
    openedRule: data.tripoint,
    openedStatus: text.status.map((name) => STATUS_NAMES.indexOf(name)),
    doubt_m: units.position_accuracy_m.map((own) => (own ?? Infinity) + accuracy),
    // Whether a party may hold it at all.
    bindable: units.holders.map((places) => places.some((holders) => holders.some(([party]) => party >= 0))),
    comesIn: { round: units.holders.map((places) => thresholds(places, YES)),
      perpendicular: units.holders.map((places, index) => thresholds(places, units.ends[index])) },
    dated: text.valid_from !== undefined,
    bands: data.bands ? bandsOf(data) : null,
    counting: data.counting ?? { choices: {}, classes: [], opened: "all" },
  };
  made.facets = facetValues(made, data.as_of ?? "");
  return made;
}

const LETTERS = { o: OUT, i: IN, "?": INDETERMINATE, n: NOT_BOUND };

/** The bands of a depth table, and every unit's status in each category, as Python told them. */
function bandsOf(data) {
  const { units } = data;
  const read = (texts) => texts.map((text) => Uint8Array.from(text, (letter) => LETTERS[letter]));
  const rows = data.steps[0].parts.filter((part) => part.role === "party").map((part, at) => ({
    key: `band-${at}`, side: part.side, category: part.category, at: units.categories.indexOf(part.category),
    min_km: part.min_km, depth_km: part.depth_km,
  }));
  // Numbered as the table lists them: side by side.
  const sideBySide = data.parties.flatMap(({ code }) => rows.filter((band) => band.side === code));
  sideBySide.forEach((band, at) => { band.number = at + 1; });
  return { rows, categories: units.categories, opened: read(units.by_category), other: read(units.other_by_category) };
}

/** The bands that speak of a unit: its side's; where it stands on no party's land, the widest of each category. */
function bandsFor(units, index, off = []) {
  return bandsOfSide(units, units.text.side[index], off);
}

/** The same of any place: by the side it is on. */
function bandsOfSide(units, side, off = []) {
  const shown = units.bands.rows.filter((band) => !off.includes(band.key));
  if (units.parties.includes(side)) return shown.filter((band) => band.side === side);
  const widest = new Map();
  for (const band of shown) {
    if (band.depth_km > (widest.get(band.at)?.depth_km ?? 0)) widest.set(band.at, band);
  }
  return [...widest.values()];
}

/** A unit's status in one band. */
function bandStatus(units, band, index, rule) {
  const { opened, other } = units.bands;
  return (rule === units.openedRule ? opened : other)[band.at][index];
}

/** The status over all bands that are shown: of several the greatest counts. */
function overBands(units, rule, off) {
  const found = new Uint8Array(units.count);
  const bySide = new Map();
  for (let index = 0; index < units.count; index += 1) {
    const side = units.text.side[index];
    if (!bySide.has(side)) bySide.set(side, bandsFor(units, index, off));
    const own = bySide.get(side).map((band) => bandStatus(units, band, index, rule));
    found[index] = own.length > 0 ? Math.max(...own) : OUT;
  }
  return found;
}

/** Whether depths and rule are those Python's own statuses were computed for. */
function asOpened(units, depths, rule) {
  return (
    rule === units.openedRule && units.parties.every((code) => depths[code] === units.openedDepths[code])
  );
}

/** The status of one unit: Python's own where the page shows what it opened with, else by the rule. */
function statusOf(units, index, depths, rule) {
  return judge(units, asOpened(units, depths, rule), units.parties.map((code) => depths[code] * 1000), rule)(index);
}

/** A judge of units at given depths in metres: what is the same for all of them is asked once. */
function judge(units, opened, depths_m, rule) {
  if (opened) return (index) => units.openedStatus[index];
  const bands = depths_m.map((depth) => [[0, depth]]);
  return (index) => {
    const reading = rule === "perpendicular" ? units.ends[index] : YES;
    return Math.max(...units.holders[index].map((holders) => statusOfHolders(holders.map(
      ([party, low, high]) => ({ low, high, bands: party >= 0 ? bands[party] : [], reading }),
    ))));
  };
}

/** The depth that counts for one unit, in km. */
function depthFor(units, index, depths) {
  const own = depths[units.text.side[index]];
  return own ?? Math.max(...units.parties.map((code) => depths[code]));
}

const END = "-12-31";
const START = "-01-01";

/** Whether a unit was where it is listed at any time of a year, month or day; empty means at any time. */
function standsAt(units, index, time) {
  if (!time || !units.dated) return true;
  const from = units.text.valid_from[index];
  const to = units.text.valid_to[index];
  const [first, last] = [time + START.slice(time.length - 4), time + END.slice(time.length - 4)];
  return (!from || from + START.slice(from.length - 4) <= last) && (!to || to + END.slice(to.length - 4) >= first);
}

/** The years that dates span, units' and others', ascending; none where nothing is dated. */
function years(units, others = []) {
  const own = units.dated ? [...units.text.valid_from, ...units.text.valid_to] : [];
  const found = [...own, ...others]
    .map((text) => /^(\d{4})/.exec(text)?.[1])
    .filter((year) => year && year > "1900" && year < "2200")
    .map(Number);
  if (found.length === 0) return [];
  const [first, last] = [Math.min(...found), Math.max(...found)];
  return Array.from({ length: last - first + 1 }, (_, at) => String(first + at));
}

/** The status of every unit, as an array of numbers; `off` names bands that are not shown. */
function statuses(units, depths, rule, off = []) {
  if (units.bands) return overBands(units, rule, off);
  const found = new Uint8Array(units.count);
  const told = judge(units, asOpened(units, depths, rule), units.parties.map((code) => depths[code] * 1000), rule);
  for (let index = 0; index < units.count; index += 1) found[index] = told(index);
  return found;
}

/** Whether a unit is shown at all: one that no party may hold only where third states are. */
function counts(units, index, state) {
  if (state.facets && !passes(units, index, state.facets)) return false;
  if (units.nobodys[index] && !units.bindable[index] && !state.third) return false;
  return standsAt(units, index, state.time || units.asOf);
}

/** Whether a unit is shown and is of what is counted; a list that says nothing of it counts whole. */
function tallied(units, index, state) {
  return counts(units, index, state) && ofCount(units, index, state.count);
}

function ofCount(units, index, count) {
  const classes = units.counting.choices[count ?? units.counting.opened];
  return !classes || !units.text.counts_as || classes.includes(units.text.counts_as[index]);
}

/** What of each class is in, by side, in the order in which counts are told: whatever is counted. */
function mixOf(units, status, state) {
  const sides = new Map();
  if (!units.text.counts_as) return sides;
  for (let index = 0; index < units.count; index += 1) {
    if (status[index] !== IN || !counts(units, index, state)) continue;
    const side = units.text.side[index];
    if (!sides.has(side)) sides.set(side, new Map(units.counting.classes.map((name) => [name, 0])));
    const own = sides.get(side);
    own.set(units.text.counts_as[index], own.get(units.text.counts_as[index]) + 1);
  }
  return sides;
}

/** Numbers in and indeterminate, by side and by kind, and how many of those in are inferred. */
function balance(units, status, state) {
  const sides = new Map();
  for (let index = 0; index < units.count; index += 1) {
    if ((status[index] !== IN && status[index] !== INDETERMINATE) || !tallied(units, index, state)) continue;
    const side = units.text.side[index];
    if (!sides.has(side)) sides.set(side, { in: 0, indeterminate: 0, inferred: 0, kinds: new Map() });
    const entry = sides.get(side);
    const name = STATUS_NAMES[status[index]];
    entry[name] += 1;
    if (status[index] === IN && units.text.evidence?.[index] === "inferred") entry.inferred += 1;
    const kind = units.text.kind[index];
    if (!entry.kinds.has(kind)) entry.kinds.set(kind, { in: 0, indeterminate: 0 });
    entry.kinds.get(kind)[name] += 1;
  }
  return sides;
}

/** How many units that are not bound lie, or may lie, within the depth. */
function unboundWithin(units, status, state) {
  let found = 0;
  for (let index = 0; index < units.count; index += 1) {
    if (status[index] === NOT_BOUND && counts(units, index, state) && reached(units, index, state.depths)) found += 1;
  }
  return found;
}

/** Numbers in and indeterminate, by band. */
function bandBalance(units, state) {
  const sums = new Map(units.bands.rows.map((band) => [band.key, { in: 0, indeterminate: 0 }]));
  for (let index = 0; index < units.count; index += 1) {
    const side = units.text.side[index];
    if (!units.parties.includes(side) || !tallied(units, index, state)) continue;
    for (const band of bandsFor(units, index)) {
      const status = bandStatus(units, band, index, state.rule);
      if (status === IN || status === INDETERMINATE) sums.get(band.key)[STATUS_NAMES[status]] += 1;
    }
  }
  return sums;
}

/** Depths at which the units of a group of sides come in, ascending, metres: perhaps, and surely. */
function reaches(units, sides, state) {
  const perhaps = [];
  const surely = [];
  for (let index = 0; index < units.count; index += 1) {
    if (!sides.includes(units.text.side[index]) || !tallied(units, index, state)) continue;
    const found = units.comesIn[state.rule][index];
    if (Number.isFinite(found.perhaps)) perhaps.push(found.perhaps);
    if (Number.isFinite(found.surely)) surely.push(found.surely);
  }
  for (const list of [perhaps, surely]) list.sort((a, b) => a - b);
  return { perhaps, surely };
}

/** Whether a unit lies outside: out, or not bound and beyond the depth. */
function outside(units, index, status, depths) {
  return status === OUT || (status === NOT_BOUND && !reached(units, index, depths));
}

/** Whether a unit that is not bound lies, or may lie, within the depth. */
function reached(units, index, depths) {
  const distance = units.distance_m[index];
  return distance === null || distance - units.doubt_m[index] <= 1000 * depthFor(units, index, depths);
}

const SORTS = {
  distance: (units) => (a, b) => (units.distance_m[a] ?? Infinity) - (units.distance_m[b] ?? Infinity),
  side: (units, compare) => (a, b) => compare(units.text.side[a], units.text.side[b]),
  name: (units, compare) => (a, b) => compare(units.text.name[a], units.text.name[b]),
  kind: (units, compare) => (a, b) => compare(units.text.kind[a], units.text.kind[b]),
};
const SORT_KEYS = Object.keys(SORTS);

const SEARCHED = ["name", "name_local", "settlement", "id", "country", "kind", "branch", "echelon"];

/** All units in one order, kept: the list is sorted once and then only sifted. */
function inOrder(units, sort, descending, compare) {
  const key = SORTS[sort] ? sort : "distance";
  if (key === "distance" && !descending) return units.nearestFirst;
  const name = `${key} ${descending}`;
  const kept = units.orders.get(name);
  if (kept?.compare === compare) return kept.rows;
  const order = SORTS[key](units, compare);
  const nearest = SORTS.distance(units, compare);
  const way = descending ? -1 : 1;
  const rows = [...units.nearestFirst].sort((a, b) => way * order(a, b) || nearest(a, b) || a - b);
  units.orders.set(name, { compare, rows });
  return rows;
}

/** Units of the list, in its order; `said` gives the words of a unit that the list shows in the reader's language. */
function listed(units, status, state, compare, said = () => "") {
  // Who filters by status has said which to list.
  const wanted = STATUS_NAMES.map((name) => (state.facets?.status ?? state.show).includes(name));
  const shown = (index) => (status[index] === NOT_BOUND
    ? state.third && (reached(units, index, state.depths) || state.show.includes("out") || wanted[NOT_BOUND])
    : wanted[status[index]]);
  const words = folded(state.query).split(/\s+/).filter(Boolean);
  const found = inOrder(units, state.sort, state.descending, compare).filter((index) => shown(index) && counts(units, index, state));
  if (words.length === 0) return found;
  return found.filter((index) => {
    const hay = folded(`${SEARCHED.map((name) => units.text[name][index]).join(" ")} ${said(index)}`);
    return words.every((word) => hay.includes(word));
  });
}

const PLAINER = { ł: "l", đ: "d", ø: "o", ß: "ss", æ: "ae", œ: "oe", ı: "i", ё: "е", ў: "у", "’": "'" };

/** A text as a search compares it: small letters without the marks on them. */
function folded(text) {
  return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").normalize("NFC").replace(/[łđøßæœıёў’]/g, (sign) => PLAINER[sign]);
}

// coordinates.js
// How a position is written: decimal degrees, degrees-minutes-seconds, MGRS. WGS84 throughout.

const FORMATS = ["decimal", "dms", "mgrs"];

function dmsOf(value, positive, negative) {
  const tenths = Math.round(Math.abs(value) * 36000);
  const seconds = (tenths % 600) / 10;
  const minutes = Math.floor(tenths / 600) % 60;
  const degrees = Math.floor(tenths / 36000);
  const two = (part) => String(part).padStart(2, "0");
  const letter = value < 0 ? negative : positive;
  return `${degrees}°${two(minutes)}′${seconds.toFixed(1).padStart(4, "0")}″${letter}`;
}

// Krüger's series for the transverse Mercator projection, to the third order in n.
function utm(lat, lon, zone) {
  const f = 1 / 298.257223563;
  const n = f / (2 - f);
  const radius = (6378137 / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64);
  const alpha = [
    n / 2 - (2 / 3) * n ** 2 + (5 / 16) * n ** 3,
    (13 / 48) * n ** 2 - (3 / 5) * n ** 3,
    (61 / 240) * n ** 3,
  ];
  const phi = (lat * Math.PI) / 180;
  const lambda = ((lon - (zone * 6 - 183)) * Math.PI) / 180;
  const e = (2 * Math.sqrt(n)) / (1 + n);
  const t = Math.sinh(Math.atanh(Math.sin(phi)) - e * Math.atanh(e * Math.sin(phi)));
  const xi = Math.atan2(t, Math.cos(lambda));
  const eta = Math.atanh(Math.sin(lambda) / Math.sqrt(1 + t * t));
  let east = eta;
  let north = xi;
  alpha.forEach((a, index) => {
    const order = 2 * (index + 1);
    east += a * Math.cos(order * xi) * Math.sinh(order * eta);
    north += a * Math.sin(order * xi) * Math.cosh(order * eta);
  });
  return { east: 500000 + 0.9996 * radius * east, north: 0.9996 * radius * north };
}

function zoneOf(lat, lon) {
  let zone = Math.min(60, Math.floor((lon + 180) / 6) + 1);
  if (lat >= 56 && lat < 64 && lon >= 3 && lon < 12) zone = 32;
  if (lat >= 72 && lat <= 84) {
    if (lon >= 0 && lon < 9) zone = 31;
    else if (lon >= 9 && lon < 21) zone = 33;
    else if (lon >= 21 && lon < 33) zone = 35;
    else if (lon >= 33 && lon < 42) zone = 37;
  }
  return zone;
}

/** The MGRS reference of a position to a metre, or "" near the poles, where MGRS uses another grid. */
function mgrs(lat, lon) {
  if (lat < -80 || lat > 84) return "";
  const zone = zoneOf(lat, lon);
  const { east, north } = utm(lat, lon, zone);
  const band = "CDEFGHJKLMNPQRSTUVWX"[Math.min(19, Math.floor((lat + 80) / 8))];
  const columns = ["STUVWXYZ", "ABCDEFGH", "JKLMNPQR"][zone % 3];
  const column = columns[Math.floor(east / 100000) - 1];
  const rows = "ABCDEFGHJKLMNPQRSTUV";
  const northing = lat < 0 ? north + 10000000 : north;
  const row = rows[(Math.floor(northing / 100000) + (zone % 2 === 0 ? 5 : 0)) % 20];
  const five = (metres) => String(Math.floor(metres % 100000)).padStart(5, "0");
  return `${String(zone).padStart(2, "0")}${band} ${column}${row} ${five(east)} ${five(northing)}`;
}

/** A position in one of the formats; where MGRS has no answer, decimal degrees. */
function written(lat, lon, format) {
  const wrapped = ((((lon + 180) % 360) + 360) % 360) - 180;
  if (format === "dms") return `${dmsOf(lat, "N", "S")} ${dmsOf(wrapped, "E", "W")}`;
  const reference = format === "mgrs" ? mgrs(lat, wrapped) : "";
  return reference || `${lat.toFixed(5)}, ${wrapped.toFixed(5)}`;
}

// state.js
// The state of the page, and its short form in the address.


/** Keep a state, and tell those who asked which of its keys have changed. */
function createStore(initial) {
  let state = { ...initial };
  const listeners = [];
  return {
    get: () => state,
    set(patch) {
      const changed = new Set(
        Object.keys(patch).filter((key) => JSON.stringify(patch[key]) !== JSON.stringify(state[key])),
      );
      if (changed.size === 0) return;
      state = { ...state, ...patch };
      for (const listener of listeners) listener(state, changed);
    },
    subscribe: (listener) => listeners.push(listener),
  };
}

const KEYS = ["depth", "rule", "third", "unit", "view", "lang", "theme", "sort", "show", "q", "tab", "time", "count", "off", "f", "nested", "format", "beside"];

function depthsText(state, opened, parties) {
  if (parties.every((code) => state.depths[code] === opened.depths[code])) return null;
  const depths = parties.map((code) => state.depths[code]);
  return state.linked && depths[0] === depths[1] ? `${depths[0]}` : depths.join(",");
}

/** What the address says of a state: only what differs from how the page opens. */
function toHash(state, opened, parties) {
  const unless = (same, text) => (same ? null : text);
  const pairs = [
    ["depth", depthsText(state, opened, parties)],
    ["rule", unless(state.rule === opened.rule, state.rule)],
    ["third", unless(state.third === opened.third, state.third ? "1" : "0")],
    ["unit", state.unit],
    ["view", state.view && state.view.map((value) => Number(value.toFixed(4))).join(",")],
    ["lang", unless(!state.langChosen, state.lang)],
    ["theme", unless(state.theme === opened.theme, state.theme)],
    ["sort", unless(state.sort === opened.sort && !state.descending, (state.descending ? "-" : "") + state.sort)],
    ["show", unless(state.show.join() === opened.show.join(), state.show.join(","))],
    ["q", state.query || null],
    ["tab", unless(state.tab === opened.tab, state.tab)],
    ["time", state.time || null],
    ["count", unless(state.count === opened.count, state.count)],
    ["off", unless(state.off.join() === opened.off.join(), state.off.join(","))],
    ["f", facetsText(state.facets) || null],
    ["nested", unless(state.nested.join() === opened.nested.join(), state.nested.join(","))],
    ["beside", state.beside ? [state.beside.depth, state.beside.rule].filter(Boolean).join(",") : null],
    ["format", unless(state.format === opened.format, state.format)],
  ];
  return pairs
    .filter(([, text]) => text !== null)
    .map(([key, text]) => `${key}=${encodeURIComponent(text)}`)
    .join("&");
}

function readPairs(hash) {
  const pairs = new Map();
  for (const piece of hash.replace(/^#/, "").split("&")) {
    const cut = piece.indexOf("=");
    if (cut < 1 || !KEYS.includes(piece.slice(0, cut))) continue;
    try {
      pairs.set(piece.slice(0, cut), decodeURIComponent(piece.slice(cut + 1)));
    } catch {
      // A broken escape is no state; the rest of the address still counts.
    }
  }
  return pairs;
}

/** A depth in km as it can be shown, to the metre, or null: any up to `most`, else one of `depths`. */
function depthOffered(depth, { most, depths }) {
  if (depths.includes(depth)) return depth;
  const metres = Math.round(depth * 1000);
  return most && metres >= 1 && metres <= most * 1000 ? metres / 1000 : null;
}

const READERS = {
  depth(value, patch, known) {
    const numbers = value.split(",").map(Number);
    const each = numbers.length === 1 ? known.parties.map(() => numbers[0]) : numbers;
    const found = each.map((depth) => depthOffered(depth, known));
    if (each.length !== known.parties.length || found.some((depth) => depth === null)) {
      const asked = value.slice(0, 20);
      patch.notice = known.most ? { key: "depth.refused", values: { asked, most: known.most } } : { key: "depth.made", values: { asked } };
      return;
    }
    patch.depths = Object.fromEntries(known.parties.map((code, at) => [code, found[at]]));
    patch.linked = numbers.length === 1;
  },
  rule(value, patch) {
    if (["round", "perpendicular"].includes(value)) patch.rule = value;
  },
  third(value, patch) {
    if (["0", "1"].includes(value)) patch.third = value === "1";
  },
  unit(value, patch, known) {
    if (known.units.has(value)) patch.unit = value;
  },
  view(value, patch) {
    const view = value.split(",").map(Number);
    if (view.length === 3 && view.every(Number.isFinite) && Math.abs(view[0]) <= 90) patch.view = view;
  },
  lang(value, patch, known) {
    if (!known.languages.includes(value)) return;
    patch.lang = value;
    patch.langChosen = true;
  },
  theme(value, patch) {
    if (["auto", "light", "dark"].includes(value)) patch.theme = value;
  },
  sort(value, patch, known) {
    const key = value.replace(/^-/, "");
    if (!known.sorts.includes(key)) return;
    patch.sort = key;
    patch.descending = value.startsWith("-");
  },
  show(value, patch) {
    patch.show = value.split(",").filter((name) => ["in", "indeterminate", "out"].includes(name));
  },
  q(value, patch) {
    patch.query = value.slice(0, 200);
  },
  tab(value, patch, known) {
    if (known.tabs.includes(value)) patch.tab = value;
  },
  time(value, patch) {
    if (/^\d{4}$/.test(value)) patch.time = value;
  },
  count(value, patch, known) {
    if (known.counts?.includes(value)) patch.count = value;
  },
  off(value, patch, known) {
    patch.off = value.split(",").filter((name) => known.layers.includes(name));
  },
  f(value, patch) {
    patch.facets = facetsFrom(value.slice(0, 2000));
  },
  nested(value, patch, known) {
    const depths = value.split(",").slice(0, 6).map((one) => (one === "" ? null : depthOffered(Number(one), known)));
    patch.nested = [...new Set(depths)].filter((depth) => depth !== null).sort((a, b) => a - b);
  },
  beside(value, patch, known) {
    const [asked, rule] = value.split(",");
    const depth = known.most ? depthOffered(Number(asked), known) : null;
    if (depth !== null) patch.beside = ["round", "perpendicular"].includes(rule) ? { depth, rule } : { depth };
  },
  format(value, patch) {
    if (FORMATS.includes(value)) patch.format = value;
  },
};

/** The part of a state that an address names; what it cannot mean is left out. */
function fromHash(hash, known) {
  const patch = {};
  for (const [key, value] of readPairs(hash)) READERS[key](value, patch, known);
  return patch;
}

// words.js
// Words, numbers and dates in the reader's language.

/** The language to open with: the first of the browser's that there is, else English. */
function chooseLanguage(wanted, offered) {
  for (const tag of wanted) {
    const base = String(tag).toLowerCase().split("-")[0];
    if (offered.includes(base)) return base;
  }
  return "en";
}

// What a file calls "constructor" must not find what every object has under that name.
function own(table, key) {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** A key of ours with blanks for its underscores; any other text as it is written. */
function spaced(text) {
  return /^[a-z][a-z0-9_]*$/.test(text) ? text.replaceAll("_", " ") : text;
}

function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (Object.hasOwn(values, name) ? String(values[name]) : whole));
}

/** Dates as a region writes them; what is no date stays as it is. */
function dateWords(tag) {
  function date(text) {
    const parts = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(text);
    if (!parts || !parts[2]) return text;
    const day = new Date(Date.UTC(+parts[1], +parts[2] - 1, +(parts[3] ?? 1)));
    const format = { year: "numeric", month: "long", timeZone: "UTC" };
    if (parts[3]) format.day = "numeric";
    return Number.isNaN(day.getTime()) ? text : day.toLocaleDateString(tag, format);
  }
  /** From one day to another, as short as the language allows: 14–20 September 2017. */
  function dates(start, end) {
    const whole = (text) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
    if (whole(start) && whole(end) && start <= end) {
      const format = { year: "numeric", month: "long", day: "numeric", timeZone: "UTC" };
      return new Intl.DateTimeFormat(tag, format).formatRange(new Date(start), new Date(end));
    }
    return [...new Set([start, end].filter(Boolean).map(date))].join(" – ");
  }
  return { date, dates };
}

const areaDigits = (value) => (value === null || value >= 100 || value === 0 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3);
/** An area { km2, error } as a number: with how much it may be off, where that is known; dots where it is still to come. */
function areaInWords(area, number) {
  if (!area) return "–";
  if (area.km2 === null) return "…";
  if (area.error === null) return number(area.km2);
  const decimals = area.km2 < 100 ? 2 : 0;
  const step = 10 ** -decimals;
  return `≈ ${number(area.km2, decimals)} ± ${number(Math.max(step, Math.ceil(area.error / step) * step), decimals)}`;
}

/** What the page says, by language and key, and the languages that no native speaker has read. */
function readMessages({ keys, texts, unread }) {
  const byKey = (told) => Object.fromEntries(keys.map((key, at) => [key, told[at]]));
  return { messages: Object.fromEntries(Object.entries(texts).map(([language, told]) => [language, byKey(told)])), unread };
}

/** A translator for one language: words by key, numbers, dates and names of states. */
function translator(messages, language, wanted = []) {
  const words = messages[language] ?? messages.en;
  // The reader's own region decides how a date is written: en-GB or en-US, where the language fits.
  const tag = wanted.find((one) => String(one).toLowerCase().startsWith(`${language}-`)) ?? language;
  const plural = new Intl.PluralRules(language);
  const formats = new Map();
  let regions = null;
  try {
    regions = new Intl.DisplayNames([language], { type: "region" });
  } catch {
    regions = null;
  }

  function number(value, decimals = 0) {
    if (value === null || value === undefined || !Number.isFinite(value)) return "–";
    if (!formats.has(decimals)) {
      const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
      formats.set(decimals, new Intl.NumberFormat(tag, digits));
    }
    return formats.get(decimals).format(value);
  }

  function say(key, values = {}) {
    let text = words[key] ?? messages.en[key] ?? key;
    if (typeof text === "object") text = text[plural.select(values.count ?? 0)] ?? Object.values(text).at(-1);
    return filled(text, values);
  }

  const squares = (area) => areaInWords(area, number);

  return {
    language,
    say,
    number,
    depth: (km) => number(km, [0, 1, 2].find((digits) => Math.abs(km - Number(km.toFixed(digits))) < 5e-4) ?? 3),
    km: (metres, decimals = 1) =>
      metres === null ? "–" : say("unit.km", { value: number(metres / 1000, decimals) }),
    /** An area in km²: whole, or with as many decimals as a small one needs to be told from nothing. */
    area: (value) => (value === null ? "–" : say("unit.km2", { value: number(value, areaDigits(value)) })),
    areaNumber: (value) => number(value, areaDigits(value)),
    squares,
    areaOf: (area) => say("unit.km2", { value: squares(area) }),
    compare: new Intl.Collator(language, { numeric: true }).compare,
    /** A word of the data, such as a kind, or the word itself where it has no translation. */
    term(group, word) {
      if (!word) return "";
      const key = `${group}.${word}`;
      return Object.hasOwn(messages.en, key) ? say(key) : spaced(word);
    },
    country(code, codes, names) {
      const two = own(codes, code);
      // Land that is nobody's has a code that is none; asked for it, a browser would fail.
      const known = /^[A-Z]{2}$/.test(two ?? "") && regions ? regions.of(two) : null;
      if (language === "en" || !known || known === two) return own(names, code) ?? known ?? code;
      return known;
    },
    ...dateWords(tag),
  };
}

// zones.js
// The zone's polygons, one layer per side, depth and rule, made when first shown.


const ROLE_CLASSES = { third_state: "zone-third", disputed: "zone-disputed", sea: "zone-sea" };

/** All parts of a side at a depth: `side` is a party, or null for what is nobody's side. */
function partsOf(step, rule, opened, side, parties) {
  const parts = (rule === opened ? step?.parts : step?.other_parts) ?? [];
  return parts.filter((part) => (side === null ? !parties.includes(part.side) : part.side === side));
}

const KM_PER_DEGREE = 111.32;

/** One box around many: west, south, east, north. */
function around(boxes) {
  return [0, 1, 2, 3].map((edge) => (edge < 2 ? Math.min : Math.max)(...boxes.map((box) => box[edge])));
}

/** A box around all that lies within a depth of the border, about; as maps/display.py's `reach_of`. */
function reachBox(data, depth) {
  const [west, south, east, north] = data.border.box;
  const high = depth / KM_PER_DEGREE;
  const wide = high / Math.max(0.05, Math.cos((Math.max(Math.abs(south), Math.abs(north)) * Math.PI) / 180));
  return [Math.max(-180, west - wide), Math.max(-85, south - high), Math.min(180, east + wide), Math.min(85, north + high)];
}

let Kept = null;

/** A polygon that keeps its drawing: shown again at the same zoom and place, nothing is worked out anew. */
function keptPolygon(rings, options) {
  Kept ??= L.Polygon.extend({
    _project: function project() {
      const key = `${this._map.getZoom()} ${this._map.getPixelOrigin()}`;
      if (key === this.projected) return;
      this.projected = key;
      L.Polygon.prototype._project.call(this);
    },
    _update: function update() {
      if (!this._map) return;
      const { min, max } = this._renderer._bounds;
      const key = `${this.projected} ${min} ${max}`;
      if (key !== this.cut) {
        this._clipPoints();
        this._simplifyPoints();
        this.drawing = L.SVG.pointsToPath(this._parts, true);
        this.cut = key;
      }
      this._renderer._setPath(this, this.drawing);
    },
  });
  return new Kept(rings, { pane: "zones", interactive: false, smoothFactor: 0.8, ...options });
}

class Zones {
  constructor(map, data, line) {
    this.map = map;
    this.data = data;
    /** What draws any depth, once the engine is there. */
    this.canvas = null;
    /** What knows areas at any depth, once the engine is there. */
    this.book = null;
    this.line = line;
    this.parties = data.parties.map((party) => party.code);
    this.renderer = L.svg({ pane: "zones", padding: 0.4 });
    this.made = new Map();
    this.group = L.layerGroup().addTo(map);
    this.hasOtherRule = data.both_rules ?? data.steps.some((step) => step.other_parts.length > 0);
  }

  stepAt(depth) {
    return this.data.steps.find((step) => step.depth_km === depth);
  }

  parts(side, depth, rule) {
    return partsOf(this.stepAt(depth), rule, this.data.tripoint, side, this.parties);
  }

  /** The area of a side: { km2, error }, no error where Python measured it; `patient` where others may come first. */
  area(side, depth, rule, patient = false) {
    const parts = this.parts(side, depth, rule).filter((part) => part.role === "party");
    if (parts.length > 0) return { km2: parts.reduce((sum, part) => sum + part.area_km2, 0), error: null };
    return this.book?.area(side, [side], depth, rule, patient) ?? null;
  }

  thirdArea(depth, rule) {
    if (this.stepAt(depth)?.parts.length > 0) {
      const parts = this.parts(null, depth, rule).filter((part) => part.role === "third_state");
      return { km2: parts.reduce((sum, part) => sum + part.area_km2, 0), error: null };
    }
    return this.book?.area("third", this.book.thirdStates, depth, "round", false) ?? null;
  }

  layer(part) {
    if (!this.made.has(part)) {
      const className = ROLE_CLASSES[part.role] ?? `zone-${sideClass(this.data.parties, part.side)}`;
      const rings = part.polygons.map((polygon) => polygon.map(this.line));
      const edges = this.edges(part);
      const area = keptPolygon(rings, { renderer: this.renderer, className: `zone ${className}${edges ? " shored" : ""}` });
      const line = edges?.length > 0 ? [L.polyline(edges, { pane: "zones", renderer: this.renderer, interactive: false, smoothFactor: 0.8, className: `zone-edge edge-${className.slice(5)}` })] : [];
      this.made.set(part, line.length > 0 ? L.layerGroup([area, ...line]) : area);
    }
    return this.made.get(part);
  }

  /** The stretches of a part's rings that lie at its depth; null where nobody told them apart. */
  edges(part) {
    return part.edge?.map(([ring, first, last]) => this.line(ring).slice(first, last + 1)) ?? null;
  }

  /** The same of the parties' parts at a depth, as lines of [lat, lon]. */
  edgesAt(depth, rule) {
    return this.parties.flatMap((code) => this.parts(code, depth, rule)).flatMap((part) => this.edges(part) ?? part.polygons.flatMap((polygon) => polygon.map(this.line)));
  }

  /** The box around what is shown: of the parts that were made, else of all that may lie within the depth. */
  box(state) {
    const deepest = Math.max(...this.parties.map((code) => state.depths[code]));
    const others = this.parts(null, deepest, state.rule).filter((part) => state.third || part.role === "disputed");
    const own = this.parties.map((code) => this.parts(code, state.depths[code], state.rule));
    const boxes = [...own.flat(), ...others].map((part) => part.box).filter((box) => box?.length === 4);
    return own.every((parts) => parts.length > 0) && boxes.length > 0 ? around(boxes) : reachBox(this.data, deepest);
  }

  /** While nothing else is to be done, make what the slider will ask for. */
  warm() {
    const waiting = this.data.steps.filter((step) => step.drawn).flatMap((step) => step.parts.filter((part) => part.role === "party"));
    const later = globalThis.requestIdleCallback ?? ((work) => setTimeout(() => work({ timeRemaining: () => 8 }), 60));
    const work = (idle) => {
      while (waiting.length > 0 && idle.timeRemaining() > 4) this.layer(waiting.shift());
      if (waiting.length > 0) later(work);
    };
    later(work);
  }

  draw(state) {
    const wanted = new Set();
    const made = this.parties.every((code) => this.stepAt(state.depths[code])?.drawn);
    // A picture shows the polygons themselves, where there are some.
    if (this.canvas && (state.beside || !(made && document.documentElement.classList.contains("picture")))) {
      this.group.clearLayers();
      this.canvas.draw(state);
      return;
    }
    this.canvas?.clear();
    const deepest = Math.max(...this.parties.map((code) => state.depths[code]));
    const others = this.parts(null, deepest, state.rule).filter(
      (part) => part.role === "disputed" || (part.role === "third_state" && state.third),
    );
    const shown = this.parties.filter((code) => !state.off.includes(`side-${code}`));
    const own = shown.flatMap((code) => this.parts(code, state.depths[code], state.rule));
    if (!state.off.includes("zones")) {
      for (const part of [...others, ...own]) wanted.add(this.layer(part));
    }
    this.group.eachLayer((layer) => {
      if (!wanted.has(layer)) this.group.removeLayer(layer);
    });
    for (const layer of wanted) this.group.addLayer(layer);
  }
}

/** The border coloured by how well it is known; null where nothing is known of it. */
function drawKnown(data, line) {
  const known = data.border.known ?? []; // a page of every border has none
  if (known.length === 0) return null;
  const renderer = L.svg({ pane: "lines", padding: 0.4 });
  const style = (className) => ({ pane: "lines", renderer, className, interactive: false, smoothFactor: 0.8 });
  return L.layerGroup(known.map((lines, at) => L.polyline(lines.map(line), style(`border-known border-known-${at}`))));
}

/** Draw the border: a pale casing under a dark line. */
function drawBorder(map, data, line) {
  const renderer = L.svg({ pane: "lines", padding: 0.4 });
  const lines = data.border.parts ?? data.border.lines.map(line);
  const style = (className) => ({ pane: "lines", renderer, className, interactive: false, smoothFactor: 0.8 });
  return L.layerGroup([
    L.polyline(lines, style("border-casing")),
    L.polyline(lines, style("border-line")),
  ]).addTo(map);
}

// bands.js
// The bands of a depth table on the map: each with its own dash, weight, hatch and number.


const SIDE_CLASSES = ["first", "second"];

// Line by category, so that bands are told apart without colour; the hue is the side's.
const DASHES = [null, "9 4", "1.5 4.5", "13 4 2 4", "5 3", "16 5 2 5 2 5", "3 7", "20 4"];
const WEIGHTS = [2, 2, 2.6, 2, 1.4, 1.6, 3, 2.6];
const SIZE = 14;
// Hatch by category: strokes of a tile, as path data.
const HATCHES = [
  "M-2 2L2 -2M0 14L14 0M12 16L16 12", "M-2 12L2 16M0 0L14 14M12 -2L16 2", "M0 7H14", "M7 0V14",
  "M3 3h.1M10 10h.1", "M0 3.500H14M0 10.500H14", "M3.500 0V14M10.500 0V14", "M0 7H14M7 0V14",
];

/** How the band of a category is drawn; more than eight categories begin again, and keep their number. */
function styleOf(at) {
  const turn = at % DASHES.length;
  return { dash: DASHES[turn], weight: WEIGHTS[turn], hatch: HATCHES[turn], dotted: turn === 4 };
}

function hatchPattern(at, side) {
  const { hatch, dotted } = styleOf(at);
  return drawing("pattern", { id: `hatch-${at}-${side}`, width: SIZE, height: SIZE, patternUnits: "userSpaceOnUse" },
    drawing("path", { d: hatch, class: `hatch-stroke ${SIDE_CLASSES[side]}${dotted ? " dotted" : ""}` }));
}

/** The same hatch as a tile of pixels, `ratio` of them to one of the screen's. */
function drawnHatch(at, colour, ratio) {
  const { hatch, dotted } = styleOf(at);
  const tile = document.createElement("canvas");
  tile.width = tile.height = SIZE * ratio;
  const pen = tile.getContext("2d");
  pen.scale(ratio, ratio);
  Object.assign(pen, { strokeStyle: colour, globalAlpha: dotted ? 0.5 : 0.3, lineWidth: dotted ? 2.2 : 1, lineCap: dotted ? "round" : "butt" });
  pen.stroke(new Path2D(hatch));
  return tile;
}

/** A small picture of a band's style, for the legend and the table. */
function bandKey(at, side) {
  const { dash, weight } = styleOf(at);
  const box = { x: 1.5, y: 1.5, width: 31, height: 15, rx: 2 };
  return drawing("svg", { class: `band-key ${SIDE_CLASSES[side]}`, width: 34, height: 18, viewBox: "0 0 34 18", "aria-hidden": "true" },
    drawing("rect", { ...box, class: "band-ground" }),
    drawing("rect", { ...box, class: "band-edge", fill: `url(#hatch-${at}-${side})`, "stroke-dasharray": dash, "stroke-width": weight }));
}

/** Takes the place of Zones where a page shows a depth table. */
class Bands {
  constructor(map, data, units, line) {
    this.map = map;
    this.data = data;
    this.line = line;
    this.rows = units.bands.rows;
    this.groups = units.groups;
    /** What draws the bands from distances, once the engine is there. */
    this.canvas = null;
    this.group = L.layerGroup().addTo(map);
    this.renderer = L.svg({ pane: "zones", padding: 0.4 });
    this.hasOtherRule = data.steps[0].other_parts.length > 0;
    // Without an engine only what is drawn can be shown.
    this.onlyDrawn = () => { this.hasOtherRule &&= !data.engine; };
    this.made = new Map();
    this.leftOut = data.left_out.map((one) => keptPolygon(one.polygons.map((polygon) => polygon.map(line)), { renderer: this.renderer, className: "zone left-out" }));
    const used = new Set(this.rows.map((band) => `${band.at}|${this.sideOf(band)}`));
    document.querySelector(".patterns defs").append(
      ...[...used].map((text) => text.split("|").map(Number)).map(([at, side]) => hatchPattern(at, side)));
  }

  sideOf(band) {
    return this.groups.findIndex((group) => group.includes(band.side));
  }

  part(band, rule) {
    const step = this.data.steps[0];
    return (rule === this.data.tripoint ? step.parts : step.other_parts)[this.rows.indexOf(band)];
  }

  area(band, rule) {
    return this.part(band, rule).area_km2;
  }

  others(state) {
    return partsOf(this.data.steps[0], state.rule, this.data.tripoint, null, this.groups.flat());
  }

  thirdArea(_, rule) {
    const parts = this.others({ rule }).filter((part) => part.role === "third_state");
    return { km2: parts.reduce((sum, part) => sum + part.area_km2, 0), error: null };
  }

  layer(part, options) {
    if (!this.made.has(part)) this.made.set(part, this.drawing(part, options));
    return this.made.get(part);
  }

  /** A part's area; where its edge is told from coasts and ends, those are faint beside it. */
  drawing(part, options) {
    const rings = part.polygons.map((polygon) => polygon.map(this.line));
    const edges = part.role === "party" ? part.edge?.map(([ring, first, last]) => this.line(ring).slice(first, last + 1)) ?? [] : [];
    if (edges.length === 0) return keptPolygon(rings, { renderer: this.renderer, ...options });
    const { className, dashArray, weight } = options;
    return L.layerGroup([
      keptPolygon(rings, { renderer: this.renderer, ...options, className: `${className} shored` }),
      L.polyline(edges, { pane: "zones", renderer: this.renderer, interactive: false, smoothFactor: 0.8, className: className.replace("zone ", ""), dashArray, weight, fill: false }),
    ]);
  }

  bandLayer(band, rule) {
    const side = this.sideOf(band);
    const { dash, weight } = styleOf(band.at);
    return this.layer(this.part(band, rule), {
      className: `zone band-zone ${SIDE_CLASSES[side]}`, dashArray: dash, weight, fillColor: `url(#hatch-${band.at}-${side})`,
    });
  }

  number(band) {
    const places = this.data.bands.marks[this.rows.indexOf(band)] ?? [];
    const text = String(band.number);
    return places.map(([lon, lat]) => {
      const html = element("span", { class: `band-number ${SIDE_CLASSES[this.sideOf(band)]}`, text });
      const icon = L.divIcon({ className: "band-mark", html, iconSize: [0, 0] });
      return L.marker([lat, lon], { icon, interactive: false, keyboard: false, pane: "lines" });
    });
  }

  /** The box around all bands. */
  box() {
    return this.data.view;
  }

  /** Deepest first, so that no band hides another's edge. */
  draw(state) {
    this.group.clearLayers();
    const shown = this.rows.filter((band) => !state.off.includes(band.key));
    shown.sort((a, b) => b.depth_km - a.depth_km);
    // A picture shows the polygons themselves, where there are some.
    const made = this.bandsMade(state.rule) && document.documentElement.classList.contains("picture");
    if (this.canvas && !made) this.canvas.draw(state);
    else this.canvas?.clear();
    if (state.off.includes("zones")) return;
    if (!this.canvas || made) this.drawPolygons(state, shown);
    for (const layer of this.leftOut) this.group.addLayer(layer);
    for (const band of shown) for (const mark of this.number(band)) this.group.addLayer(mark);
  }

  /** Whether the bands are there as polygons under a rule, too: under the one that the page was made with. */
  bandsMade(rule) {
    return !this.data.engine || rule === this.data.tripoint;
  }

  drawPolygons(state, shown) {
    const wanted = { third_state: state.third, disputed: true };
    const around = { third_state: "zone zone-third", disputed: "zone zone-disputed" };
    for (const part of this.others(state)) {
      if (wanted[part.role]) this.group.addLayer(this.layer(part, { className: around[part.role] }));
    }
    for (const band of shown) this.group.addLayer(this.bandLayer(band, state.rule));
  }
}

/** From and to, as it is written: 0–80 km. */
function bandRange(words, band) {
  return words.say("unit.km", { value: `${words.depth(band.min_km)}–${words.depth(band.depth_km)}` });
}

/** The name of a category; the plain one has a word of ours. */
function categoryName(words, category) {
  return category === "all" ? words.say("band.all") : category;
}

const STATUS_MARKS = { in: "●", indeterminate: "◐", out: "○", not_bound: "–" };

/** Bands with a status each, as marks by the bands' numbers: 1 ● 3 ◐ 5 ○. */
function marksOf(pairs) {
  return pairs.map(([band, status]) => `${band.number}\u00a0${STATUS_MARKS[STATUS_NAMES[status]]}`).join("  ");
}

/** Those marks as an element, with the same in words. */
function marked(words, pairs, text = marksOf(pairs)) {
  const said = pairs.map(([band, status]) => `${categoryName(words, band.category)}: ${words.say(`status.${STATUS_NAMES[status]}`)}`).join("; ");
  return element("span", { class: "band-marks", role: "img", "aria-label": said, title: said, text });
}

/** The marks of a place of one's own list. */
function placeMarks({ units, state, words }, place) {
  const of = (band) => place.bands.find((one) => one.category === band.category).status;
  return marked(words, bandsOfSide(units, place.side, state.off).map((band) => [band, of(band)]));
}

/** The status of a place in every category, each with the command line's reason. */
function placeByBand({ words }, bands) {
  return element("ul", { class: "by-band" }, ...bands.map((one) => {
    const name = STATUS_NAMES[one.status];
    return element("li", {},
      element("span", { class: `badge ${name}`, text: words.say(`status.${name}`) }),
      element("span", { class: "category", text: categoryName(words, one.category) }),
      one.shown > 0 ? element("span", { class: "range", text: `, ${bandRange(words, { min_km: one.from, depth_km: one.shown })}` }) : null,
      element("span", { class: "why reason", lang: "en", text: one.reason }));
  }));
}

/** The table of bands: switch, style, category, from and to, area, units. */
class BandTable {
  constructor(app) {
    this.app = app;
    this.frame = byId("bands");
  }

  draw(counted) {
    const { units, state } = this.app;
    const bodies = units.parties.map((code) => {
      const own = units.bands.rows.filter((band) => band.side === code);
      return own.length > 0 ? this.body(code, own, counted, state) : null;
    });
    const { words } = this.app;
    const heads = [["", "band"], ["", "unit.km2"], ["c-units", "column.units"]];
    const focused = document.activeElement?.id;
    this.frame.replaceChildren(element("table", { class: "figures bands" },
      element("caption", { class: "unseen", text: words.say("bands.title") }),
      element("thead", {}, element("tr", {}, ...heads.map(([name, key]) =>
        element("th", { scope: "col", class: name || null, text: words.say(key, { value: "" }).trim() })))),
      ...bodies.filter(Boolean)));
    if (focused?.startsWith("shows-band-")) byId(focused)?.focus();
  }

  /** What a page of a depth table cannot know. */
  drawLimits() {
    const { words, data } = this.app;
    const { not_drawn: notDrawn, notes } = data.bands;
    const categories = notDrawn.map((category) => categoryName(words, category)).join("; ");
    byId("band-limits").replaceChildren(
      element("p", { text: words.say(data.engine ? "bands.limits" : "bands.drawn_only") }),
      ...(categories ? [element("p", { text: words.say("bands.not_drawn", { categories }) })] : []),
      ...notes.map((text) => element("p", { lang: "en", text })));
  }

  body(code, own, counted, state) {
    const at = this.app.units.groups.findIndex((group) => group.includes(code));
    const head = element("tr", { class: "side" }, element("th", { scope: "rowgroup", colspan: 3 },
      element("span", { class: `swatch ${SIDE_CLASSES[at]}`, "aria-hidden": "true" }), element("span", { text: this.app.country(code) })));
    return element("tbody", {}, head, ...own.map((band) => this.row(band, at, counted.get(band.key), state)));
  }

  row(band, at, sum, state) {
    const { words, store, zones, data } = this.app;
    const box = element("input", {
      type: "checkbox", id: `shows-${band.key}`,
      change: (event) => {
        const off = store.get().off.filter((one) => one !== band.key);
        store.set({ off: event.target.checked ? off : [...off, band.key] });
      },
    });
    box.checked = !state.off.includes(band.key);
    const label = element("label", { class: "choice", for: `shows-${band.key}` }, box, bandKey(band.at, at),
      element("span", { class: `band-number ${SIDE_CLASSES[at]}`, "aria-hidden": "true", text: band.number }),
      element("span", { class: "band-name" },
        element("span", { class: "category", text: categoryName(words, band.category) }),
        element("span", { class: "range", text: bandRange(words, band) })));
    const told = data.uncounted?.[band.side];
    const inside = told ? words.term("survey", told) : `${words.number(sum.in)}${sum.indeterminate ? ` + ${words.number(sum.indeterminate)} ◐` : ""}`;
    return element("tr", {}, element("th", { scope: "row" }, label),
      element("td", { text: words.areaNumber(zones.area(band, state.rule)) }), element("td", { text: inside }));
  }
}

/** The legend's lines for bands: style, number, side, category, from and to, area. */
function bandLegend(app) {
  const { units, words, zones, state } = app;
  const shown = units.bands.rows.filter((band) => !state.off.includes(band.key));
  return shown.map((band) => {
    const at = units.groups.findIndex((group) => group.includes(band.side));
    return element("li", { class: "band-line" }, element("span", { class: "key" }, bandKey(band.at, at)),
      element("span", { class: `band-number ${SIDE_CLASSES[at]}`, "aria-hidden": "true", text: band.number }),
      element("span", {},
        element("span", { class: "category", text: categoryName(words, band.category) }),
        element("span", { class: "range", text: ` ${app.country(band.side)}, ${bandRange(words, band)}, ${words.area(zones.area(band, state.rule))}` })));
  });
}

// controls.js
// What stands on the map: zoom, layers, legend, coordinates, full screen; and the page's own choices.


const LAYERS = ["zones", "border", "units", "outside", "exercises", "doubt", "tiles", "cover", "relief", "own", "water", "ways", "states", "labels"];
/** Layers that are put away as the page opens. */
const CLOSED = ["doubt"];

class Controls {
  constructor(app) {
    this.app = app;
    const { map, store } = app;
    for (const node of document.querySelectorAll(".on-map")) {
      L.DomEvent.disableClickPropagation(node);
      L.DomEvent.disableScrollPropagation(node);
    }
    L.control.scale({ imperial: false, maxWidth: 130, position: "bottomleft" }).addTo(map);
    byId("zoom-in").addEventListener("click", () => map.zoomIn(0.5));
    byId("zoom-out").addEventListener("click", () => map.zoomOut(0.5));
    byId("zoom-all").addEventListener("click", () => app.view.showAll());
    byId("full").addEventListener("click", () => this.fullScreen());
    byId("full").hidden = !document.fullscreenEnabled;
    byId("coordinates").addEventListener("click", () => {
      const next = FORMATS[(FORMATS.indexOf(store.get().format) + 1) % FORMATS.length];
      store.set({ format: next });
    });
    map.on("mousemove", (event) => this.point(event.latlng));
    map.on("move", () => this.point(map.getCenter()));
    this.theme();
  }

  fullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  }

  theme() {
    const { store } = this.app;
    byId("theme").addEventListener("change", (event) => store.set({ theme: event.target.value }));
    byId("language").addEventListener("change", (event) => store.set({ lang: event.target.value, langChosen: true }));
  }

  point(latLng) {
    this.last = latLng;
    const text = written(latLng.lat, latLng.lng, this.app.state.format);
    byId("coordinates").textContent = text;
    byId("coordinates").setAttribute("aria-label", `${text}. ${this.app.words.say("coordinates.change")}`);
  }

  draw() {
    const { state } = this.app;
    document.documentElement.dataset.theme = state.theme;
    byId("theme").value = state.theme;
    byId("language").value = state.lang;
    if (this.last) this.point(this.last);
  }

  choice(key, checked, label, change) {
    const box = element("input", { type: "checkbox", id: key, change: (event) => change(event.target.checked) });
    box.checked = checked;
    return element("label", { class: "choice", for: key }, box, element("span", { text: label }));
  }

  drawLayers() {
    const { state, words, store, zones, data } = this.app;
    const there = { exercises: data.exercises.length > 0, tiles: Boolean(data.tiles), ways: !data.ground.layers, own: Boolean(data.ground.own), cover: Boolean(data.ground.rasters), relief: Boolean(data.ground.rasters) };
    const offered = LAYERS.filter((name) => there[name] ?? true);
    const toggles = offered.map((name) =>
      this.choice(`layer-${name}`, !state.off.includes(name), words.say(`layer.${name}`), (on) => {
        const off = store.get().off.filter((one) => one !== name);
        store.set({ off: on ? off : [...off, name] });
      }));
    if (data.parties.length > 2) {
      toggles.push(...data.parties.map(({ code }) =>
        this.choice(`layer-side-${code}`, !state.off.includes(`side-${code}`), words.say("legend.side", { party: this.app.country(code) }), (on) => {
          const off = store.get().off.filter((one) => one !== `side-${code}`);
          store.set({ off: on ? off : [...off, `side-${code}`] });
        })));
    }
    const hasThird = data.steps.some((step) => step.parts.some((part) => part.role === "third_state")) ||
      this.app.units.text.side.includes("");
    if (hasThird) {
      toggles.push(this.choice("layer-third", state.third, words.say("layer.third"), (on) => store.set({ third: on })));
    }
    if (data.border.known?.length > 0) {
      toggles.push(this.choice("layer-known", state.known, words.say("layer.known"), (on) => store.set({ known: on })));
    }
    if (zones.hasOtherRule) {
      toggles.push(this.choice("layer-rule", state.rule === "perpendicular", words.say("layer.perpendicular"), (on) =>
        store.set({ rule: on ? "perpendicular" : "round" })));
    }
    toggles.push(...this.app.swipe.choices((...one) => this.choice(...one)));
    const focused = document.activeElement?.id;
    byId("layers-list").replaceChildren(...toggles);
    if (focused?.startsWith("layer-")) byId(focused)?.focus();
  }

  drawLegend() {
    const { data, words, state } = this.app;
    const banded = this.app.units.bands;
    const rows = banded ? [] : this.app.units.groups.map((group, at) => [["first", "second"][at], words.say("legend.side", { party: group.map((code) => this.app.country(code)).join(", ") })]);
    rows.push(["border", words.say("legend.border")]);
    if (state.known) {
      const said = [...[100, 300, 1000].map((metres) => words.say("known.to", { metres: words.number(metres) })), words.say("known.worse"), words.say("known.disputed")];
      said.forEach((text, at) => data.border.known[at].length > 0 && rows.push([`known-${at}`, text]));
    }
    if (state.third) rows.push(["third", words.say("third.states")]);
    if (data.steps.some((step) => step.parts.some((part) => part.role === "disputed"))) rows.push(["disputed", words.say("legend.disputed")]);
    if (this.app.units.count > 0) rows.push(["unit", words.say("legend.unit")], ["indeterminate", words.say("legend.indeterminate")], ["cluster", words.say("legend.cluster")], ["outside", words.say("legend.outside")]);
    if (data.ground.rasters && !state.off.includes("cover")) rows.push(["wood", words.say("legend.wood")], ["built", words.say("legend.built")]);
    if (!data.ground.layers) rows.push(["rail", words.say("legend.rail")], ["road", words.say("legend.road")]);
    if (data.exercises.length > 0) rows.push(["exercise", words.say("exercise")]);
    if (data.left_out.length > 0) rows.splice(1, 0, ...data.left_out.map((one) => ["left-out", words.say("legend.left_out", { name: one.name })]));
    const bands = banded ? bandLegend(this.app) : [];
    byId("legend-list").replaceChildren(...bands, ...this.app.nested.legend(), ...rows.map(([name, text]) =>
      element("li", {}, element("span", { class: `key key-${name}`, "aria-hidden": "true", text: name === "cluster" ? "4" : "" }), element("span", { text }))));
  }
}

// opening.js
// How a page opens: its state before the address has its say, and names for its units.


const TABS = ["units", "kinds", "depths", "exercises", "own", "method"];

/** The depths that a comparison opens with on its map: its own, up to four. */
function openedDepths(data) {
  const depths = data.balance.map((one) => one.depth_km);
  return depths.length > 1 ? depths.slice(0, 4) : [];
}

/** The state that a page opens with. */
function openedState(data, units, messages) {
  const depths = { ...data.depth_km };
  const linked = new Set(Object.values(depths)).size === 1;
  return {
    depths, linked, rule: data.tripoint, third: data.third_states,
    notice: null, unit: null, view: null, format: "decimal", theme: "auto", sort: "distance", descending: false,
    show: ["in", "indeterminate"], query: "", tab: data.tab, time: "", count: data.counting?.opened ?? "all", off: [...CLOSED], known: false, facets: {}, nested: openedDepths(data), beside: null,
    lang: chooseLanguage([data.language, ...(navigator.languages ?? [])], Object.keys(messages)), langChosen: false,
  };
}

/** A name for each unit in the address: its id, or its place in the file where that is no name. */
function keysOf(ids) {
  const seen = new Map();
  for (const id of ids) seen.set(id, (seen.get(id) ?? 0) + 1);
  return ids.map((id, index) => (id && seen.get(id) === 1 ? id : `#${index}`));
}

// downloads.js
// Files made from the page: the units as listed, as CSV, GeoJSON or KML. Files of data hold data only.


const COLUMNS = [
  "id", "name", "name_local", "country", "kind", "branch", "echelon", "settlement", "located_in", "lat", "lon",
  "position_accuracy_m", "side", "holder", "possible_holders", "distance_km", "nearest_lat", "nearest_lon", "azimuth_deg", "category",
  "depth_km", "margin_km", "within", "status", "side_certain", "reason", "source_title", "source_url", "source_date",
];

const WITHIN = ["no", "unknown", "yes"];

/** What a unit's distance may be, metres. */
function reach(units, index) {
  const distance = units.distance_m[index];
  const doubt = units.doubt_m[index];
  return distance === null || !Number.isFinite(doubt) ? [null, null] : [Math.max(0, distance - doubt), distance + doubt];
}

/** One unit as a record, in the columns every table of units has. */
function record(units, index, { status, reason, depths, band }) {
  const depth = band ? band.depth_km : depthFor(units, index, depths);
  const distance = units.distance_m[index];
  const known = distance === null ? null : distance / 1000;
  const made = {
    position_accuracy_m: units.position_accuracy_m[index],
    distance_km: known,
    depth_km: depth,
    margin_km: known === null ? null : Math.round((depth - known) * 1000) / 1000,
    within: WITHIN[within(...reach(units, index), [[1000 * (band?.min_km ?? 0), 1000 * depth]])],
    status: STATUS_NAMES[status],
    side_certain: units.side_certain[index] === 1,
    reason,
  };
  if (band) made.category = band.category;
  for (const name of ["lat", "lon", "nearest_lat", "nearest_lon", "azimuth_deg"]) {
    made[name] = units[name][index];
  }
  return Object.fromEntries(COLUMNS.map((name) => [name, made[name] ?? units.text[name]?.[index] ?? ""]));
}

function cell(value) {
  const text = typeof value === "boolean" ? (value ? "true" : "false") : String(value);
  // A spreadsheet would run a text that starts like a formula; numbers may start with a minus.
  const safe = typeof value === "string" && /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function toCsv(records) {
  const lines = [COLUMNS, ...records.map((one) => COLUMNS.map((name) => one[name]))];
  return lines.map((line) => `${line.map(cell).join(",")}\r\n`).join("");
}

/** RFC 7946. */
function toGeojson(records) {
  const features = records.map((one) => ({
    type: "Feature",
    id: one.id,
    geometry: { type: "Point", coordinates: [one.lon, one.lat] },
    properties: one,
  }));
  return `${JSON.stringify({ type: "FeatureCollection", features }, null, 1)}\n`;
}

const XML_MARKS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" };

function xml(value) {
  return String(value)
    // eslint-disable-next-line no-control-regex
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
    .replace(/[&<>"']/g, (mark) => XML_MARKS[mark]);
}

function toKml(title, records) {
  const places = records.map((one) => {
    const data = COLUMNS.map(
      (name) => `<Data name="${name}"><value>${xml(one[name])}</value></Data>`,
    ).join("");
    return (
      `<Placemark><name>${xml(one.name)}</name><ExtendedData>${data}</ExtendedData>` +
      `<Point><coordinates>${one.lon},${one.lat}</coordinates></Point></Placemark>\n`
    );
  });
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>' +
    `<name>${xml(title)}</name>\n${places.join("")}</Document></kml>\n`
  );
}

function offerFile(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}

// explain.js
// Why a unit's status is what it is, in one sentence.


/** One sentence: where a unit stands against the depth, and why. */
function explain(units, index, status, state, words) {
  const distance = units.distance_m[index];
  if (distance === null) return words.say("reason.unknown");
  const depth = depthFor(units, index, state.depths);
  const values = valuesOf(units, index, depth, words);
  const name = STATUS_NAMES[status[index]];
  const end = state.rule === "perpendicular" ? units.ends[index] : YES;
  if (end === NO && name === "out") return words.say("reason.tripoint", values);
  if (end === UNKNOWN && name === "indeterminate") return words.say("reason.end", values);
  const beyond = Math.abs(distance - depth * 1000) > units.doubt_m[index];
  if (name === "indeterminate" && beyond) return words.say("reason.side", values);
  return words.say(`reason.${name}`, values);
}

function valuesOf(units, index, depth, words) {
  const km = (metres) => words.number(metres / 1000, 1);
  const distance = units.distance_m[index];
  return {
    distance: km(distance),
    depth: words.depth(depth),
    margin: km(Math.abs(depth * 1000 - distance)),
    doubt: km(units.doubt_m[index]),
  };
}

/** The edge of a band that a unit is nearer to, and what the distance alone tells. */
function nearerEdge(units, index, band) {
  const distance = units.distance_m[index];
  const inner = band.min_km > 0 && Math.abs(distance / 1000 - band.min_km) < Math.abs(distance / 1000 - band.depth_km);
  const edge = inner ? band.min_km : band.depth_km;
  const gap = distance - edge * 1000;
  const told = Math.abs(gap) <= units.doubt_m[index] ? "indeterminate" : gap > 0 === inner ? "in" : "out";
  return { inner, edge, told };
}

/** Whether the distance alone, beyond all doubt, gives a band's status. */
function clear(units, index, band, status) {
  if (units.distance_m[index] === null || status === INDETERMINATE) return false;
  return nearerEdge(units, index, band).told === STATUS_NAMES[status];
}

/** The same against one band of a depth table: the nearer of its edges is the one that is told. */
function explainBand(units, index, band, status, rule, words) {
  if (units.distance_m[index] === null) return words.say("reason.unknown");
  const name = STATUS_NAMES[status];
  const { inner, edge, told } = nearerEdge(units, index, band);
  const values = valuesOf(units, index, edge, words);
  if (told === name) return words.say(inner ? `reason.inner.${name}` : `reason.${name}`, values);
  // Python knows more than the distance: the rule at the tripoints, the side, land that is left out.
  const end = rule === "perpendicular" ? units.ends[index] : YES;
  if (end === NO && name === "out") return words.say("reason.tripoint", values);
  return words.say(`reason.other.${name}`, values);
}

// saving.js
// Files made from the page: the list as it stands, in the reader's folder.


/** One record per listed unit; where there are bands, one per unit and band. */
function recordsOf(app) {
  const { units, state, status } = app;
  // Files of data are English, like every other table of csbm.
  const english = translator(app.messages, "en");
  if (!units.bands) {
    return app.list.rows.map((index) =>
      record(units, index, { status: status[index], depths: state.depths, reason: explain(units, index, status, state, english) }));
  }
  return app.list.rows.flatMap((index) => bandsFor(units, index, state.off).map((band) => {
    const own = bandStatus(units, band, index, state.rule);
    return record(units, index, { status: own, band, reason: explainBand(units, index, band, own, state.rule, english) });
  }));
}

function saveList(app, format) {
  const { units, state, words } = app;
  const rows = recordsOf(app);
  const depths = [...new Set(units.parties.map((code) => state.depths[code]))].join("-");
  const name = `csbm-${units.parties.join("-")}-${units.bands ? "bands" : `${depths}km`}.${format}`;
  if (format === "csv") offerFile(name, "text/csv;charset=utf-8", toCsv(rows));
  if (format === "geojson") offerFile(name, "application/geo+json", toGeojson(rows));
  if (format === "kml") offerFile(name, "application/vnd.google-earth.kml+xml", toKml(app.data.title, rows));
  const count = app.list.rows.length;
  byId("said").textContent = words.say("saved", { name, count, number: words.number(count) });
}

// listening.js
// What the reader does beside the map: search, filters, tabs, files, keys, paper.


function walkTabs(app, event, tab) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const offered = TABS.filter((one) => !byId(`tab-${one}`).hidden);
  const next = offered[(offered.indexOf(tab) + step + offered.length) % offered.length];
  app.store.set({ tab: next });
  byId(`tab-${next}`).focus();
}

/** Listen to what the reader does beside the map. */
function listenToPage(app) {
  const { store, map } = app;
  byId("search").addEventListener("input", (event) => store.set({ query: event.target.value }));
  for (const name of ["in", "indeterminate", "out"]) {
    byId(`show-${name}`).addEventListener("change", (event) => {
      const rest = store.get().show.filter((one) => one !== name);
      store.set({ show: event.target.checked ? [...rest, name].sort() : rest });
    });
  }
  for (const tab of TABS) {
    byId(`tab-${tab}`).addEventListener("click", () => store.set({ tab }));
    byId(`tab-${tab}`).addEventListener("keydown", (event) => walkTabs(app, event, tab));
  }
  for (const format of ["csv", "geojson", "kml"]) {
    byId(`save-${format}`).addEventListener("click", () => saveList(app, format));
  }
  byId("print").addEventListener("click", () => window.print());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && app.measure.on) app.measure.switch(false, true);
    else if (event.key === "Escape" && store.get().unit) app.choose(null);
    else if (event.key === "Escape") map.closePopup();
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "/" && !typing) {
      event.preventDefault();
      byId("search").focus();
    }
  });
  window.addEventListener("beforeprint", () => app.view.print(true));
  window.addEventListener("afterprint", () => app.view.print(false));
  matchMedia("print").addEventListener("change", (event) => app.view.print(event.matches));
  new ResizeObserver(() => {
    map.invalidateSize({ animate: false });
    if (!app.view.moved && !app.state.view) app.view.fit();
  }).observe(map.getContainer());
}

// core.js
// The compiled measure in the page: geo/measure's own module, its memory, and lines made ready for it.

const LEAF = 4;
const AT_ONCE = 1 << 14;
const PIECE_M = 2000;
const AXIS_M = 6378137;
const FLAT = 1 / 298.257223563;
const E2 = FLAT * (2 - FLAT);
const POLE_M = AXIS_M * (1 - FLAT);
const IN_RADIANS = Math.PI / 180;

/** The bytes of a base64 text of deflated data. */
async function inflated(text) {
  const bytes = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Unit normals of a part's vertices, and the places of the vertices, three numbers each. */
function normalsAndPlaces(part) {
  const normals = new Float64Array(3 * part.length);
  const places = new Float64Array(3 * part.length);
  part.forEach((vertex, at) => {
    const lam = vertex[0] * IN_RADIANS;
    const phi = vertex[1] * IN_RADIANS;
    const cos = Math.cos(phi);
    const [x, y, z] = [cos * Math.cos(lam), cos * Math.sin(lam), Math.sin(phi)];
    const prime = AXIS_M / Math.sqrt(1 - E2 * z * z);
    const row = 3 * at;
    normals[row] = x;
    normals[row + 1] = y;
    normals[row + 2] = z;
    places[row] = prime * x;
    places[row + 1] = prime * y;
    places[row + 2] = prime * (1 - E2) * z;
  });
  return { normals, places };
}

/** How far a chord's middle (x, y, z) lies below the ellipsoid, along the mid normal (u, v, w), four times. */
function bow(x, y, z, u, v, w) {
  const square = (x / AXIS_M) ** 2 + (y / AXIS_M) ** 2 + (z / POLE_M) ** 2;
  const slope = (x * u + y * v) / (AXIS_M * AXIS_M) + (z * w) / (POLE_M * POLE_M);
  return 4 * Math.max((1 - square) / 2 / slope, 0);
}

/** Boxes of an implicit binary tree over consecutive pieces, root first; as LineIndex._boxes. */
function boxesOf(pieces, count) {
  let leaves = 1;
  while (leaves < Math.ceil(count / LEAF)) leaves *= 2;
  const boxes = new Float64Array(6 * (2 * leaves - 1));
  for (let node = 0; node < 2 * leaves - 1; node += 1) boxes.set([Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity], 6 * node);
  for (let at = 0; at < count; at += 1) {
    const box = 6 * (leaves - 1 + Math.floor(at / LEAF));
    for (let axis = 0; axis < 3; axis += 1) {
      const [one, other] = [pieces[12 * at + axis], pieces[12 * at + 3 + axis]];
      boxes[box + axis] = Math.min(boxes[box + axis], one, other);
      boxes[box + 3 + axis] = Math.max(boxes[box + 3 + axis], one, other);
    }
  }
  for (let node = leaves - 2; node >= 0; node -= 1) {
    for (let axis = 0; axis < 3; axis += 1) {
      boxes[6 * node + axis] = Math.min(boxes[12 * node + 6 + axis], boxes[12 * node + 12 + axis]);
      boxes[6 * node + 3 + axis] = Math.max(boxes[12 * node + 9 + axis], boxes[12 * node + 15 + axis]);
    }
  }
  return { boxes, first: leaves - 1 };
}

class Core {
  /** Compile the module; the promise fails where a browser refuses WebAssembly. */
  static async made(bytes, spread) {
    const { instance } = await WebAssembly.instantiate(bytes, {});
    return new Core(instance.exports, spread);
  }

  constructor(exports, spread) {
    this.exports = exports;
    this.spread = spread;
    this.top = exports.__heap_base.value;
    this.calls = 0;
  }

  /** Room for so many bytes from the top; what stays moves the top up. */
  room(bytes, stays) {
    const at = Math.ceil(this.top / 16) * 16;
    const { memory } = this.exports;
    const lack = at + bytes - memory.buffer.byteLength;
    if (lack > 0) memory.grow(Math.ceil(lack / 65536));
    if (stays) this.top = at + bytes;
    return at;
  }

  floats(at, count) {
    return new Float64Array(this.exports.memory.buffer, at, count);
  }

  stay(array) {
    const at = this.room(array.byteLength, true);
    this.floats(at, array.length).set(array);
    return at;
  }

  /** Distances in metres (and directions) of pairs: rows of lon, lat, lon, lat. */
  inverse(rows) {
    const count = rows.length / 4;
    const from = this.room(48 * count + 16, false);
    this.floats(from, rows.length).set(rows);
    const to = from + 32 * count;
    this.exports.inverse_many(from, count, to);
    return this.floats(to, 2 * count).slice();
  }

  /** Put vertices between those farther apart than a piece may be long: edges of land are straight in degrees. */
  cut(part) {
    const lengths = this.lengths(part);
    if (lengths.every((length) => length <= PIECE_M)) return part;
    const whole = [];
    lengths.forEach((length, at) => {
      const [[x1, y1], [x2, y2]] = [part[at], part[at + 1]];
      const count = Math.max(1, Math.ceil(length / PIECE_M));
      for (let step = 0; step < count; step += 1) whole.push([x1 + ((x2 - x1) * step) / count, y1 + ((y2 - y1) * step) / count]);
    });
    whole.push(part.at(-1));
    return whole;
  }

  lengths(part) {
    const rows = new Float64Array(4 * (part.length - 1));
    for (let at = 0; at + 1 < part.length; at += 1) {
      const [one, other] = [part[at], part[at + 1]];
      rows[4 * at] = one[0];
      rows[4 * at + 1] = one[1];
      rows[4 * at + 2] = other[0];
      rows[4 * at + 3] = other[1];
    }
    const found = this.inverse(rows);
    return Float64Array.from({ length: part.length - 1 }, (_, at) => found[2 * at]);
  }

  /** Make a line ready: parts of [lon, lat], at least two each; `whole` where they are already cut. */
  line(parts, whole = false) {
    const cut = parts.map((part) => (whole ? part : this.cut(part)));
    const count = cut.reduce((sum, part) => sum + part.length - 1, 0);
    const made = { pieces: new Float64Array(12 * count), partOf: new Int32Array(count), startM: new Float64Array(count), row: 0, sag: 0 };
    const lengthM = cut.map((part, number) => this.piecesOf(part, number, made));
    const { pieces, partOf, startM, sag } = made;
    const { boxes, first } = boxesOf(pieces, count);
    return { at: this.stay(pieces), count, boxes: this.stay(boxes), first, sag, partOf, startM, lengthM, spans: Float64Array.from({ length: count }, (_, at) => pieces[12 * at + 10]) };
  }

  /** Write the pieces of one part of a line; returns its length in metres. */
  piecesOf(part, number, made) {
    const lengths = this.lengths(part);
    const { normals, places } = normalsAndPlaces(part);
    const { pieces, partOf, startM } = made;
    let along = 0;
    for (let at = 0; at < lengths.length; at += 1) {
      const [one, to] = [3 * at, 12 * made.row];
      const [x, y, z] = [normals[one] + normals[one + 3], normals[one + 1] + normals[one + 4], normals[one + 2] + normals[one + 5]];
      const size = Math.hypot(x, y, z);
      for (let axis = 0; axis < 6; axis += 1) pieces[to + axis] = places[one + axis];
      pieces[to + 6] = x / size;
      pieces[to + 7] = y / size;
      pieces[to + 8] = z / size;
      const rise = bow((places[one] + places[one + 3]) / 2, (places[one + 1] + places[one + 4]) / 2, (places[one + 2] + places[one + 5]) / 2, x / size, y / size, z / size);
      made.sag = Math.max(made.sag, rise / 4);
      pieces[to + 9] = rise;
      pieces[to + 10] = lengths[at];
      pieces[to + 11] = Number(at === lengths.length - 1);
      partOf[made.row] = number;
      startM[made.row] = along;
      along += lengths[at];
      made.row += 1;
    }
    return along;
  }

  /** Nearest points: of n points [lon, lat, …] six numbers each, as the core gives them. */
  nearest(line, points) {
    const count = points.length / 2;
    const found = new Float64Array(6 * count);
    for (let start = 0; start < count; start += AT_ONCE) {
      const some = points.subarray(2 * start, 2 * Math.min(start + AT_ONCE, count));
      const n = some.length / 2;
      const from = this.room(64 * n, false);
      const to = from + 16 * n;
      this.floats(from, 2 * n).set(some);
      this.exports.nearest_many(line.at, line.count, line.boxes, line.first, line.sag, this.spread, from, n, to);
      found.set(this.floats(to, 6 * n), 6 * start);
    }
    this.calls += count;
    return found;
  }
}

// paper_pen.js
// What a canvas is told to draw, as paths of an SVG: sharp on paper, where a canvas may be left out.


/** A pen with the few strokes that the ground is drawn with. */
class PaperPen {
  constructor(width, height) {
    this.svg = drawing("svg", { class: "ground-paper", width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
    Object.assign(this, { fillStyle: "none", strokeStyle: "none", lineWidth: 1, globalAlpha: 1, lineJoin: "round", lineCap: "round" });
    this.dashes = [];
    this.steps = [];
    /** Where the next picture may lie: the last that was filled. */
    this.filled = "";
  }

  add(style) {
    const path = drawing("path", { d: this.steps.join(""), opacity: this.globalAlpha, ...style });
    if (this.globalCompositeOperation === "destination-over") this.svg.prepend(path);
    else this.svg.append(path);
  }

  /** A picture on what was last filled, soft as a canvas draws it. */
  drawImage(picture, x, y, width, height) {
    const id = `ground-clip-${this.svg.childElementCount}`;
    this.svg.append(
      drawing("clipPath", { id }, drawing("path", { d: this.filled, "clip-rule": "evenodd" })),
      drawing("image", { href: picture.toDataURL(), x, y, width, height, preserveAspectRatio: "none", opacity: this.globalAlpha, "clip-path": `url(#${id})` }));
  }

  beginPath() {
    this.steps = [];
  }

  moveTo(x, y) {
    this.steps.push(`M${x.toFixed(1)} ${y.toFixed(1)}`);
  }

  lineTo(x, y) {
    this.steps.push(`L${x.toFixed(1)} ${y.toFixed(1)}`);
  }

  closePath() {
    this.steps.push("Z");
  }

  fill() {
    this.filled = this.steps.join("");
    this.add({ fill: this.fillStyle, "fill-rule": "evenodd" });
  }

  stroke() {
    this.add({ fill: "none", stroke: this.strokeStyle, "stroke-width": this.lineWidth, "stroke-linejoin": this.lineJoin, "stroke-linecap": this.lineCap, "stroke-dasharray": this.dashes.join(" ") || "none" });
  }

  setLineDash(dashes) {
    this.dashes = dashes;
  }

  fillRect(x, y, width, height) {
    this.steps = [`M${x} ${y}h${width}v${height}h${-width}Z`];
    this.fill();
  }
}

// ground_pack.js
// The ground as maps/ground_pack.py packs it: layers of whole steps, seven bits to a byte.

/** Whole numbers of a stream of bytes from one place to another. */
function numbersOf(bytes, from, to) {
  const found = [];
  let value = 0;
  let factor = 1;
  for (let at = from; at < to; at += 1) {
    value += (bytes[at] & 127) * factor;
    factor *= 128;
    if (bytes[at] & 128) continue;
    found.push(value);
    value = 0;
    factor = 1;
  }
  return found;
}

/** Layers by name: each a list of shapes, a shape a list of lines or rings, a line [x, y, x, y, …]. */
function unpackedGround(bytes) {
  const end = bytes.indexOf(10);
  const told = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
  const layers = {};
  let at = end + 1;
  for (const [name, streams] of Object.entries(told)) {
    const read = {};
    for (const [key, length] of Object.entries(streams)) {
      read[key] = numbersOf(bytes, at, at + length);
      at += length;
    }
    layers[name] = shapesOf(read);
  }
  return layers;
}

function shapesOf({ n, xy, rings }) {
  let [x, y, at] = [0, 0, 0];
  const lines = n.map((count) => {
    const line = new Float64Array(2 * count);
    for (let vertex = 0; vertex < count; vertex += 1) {
      x += unfolded(xy[at]);
      y += unfolded(xy[at + 1]);
      at += 2;
      line[2 * vertex] = x;
      line[2 * vertex + 1] = y;
    }
    return line;
  });
  if (!rings) return lines.map((line) => [line]);
  let first = 0;
  return rings.map((many) => lines.slice(first, (first += many)));
}

function unfolded(value) {
  return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
}

// ground_raster.js
// Woods, built-up land and relief: coarse cells, drawn soft on the land and paler the nearer one looks.


/** Beyond these zooms a cell of some kilometres tells nothing more. */
const SOFT = 9;
const UNSEEN = 12;

const mercator = (lat) => 128 - (64 / Math.PI) * Math.log((1 + Math.sin(lat)) / (1 - Math.sin(lat)));

/** Rasters by name, each with its cells; none where the page has none. */
async function rastersOf(given = {}) {
  const made = {};
  for (const [name, raster] of Object.entries(given)) made[name] = { ...raster, cells: await inflated(raster.packed) };
  return made;
}

function parsed(colour) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 1, 1);
  return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
}

/** How a cell is painted, red, green, blue and how much of it: by layer and value. */
function palette(name, colour) {
  if (name === "relief") return (value) => (value < 4 ? [0, 0, 0, (4 - value) * 17] : [255, 255, 255, (value - 4) * 22]);
  const [wood, built] = [parsed(colour("--wood")), parsed(colour("--built"))];
  return (value) => [[0, 0, 0, 0], [...wood, 90], [...wood, 190], [...built, 230]][value];
}

/** A raster as a picture whose rows are those of the map's projection. */
function rasterPicture(raster, name, colour) {
  const { rows, columns, north, step, cells } = raster;
  const south = Math.max(-85, north - rows * step);
  const [top, bottom] = [mercator(Math.min(85, north) * IN_RADIANS), mercator(south * IN_RADIANS)];
  const height = Math.max(1, Math.min(4096, Math.round(((bottom - top) / ((columns * step * 256) / 360)) * columns)));
  const picture = document.createElement("canvas");
  Object.assign(picture, { width: columns, height });
  const pen = picture.getContext("2d");
  const image = pen.createImageData(columns, height);
  const paint = palette(name, colour);
  for (let row = 0; row < height; row += 1) {
    const y = top + ((row + 0.5) * (bottom - top)) / height;
    const lat = (Math.atan(Math.sinh(Math.PI * (1 - y / 128))) * 180) / Math.PI;
    const from = Math.min(rows - 1, Math.max(0, Math.floor((north - lat) / step)));
    for (let column = 0; column < columns; column += 1) {
      image.data.set(paint(cells[from * columns + column]), 4 * (row * columns + column));
    }
  }
  pen.putImageData(image, 0, 0);
  const soft = document.createElement("canvas");
  Object.assign(soft, { width: columns, height });
  const brush = soft.getContext("2d");
  brush.filter = "blur(0.8px)"; // where a browser has none, cells have corners
  brush.drawImage(picture, 0, 0);
  const left = (raster.west + 180) * (256 / 360);
  return { picture: soft, box: [left, top, left + columns * step * (256 / 360), bottom] };
}

/** How much of a raster is seen at a zoom: 1 from afar, 0 from near. */
function strength(zoom) {
  return Math.max(0, Math.min(1, (UNSEEN - zoom) / (UNSEEN - SOFT)));
}

// ground.js
// The base map: land, waters, railways and roads on one canvas under all else.


/** Widths in pixels at a zoom, and the zoom from which a layer is drawn; in the order of drawing. */
const RIVERS = [
  ["rivers1", 0, 1.6], ["rivers2", 6, 1.3], ["rivers3", 7, 1.1], ["rivers4", 8, 1], ["rivers5", 8.5, 0.9], ["own_rivers", 6, 1.6],
];
/** From here on a map extract of one's own takes the place of what is bundled. */
const OWN_FROM = 7.5;
const HOUSES_FROM = 11.5;
const FADES = 9.5;
const GONE = 12.5;

/** A line or ring, lon and lat in turn in steps of 1/scale degrees, as pixels of zoom 0, with its box. */
function worldPath(steps, scale) {
  const points = new Float64Array(steps.length);
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (let at = 0; at < steps.length; at += 2) {
    const sine = Math.sin((Math.max(-85.05, Math.min(85.05, steps[at + 1] / scale)) * Math.PI) / 180);
    const x = (128 / 180) * (steps[at] / scale + 180);
    const y = 128 - (64 / Math.PI) * Math.log((1 + sine) / (1 - sine));
    points[at] = x;
    points[at + 1] = y;
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  }
  return { points, box };
}

function worldLayers(layers, decimals) {
  return Object.fromEntries(Object.entries(layers).map(([name, shapes]) => [name, shapes.map((shape) => shape.map((line) => worldPath(line, 10 ** decimals)))]));
}

/** Layers of the ground, ready to be drawn: areas as lists of rings, ways as lines. */
async function layersOf(ground) {
  // A page of every border has cut them itself: [lat, lon] already.
  if (ground.layers) return Object.fromEntries(Object.entries(ground.layers).map(([name, shapes]) => [name, shapes.map((shape) => shape.map((line) => worldPath(line.flatMap(([lat, lon]) => [lon, lat]), 1)))]));
  const bundled = worldLayers(unpackedGround(await inflated(ground.packed)), ground.packed_decimals);
  if (!ground.own) return bundled;
  return { ...bundled, ...worldLayers(unpackedGround(await inflated(ground.own.packed)), ground.own.decimals) };
}

let GroundSheet = null;

/** A canvas that moves and zooms with the map, as Leaflet's own renderers do. */
function sheetOf(paint) {
  GroundSheet ??= L.Renderer.extend({
    initialize: function initialize(draw, options) {
      L.Renderer.prototype.initialize.call(this, options);
      this.draw = draw;
    },
    _initContainer: function initContainer() {
      this._container = document.createElement("canvas");
      this._container.className = "ground-canvas";
      this._container.setAttribute("aria-hidden", "true");
    },
    _destroyContainer: function destroyContainer() {
      this._container.remove();
      delete this._container;
    },
    _updatePaths() {},
    _update: function update() {
      if (!this._map || (this._map._animatingZoom && this._bounds)) return;
      L.Renderer.prototype._update.call(this);
      const { min } = this._bounds;
      const size = this._bounds.getSize();
      const origin = this._map.getPixelOrigin();
      const zoom = this._map.getZoom();
      const view = { left: origin.x + min.x, top: origin.y + min.y, width: size.x, height: size.y, scale: 2 ** zoom, zoom };
      this.paper?.remove();
      this.paper = null;
      this._container.hidden = this.onPaper === true;
      if (this.onPaper) {
        const pen = new PaperPen(size.x, size.y);
        this.draw(pen, view);
        this.paper = pen.svg;
        L.DomUtil.setPosition(this.paper, min);
        this._container.after(this.paper);
        return;
      }
      const ratio = globalThis.devicePixelRatio ?? 1;
      L.DomUtil.setPosition(this._container, min);
      Object.assign(this._container, { width: Math.round(size.x * ratio), height: Math.round(size.y * ratio) });
      this._container.style.width = `${size.x}px`;
      this._container.style.height = `${size.y}px`;
      const pen = this._container.getContext("2d");
      pen.scale(ratio, ratio);
      this.draw(pen, view);
    },
  });
  return new GroundSheet(paint, { pane: "ground", padding: 0.25 });
}

class Ground {
  constructor(map, data, off) {
    this.map = map;
    this.data = data;
    this.off = off;
    this.layers = null;
    this.rasters = {};
    this.pictures = new Map();
    this.sheet = sheetOf((pen, view) => this.paint(pen, view)).addTo(map);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.redraw());
    new MutationObserver(() => this.redraw()).observe(document.documentElement, { attributeFilter: ["data-theme"] });
    this.ready = Promise.all([layersOf(data.ground), rastersOf(data.ground.rasters)]).then(([layers, rasters]) => {
      Object.assign(this, { layers, rasters });
      document.documentElement.dataset.ground = "drawn";
      this.redraw();
    }, () => { document.documentElement.dataset.ground = "refused"; });
  }

  /** Draw anew; on paper as paths, which are sharp at any size. */
  redraw(onPaper = this.sheet.onPaper) {
    this.sheet.onPaper = onPaper;
    if (this.sheet._map) this.sheet._update();
  }

  /** The paths that reach into view, as one path of the canvas. */
  trace(pen, name, view, closed) {
    const { left, top, width, height, scale } = view;
    pen.beginPath();
    for (const paths of this.layers[name] ?? []) {
      const [west, north, east, south] = paths[0].box;
      if (east * scale < left || west * scale > left + width || south * scale < top || north * scale > top + height) continue;
      for (const { points } of paths) {
        let [lastX, lastY] = [Infinity, Infinity];
        for (let at = 0; at < points.length; at += 2) {
          const x = points[at] * scale - left;
          const y = points[at + 1] * scale - top;
          const end = at + 2 >= points.length;
          if (Math.abs(x - lastX) + Math.abs(y - lastY) < 0.7 && !end) continue;
          if (at === 0) pen.moveTo(x, y);
          else pen.lineTo(x, y);
          [lastX, lastY] = [x, y];
        }
        if (closed) pen.closePath();
      }
    }
  }

  paint(pen, view) {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(name).trim();
    if (!this.layers) {
      pen.fillStyle = colour("--water");
      pen.fillRect(0, 0, view.width, view.height);
      return;
    }
    Object.assign(pen, { lineJoin: "round", lineCap: "round" });
    const off = this.off();
    // Land first, what only lies on it next, and the sea behind both.
    this.trace(pen, "land", view, true);
    pen.fillStyle = colour("--land");
    pen.fill("evenodd");
    for (const name of ["cover", "relief"]) if (!off.includes(name)) this.raster(pen, name, view, colour);
    pen.globalCompositeOperation = "destination-over";
    pen.fillStyle = colour("--water");
    pen.fillRect(0, 0, view.width, view.height);
    pen.globalCompositeOperation = "source-over";
    this.trace(pen, "land", view, true);
    Object.assign(pen, { strokeStyle: colour("--coast"), lineWidth: 0.7 });
    pen.stroke();
    const own = Boolean(this.data.ground.own) && !off.includes("own") && view.zoom >= OWN_FROM;
    if (own) this.ownAreas(pen, view, colour, off);
    if (!off.includes("water")) this.waters(pen, view, colour, own);
    if (!off.includes("ways")) this.ways(pen, view, colour, own);
    if (own && view.zoom >= HOUSES_FROM) this.patch(pen, "own_buildings", view, colour("--house"));
  }

  patch(pen, name, view, fill) {
    this.trace(pen, name, view, true);
    pen.fillStyle = fill;
    pen.fill("evenodd");
  }

  /** Woods and built-up land of an extract of one's own. */
  ownAreas(pen, view, colour, off) {
    if (off.includes("cover")) return;
    this.patch(pen, "own_built", view, colour("--built"));
    this.patch(pen, "own_wood", view, colour("--wood"));
  }

  /** Coarse cells as a soft picture on the land, in the colours of the theme. */
  raster(pen, name, view, colour) {
    const share = strength(view.zoom);
    if (!this.rasters[name] || share === 0) return;
    const key = `${name} ${colour("--land")}`;
    if (!this.pictures.has(key)) this.pictures.set(key, rasterPicture(this.rasters[name], name, colour));
    const { picture, box: [left, top, right, bottom] } = this.pictures.get(key);
    const { scale } = view;
    Object.assign(pen, { globalAlpha: share, globalCompositeOperation: "source-atop", imageSmoothingEnabled: true, imageSmoothingQuality: "high" });
    pen.drawImage(picture, left * scale - view.left, top * scale - view.top, (right - left) * scale, (bottom - top) * scale);
    Object.assign(pen, { globalAlpha: 1, globalCompositeOperation: "source-over" });
  }

  area(pen, name, view, fill, edge) {
    this.trace(pen, name, view, true);
    pen.fillStyle = fill;
    pen.fill("evenodd");
    pen.strokeStyle = edge;
    pen.lineWidth = 0.7;
    pen.stroke();
  }

  waters(pen, view, colour, own) {
    pen.strokeStyle = colour("--river");
    const more = Math.max(0, (view.zoom - 8) * 0.35);
    const rivers = own && this.layers.own_streams ? [["own_streams", 0, 0.9]] : RIVERS;
    for (const [name, from, width] of rivers) {
      if (!this.layers[name] || view.zoom < from) continue;
      this.trace(pen, name, view, false);
      pen.lineWidth = (name === "own_rivers" ? 3 : 1) * (width + more);
      pen.stroke();
    }
    if (own && this.layers.own_water) this.patch(pen, "own_water", view, colour("--water"));
    else this.area(pen, "lakes", view, colour("--water"), colour("--coast"));
  }

  /** Roads run straight between their junctions: the nearer one looks, the paler they are. */
  ways(pen, view, colour, own) {
    const zoom = view.zoom;
    const [roads, rails] = ["roads", "rails"].map((name) => (own && this.layers[`own_${name}`] ? `own_${name}` : name));
    if (zoom < 5.5) return;
    if (zoom > 6.2) {
      pen.globalAlpha = zoom < FADES || roads === "own_roads" ? 1 : Math.max(0.3, 1 - (zoom - FADES) / (GONE - FADES));
      pen.strokeStyle = colour("--road");
      pen.lineWidth = zoom < 8 ? 0.8 : roads === "own_roads" ? 1.6 + Math.max(0, zoom - 10) * 0.7 : 1.6;
      this.trace(pen, roads, view, false);
      pen.stroke();
      pen.globalAlpha = 1;
    }
    pen.strokeStyle = colour("--rail");
    pen.lineWidth = zoom < 8 ? 0.7 : 1.1;
    this.trace(pen, rails, view, false);
    pen.stroke();
    if (zoom < 9) return;
    Object.assign(pen, { lineWidth: 3, lineCap: "butt" });
    pen.setLineDash([1, 7]);
    pen.stroke();
    pen.setLineDash([]);
  }
}

/** The lines between other states: few, so that they stay sharp on paper. */
function drawStates(map, data) {
  const { ground } = data;
  const renderer = L.svg({ pane: "states", padding: 0.4 });
  const states = L.layerGroup();
  for (const [disputed, text] of ground.boundaries) {
    const className = disputed ? "state-line disputed" : "state-line";
    states.addLayer(L.polyline(decodeLine(text, ground.decimals), { pane: "states", renderer, className, interactive: false, smoothFactor: 1.2 }));
  }
  return states.addTo(map);
}

// labels.js
// Names of places and states that never lie on each other, nor on a sign: the larger and nearer first.

const TOWN_SIZES = [1000000, 300000, 100000, 40000, 8000];
/** Pixels of the map for each name: what keeps it readable. */
const ROOM_OWN = 11000;
const LINE_PX = 15;
const GAP = 7;
/** Where a name may stand beside its place: to the right, left, above, below. */
const BESIDE = [[1, 0], [-1, 0], [0, -1], [0, 1]];

function overlap(one, other) {
  return one[0] < other[2] && one[2] > other[0] && one[1] < other[3] && one[3] > other[1];
}

class Labels {
  constructor(map, data, nameOf) {
    this.map = map;
    this.stands = () => [];
    const [west, south, east, north] = data.view;
    const near = (lon, lat) => lon >= west && lon <= east && lat >= south && lat <= north;
    // A place near the zone goes before one three times as large elsewhere.
    this.towns = data.ground.towns.map(([name, lon, lat, people], at) => ({ name, at, lon, lat, people, weight: people * (near(lon, lat) ? 3 : 1) }))
      .concat(this.ownPlaces(data.ground))
      .sort((a, b) => b.weight - a.weight);
    this.countries = data.ground.countries;
    this.nameOf = nameOf;
    /** What places are called in each language, by their place in the list. */
    this.names = data.ground.town_names ?? {};
    this.language = "en";
    this.shown = true;
    this.pane = map.getPane("labels");
    this.pen = document.createElement("canvas").getContext("2d");
    this.widths = new Map();
    map.on("zoomend moveend resize", () => this.draw());
  }

  /** Places of a map extract of one's own that are not there already. */
  ownPlaces(ground) {
    const known = new Set(ground.towns.map(([name, lon, lat]) => `${name} ${Math.round(lon * 10)} ${Math.round(lat * 10)}`));
    const near = (name, lon, lat) => [-1, 0, 1].some((x) => [-1, 0, 1].some((y) => known.has(`${name} ${Math.round(lon * 10) + x} ${Math.round(lat * 10) + y}`)));
    return (ground.own?.places ?? []).filter(([name, lon, lat]) => !near(name, lon, lat))
      .map(([name, lon, lat, people, others]) => ({ name, others, lon, lat, people, weight: people * 3 }));
  }

  /** How wide a text is, in pixels. */
  width(text, size, weight, spacing) {
    const key = `${text} ${size} ${weight}`;
    if (!this.widths.has(key)) {
      this.pen.font = `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;
      this.widths.set(key, this.pen.measureText(text).width + spacing * size * text.length);
    }
    return this.widths.get(key);
  }

  draw() {
    this.placed = [];
    if (this.shown) this.placeAll();
    const key = JSON.stringify(this.placed);
    if (key === this.key) return;
    this.key = key;
    this.pane.replaceChildren(...this.placed.flatMap(({ text, className, box, dot }) => {
      const label = document.createElement("span");
      label.className = className;
      label.textContent = text;
      label.style.transform = `translate(${box[0]}px, ${box[1]}px)`;
      if (!dot) return [label];
      const mark = document.createElement("i");
      mark.style.transform = `translate(${dot.x}px, ${dot.y}px)`;
      return [mark, label];
    }));
  }

  placeAll() {
    const { map } = this;
    const bounds = map.getBounds().pad(0.1);
    const size = map.getSize();
    const corner = map.containerPointToLayerPoint([0, 0]);
    const sheet = [corner.x, corner.y, corner.x + size.x, corner.y + size.y];
    const taken = this.stands();
    const point = (lat, lon) => map.latLngToLayerPoint([lat, lon]).round();
    for (const [code, , name, lon, lat] of this.countries) {
      if (bounds.contains([lat, lon])) this.country(this.nameOf(code, name), point(lat, lon), taken, sheet);
    }
    let left = Math.round((size.x * size.y) / ROOM_OWN);
    // Of small places only as many as the zoom has room for: none in a view of a thousand kilometres.
    const least = 120000 / 4 ** Math.max(0, map.getZoom() - 6);
    const own = this.names[this.language] ?? {};
    for (const { name, at, others, lat, lon, people, weight } of this.towns) {
      if (left <= 0 || weight < least) break;
      if (bounds.contains([lat, lon]) && this.town(own[at] ?? others?.[this.language] ?? name, people, point(lat, lon), taken, sheet)) left -= 1;
    }
  }

  country(text, at, taken, sheet) {
    const width = this.width(text.toUpperCase(), 12, 400, 0.22);
    const x = Math.max(sheet[0] + 6, Math.min(at.x - width / 2, sheet[2] - width - 6));
    const box = [x, at.y - 8, x + width, at.y + 8].map(Math.round);
    if (taken.some((one) => overlap(box, one))) return;
    taken.push(box);
    this.placed.push({ text, className: "country-label", box });
  }

  town(text, people, at, taken, sheet) {
    const found = TOWN_SIZES.findIndex((least) => people >= least);
    const rank = found === -1 ? TOWN_SIZES.length : found;
    const [size, weight] = [[13.5, 600], [12.5, 500], [11.5, 400], [11.5, 400], [11, 400], [10.5, 400]][rank];
    const width = this.width(text, size, weight, 0) + 2;
    const dot = [at.x - 3, at.y - 3, at.x + 3, at.y + 3];
    // A sign may stand on the place itself: then the name steps aside and its dot is left out.
    const covered = taken.some((one) => overlap(dot, one));
    const reach = covered ? 17 : GAP;
    for (const [right, down] of BESIDE) {
      const x = at.x + (right > 0 ? reach : right < 0 ? -reach - width : -width / 2);
      const y = at.y - LINE_PX / 2 + down * (reach + LINE_PX / 2);
      const box = [x, y, x + width, y + LINE_PX].map(Math.round);
      if (box[0] < sheet[0] || box[2] > sheet[2] || box[1] < sheet[1] || box[3] > sheet[3]) continue;
      if (taken.some((one) => overlap(box, one))) continue;
      taken.push(box, dot);
      this.placed.push({ text, className: `town-label rank-${rank}`, box, dot: covered ? null : at });
      return true;
    }
    return false;
  }
}

// nested.js
// Depths compared on the map: each chosen one as an outline, and each unit by the depth that takes it in.


/** Dark to light, told apart without colour by their numbers: the first is the least depth. */
const NESTED_COLOURS = ["#3b0f70", "#8c2981", "#de4968", "#c9601d", "#7a7a00", "#1d7a6b"];
const NESTED_MAX = NESTED_COLOURS.length;

/** Which of ascending depths in km first takes a unit in for sure: its place, or -1 where none does. */
function enters(units, index, depths, rule) {
  return depths.findIndex((depth) => units.comesIn[rule][index].surely <= depth * 1000);
}

/** From which depth to which: 50–80; the least one from 0. */
function enterWords(words, depths, at) {
  return words.say("unit.km", { value: `${words.depth(at === 0 ? 0 : depths[at - 1])}–${words.depth(depths[at])}` });
}

class Nested {
  constructor(map, app) {
    this.map = map;
    this.app = app;
    this.renderer = L.svg({ pane: "lines", padding: 0.4 });
    this.group = L.layerGroup().addTo(map);
    map.on("moveend zoomend resize", () => this.draw());
  }

  get depths() {
    const { state, units } = this.app;
    return units.bands ? [] : [...state.nested].sort((a, b) => a - b);
  }

  /** The outlines: from distances where the page measures, else the drawn steps' own edges. */
  draw() {
    this.group.clearLayers();
    const { depths } = this;
    if (depths.length === 0) return;
    depths.forEach((depth, at) => this.outline(depth, at));
    this.marks(depths);
  }

  outline(depth, at) {
    const { zones, state } = this.app;
    const lines = zones.canvas ? this.measured(zones.canvas, depth) : zones.edgesAt(depth, state.rule);
    for (const className of ["nested-casing", `nested nested-${at}`]) {
      this.group.addLayer(L.polyline(lines, { pane: "lines", renderer: this.renderer, interactive: false, className, smoothFactor: 0.5 }));
    }
    const longest = lines.reduce((best, line) => (line.length > best.length ? line : best), []);
    if (longest.length < 2) return;
    const html = element("span", { class: `nested-name nested-${at}`, text: this.app.words.say("unit.km", { value: this.app.words.depth(depth) }) });
    this.group.addLayer(L.marker(longest[Math.floor(longest.length * (0.35 + 0.08 * at))], { icon: L.divIcon({ className: "nested-mark", html, iconSize: [0, 0] }), interactive: false, keyboard: false, pane: "lines" }));
  }

  /** Lines of the field at a depth, on the parties' land alone, as [lat, lon]. */
  measured(canvas, depth) {
    canvas.place();
    const { engine, units } = this.app;
    const own = engine.lands.all.filter((land) => land.area && units.parties.includes(land.own));
    const land = canvas.kept(`nested ${units.parties.join()}`, () => canvas.path(own.flatMap((one) => (one.dry ?? one.area).rings)));
    const pen = canvas.canvas.getContext("2d");
    pen.save();
    pen.setTransform(1, 0, 0, 1, 0, 0);
    const found = canvas.field.zone(depth * 1000).lines.flatMap((line) => {
      const runs = [[]];
      for (const [x, y] of line) {
        if (pen.isPointInPath(land, x, y, "evenodd")) runs.at(-1).push([canvas.latAt(y), canvas.lonAt(x)]);
        else if (runs.at(-1).length > 0) runs.push([]);
      }
      return runs.filter((run) => run.length > 1);
    });
    pen.restore();
    return found;
  }

  /** A coloured ring around each unit that one of the depths takes in. */
  marks(depths) {
    const { units, state } = this.app;
    if (units.count > 1500) return;
    for (let index = 0; index < units.count; index += 1) {
      if (!units.parties.includes(units.text.side[index]) || !counts(units, index, state)) continue;
      const at = enters(units, index, depths, state.rule);
      if (at === -1) continue;
      this.group.addLayer(L.circleMarker([units.lat[index], units.lon[index]], { radius: 5, pane: "lines", renderer: this.renderer, interactive: false, className: `nested-dot nested-${at}` }));
    }
  }

  legend() {
    const { words } = this.app;
    return this.depths.map((_, at, depths) => element("li", {}, element("span", { class: `key key-nested nested-${at}`, "aria-hidden": "true" }),
      element("span", { text: words.say("nested.enters", { band: enterWords(words, depths, at) }) })));
  }
}

// sheet.js
// Paper: one sheet with the whole zone, then every unit of the list, the comparison, and all sources.


/** How many pixels of a canvas make one of the page on paper: sharp at 300 dots an inch. */
const FINE = 3;
const WIDE = 1.45;

/** How much wider than high a box of west, south, east, north is on the map. */
function breadthOf([west, south, east, north]) {
  const y = (lat) => Math.log(Math.tan(Math.PI / 4 + (Math.max(-85, Math.min(85, lat)) * Math.PI) / 360));
  return ((east - west) * Math.PI) / 180 / Math.max(1e-9, y(north) - y(south));
}

class Sheet {
  constructor(app) {
    this.app = app;
    this.on = false;
  }

  begin() {
    const { app } = this;
    const { map } = app;
    const box = app.view.zoneBox();
    this.on = true;
    document.documentElement.classList.toggle("wide", breadthOf(box) > WIDE);
    this.kept = { minZoom: map.options.minZoom, zoomSnap: map.options.zoomSnap, maxBounds: map.options.maxBounds };
    // On paper nothing can be dragged: no limit of the screen may cut the zone's ends off.
    map.setMaxBounds(null);
    Object.assign(map.options, { minZoom: 0, zoomSnap: 0 });
    map.invalidateSize({ animate: false });
    app.view.sharpen(FINE);
    app.view.showAll();
    byId("print-rest").replaceChildren(...this.units(), ...this.comparison(), ...this.sources());
  }

  end() {
    this.on = false;
    const { maxBounds, ...kept } = this.kept;
    Object.assign(this.app.map.options, kept);
    this.app.map.invalidateSize({ animate: false });
    this.app.view.fit();
    this.app.map.setMaxBounds(maxBounds);
    document.documentElement.classList.remove("wide");
    byId("print-rest").replaceChildren();
    this.app.view.sharpen(undefined);
  }

  /** Every unit of the list as it stands on the screen, with its doubt and its source. */
  units() {
    const { words, list, units, status, state } = this.app;
    if (list.rows.length === 0) return [];
    const head = ["column.side", "column.name", "column.kind", "fact.settlement", "column.distance", "fact.accuracy", "column.status", "fact.source"];
    const rows = list.rows.map((index) => {
      const text = (name) => units.text[name][index];
      const kind = [words.term("kind", text("kind")), words.term("branch", text("branch")), words.term("echelon", text("echelon"))].filter(Boolean).join(", ");
      const distance = units.distance_m[index];
      const accuracy = units.position_accuracy_m[index];
      const source = [text("source_title"), text("source_date")].filter(Boolean).join(", ");
      return element("tr", { class: state.unit === this.app.keys[index] ? "chosen" : null },
        element("td", { text: text("side") || text("country") }),
        element("td", {}, element("strong", { text: text("name") || text("id") }), text("name_local") ? element("span", { class: "under", text: text("name_local") }) : null),
        element("td", { text: kind }), element("td", { text: text("settlement") }),
        element("td", { class: "number", text: distance === null ? "–" : words.number(distance / 1000, 1) }),
        element("td", { class: "number", text: accuracy === null ? "–" : words.km(accuracy) }),
        element("td", { text: words.say(`status.${STATUS_NAMES[status[index]]}`) }),
        element("td", {}, sourceLink(source, text("source_url"))));
    });
    const count = words.say("list.count", { count: rows.length, number: words.number(rows.length) });
    return [element("h2", { text: `${byId("title").textContent}: ${count}` }), this.filters(),
      element("table", { class: "sheet-units" }, element("thead", {}, element("tr", {}, ...head.map((key) => element("th", { scope: "col", text: words.say(key) })))), element("tbody", {}, ...rows))].filter(Boolean);
  }

  /** What keeps units off the list, so that a short list is not taken for the whole. */
  filters() {
    const { words, state } = this.app;
    const told = [state.show.map((name) => words.say(`status.${name}`)).join(", "), state.query && `“${state.query}”`, byId("filtered").hidden ? "" : byId("filter-said").textContent];
    return element("p", { class: "under", text: `${words.say("show")}: ${told.filter(Boolean).join(" · ")}` });
  }

  comparison() {
    const { units, comparison, words } = this.app;
    if (units.bands) return [];
    return [element("h2", { text: words.say("tab.depths") }), comparison.depths(true), ...comparison.sheet()];
  }

  /** All that the page says of its method and sources: nothing is cut off, hashes included. */
  sources() {
    const told = byId("method").cloneNode(true);
    told.removeAttribute("id");
    told.classList.add("sheet-sources");
    return [told];
  }
}

// swipe.js
// Two depths side by side: a divider over the map, the shown depth left of it, another one right.


const STEP = 0.02;

/** The state that is drawn right of the divider. */
function besideOf(state, parties) {
  const { depth, rule } = state.beside;
  return { ...state, depths: Object.fromEntries(parties.map((code) => [code, depth])), rule: rule ?? state.rule };
}

class Swipe {
  constructor(map, app) {
    this.map = map;
    this.app = app;
    /** Where the divider stands: a share of the map's width. */
    this.at = 0.5;
    this.line = byId("swipe");
    this.names = [byId("swipe-left"), byId("swipe-right")];
    L.DomEvent.disableClickPropagation(this.line);
    this.line.addEventListener("pointerdown", (event) => {
      this.line.setPointerCapture(event.pointerId);
      this.dragged = true;
    });
    this.line.addEventListener("pointermove", (event) => this.dragged && this.follow(event));
    this.line.addEventListener("pointerup", () => { this.dragged = false; });
    this.line.addEventListener("keydown", (event) => this.press(event));
    map.on("move resize", () => this.shown && this.app.zones.canvas?.redraw());
  }

  /** Whether two depths are shown: on a screen, where the page measures. */
  get shown() {
    const { state, units, zones, sheet } = this.app;
    return Boolean(state.beside && !units.bands && zones.canvas && !sheet.on);
  }

  /** The divider's place, pixels from the map's left edge. */
  get x() {
    return Math.round(this.at * this.map.getSize().x);
  }

  follow(event) {
    const box = this.map.getContainer().getBoundingClientRect();
    this.move((event.clientX - box.left) / box.width);
  }

  press(event) {
    const to = { ArrowLeft: this.at - STEP, ArrowRight: this.at + STEP, Home: 0.02, End: 0.98, PageUp: this.at + 0.1, PageDown: this.at - 0.1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.move(to);
  }

  move(to) {
    this.at = Math.max(0.02, Math.min(0.98, to));
    this.draw();
    this.app.zones.canvas?.redraw();
  }

  draw() {
    const { state, words, panel } = this.app;
    const shown = this.shown;
    this.line.hidden = !shown;
    for (const name of this.names) name.hidden = !shown;
    if (!shown) return;
    const said = [panel.depthWords(), this.said(state.beside)];
    const left = `${100 * this.at}%`;
    this.line.style.left = left;
    this.line.setAttribute("aria-valuenow", String(Math.round(100 * this.at)));
    this.line.setAttribute("aria-valuetext", words.say("swipe.said", { left: said[0], right: said[1] }));
    this.names.forEach((name, at) => {
      name.textContent = said[at];
      name.style.left = left;
    });
  }

  said({ depth, rule }) {
    const { words, state } = this.app;
    const km = words.say("unit.km", { value: words.depth(depth) });
    return rule && rule !== state.rule ? `${km}, ${words.say(`swipe.${rule}`)}` : km;
  }

  /** What the layers' list has of it: a switch, the other depth, and the other reading of the ends. */
  choices(choice) {
    const { state, store, words, offered, units, zones } = this.app;
    if (units.bands || !offered.most) return [];
    const deepest = Math.max(...units.parties.map((code) => state.depths[code]));
    const first = offered.depths.find((depth) => depth !== deepest) ?? deepest / 2;
    const made = [choice("layer-beside", Boolean(state.beside), words.say("swipe"), (on) => store.set({ beside: on ? { depth: first } : null }))];
    if (!state.beside) return made;
    const field = element("input", {
      type: "number", id: "layer-beside-depth", class: "typed-depth", min: "0.001", max: String(offered.most), step: "any", value: String(state.beside.depth),
      "aria-label": words.say("swipe.depth"),
      change: (event) => {
        const depth = depthOffered(Number(event.target.value), offered);
        if (depth === null) event.target.value = String(state.beside.depth);
        else store.set({ beside: { ...store.get().beside, depth } });
      },
    });
    made.push(element("label", { class: "choice", for: "layer-beside-depth" }, element("span", { text: words.say("swipe.depth") }), field));
    if (zones.hasOtherRule) {
      const other = state.rule === "round" ? "perpendicular" : "round";
      made.push(choice("layer-beside-rule", (state.beside.rule ?? state.rule) !== state.rule, words.say("swipe.rule"), (on) =>
        store.set({ beside: { depth: store.get().beside.depth, ...(on ? { rule: other } : {}) } })));
    }
    return made;
  }
}

// page_copy.js
// A copy of this page with a list and notes in it, made of the page's own elements as they came.
/* eslint no-restricted-properties: off -- outerHTML is only read here: the page's own text, to be saved */

const KEPT = "csbm-list";
const NOTES = "csbm-notes";
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
function handOver({ list, given }) {
  window.name = list?.count ? `${KEPT} ${JSON.stringify(packedList({ name: list.name, given }))}` : "";
}

/** The list that a copy came with, or that the page had before it opened anew: { name, given }, or null. */
function keptList() {
  const handed = window.name.startsWith(`${KEPT} `) ? window.name.slice(KEPT.length + 1) : null;
  if (handed) window.name = "";
  const found = handed ?? document.getElementById(KEPT)?.textContent;
  if (!found) return null;
  const { name, given, sheet } = JSON.parse(found);
  return { name, given: sheet ? { sheet: Uint8Array.from(atob(sheet), (sign) => sign.charCodeAt(0)) } : given };
}

/** The notes that a copy came with. */
function keptNotes() {
  return JSON.parse(document.getElementById(NOTES)?.textContent ?? '""');
}

/** The text of a copy. The list and the notes in it are JSON in elements of data, where nothing runs. */
function pageWith({ list, notes }) {
  const kept = [[KEPT, list?.list && packedList({ name: list.list.name, given: list.given })], [NOTES, notes]].filter(([, value]) => value);
  const scripts = [...document.scripts].filter((one) => ![KEPT, NOTES].includes(one.id)).map((one) => one.outerHTML);
  return [
    "<!DOCTYPE html>", '<html lang="en">', opened.head, "<body>", ...opened.body,
    ...kept.map(([id, value]) => `<script type="application/json" id="${id}">${asJson(value)}<\/script>`), ...scripts, "</body>", "</html>", "",
  ].join("\n");
}

// picture.js
// The map as a picture to take along: one SVG made from what is on the screen, and a PNG drawn from it.


const MARGIN = 14;
const HEAD = 58;
const FOOT = 34;
const STYLES = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "opacity", "paint-order"];
const SHARP = 2;

/** Whether a thing is seen inFrame the map's frame. */
const inFrame = (box, frame) => box.right > frame.left && box.left < frame.right && box.bottom > frame.top && box.top < frame.bottom && box.width + box.height > 0;

class Scene {
  constructor(map) {
    this.map = map;
    this.frame = map.getContainer().getBoundingClientRect();
    this.ids = 0;
  }

  /** A node's own style, written out: the file carries no style sheet. */
  styled(from, to) {
    const style = getComputedStyle(from);
    for (const name of STYLES) {
      const value = style.getPropertyValue(name);
      if (value && value !== "none" && !value.startsWith("url(")) to.setAttribute(name, value);
    }
    if (style.fill === "none") to.setAttribute("fill", "none");
    if (style.fill.startsWith("url(")) this.hatched(style.fill, to);
  }

  hatched(address, to) {
    const pattern = document.getElementById(/#([\w-]+)/.exec(address)?.[1] ?? "");
    if (!pattern) return;
    to.setAttribute("fill", `url(#${pattern.id})`);
    if (this.patterns?.has(pattern.id)) return;
    const copy = pattern.cloneNode(true);
    [...pattern.querySelectorAll("*")].forEach((one, at) => this.styled(one, copy.querySelectorAll("*")[at]));
    (this.patterns ??= new Map()).set(pattern.id, copy);
  }

  place(box) {
    return [box.left - this.frame.left, box.top - this.frame.top];
  }

  image(address, box) {
    const [x, y] = this.place(box);
    return drawing("image", { x, y, width: box.width, height: box.height, href: address });
  }

  svg(node) {
    const box = node.getBoundingClientRect();
    const view = node.viewBox.baseVal;
    const [x, y] = this.place(box);
    const scale = view?.width ? box.width / view.width : 1;
    const group = drawing("g", { transform: `translate(${x} ${y}) scale(${scale}) translate(${-(view?.x ?? 0)} ${-(view?.y ?? 0)})` });
    for (const path of node.querySelectorAll("path, line, rect, circle")) {
      const copy = drawing(path.tagName);
      for (const name of ["d", "x1", "x2", "y1", "y2", "x", "y", "width", "height", "cx", "cy", "r"]) if (path.hasAttribute(name)) copy.setAttribute(name, path.getAttribute(name));
      this.styled(path, copy);
      group.append(copy);
    }
    return group;
  }

  text(node) {
    const box = node.getBoundingClientRect();
    const style = getComputedStyle(node);
    const [x, y] = this.place(box);
    const size = Number.parseFloat(style.fontSize);
    const made = [];
    if (style.backgroundColor !== "rgba(0, 0, 0, 0)") made.push(drawing("rect", { x, y, width: box.width, height: box.height, rx: Math.min(box.height / 2, 8), fill: style.backgroundColor, stroke: style.borderTopColor, "stroke-width": Number.parseFloat(style.borderTopWidth) || 0 }));
    const upper = style.textTransform === "uppercase";
    made.push(drawing("text", {
      x: x + box.width / 2, y: y + box.height / 2 + size * 0.35, "text-anchor": "middle", "font-size": size, "font-weight": style.fontWeight, "font-family": style.fontFamily.replaceAll('"', "'"),
      "letter-spacing": style.letterSpacing === "normal" ? null : style.letterSpacing, fill: style.color, stroke: Number.parseFloat(style.webkitTextStrokeWidth) > 0 ? style.webkitTextStrokeColor : null, "stroke-width": Number.parseFloat(style.webkitTextStrokeWidth) || null, "paint-order": "stroke",
      text: upper ? node.textContent.toUpperCase() : node.textContent,
    }));
    return made;
  }

  /** What a node of the map shows, as drawings. */
  drawn(node) {
    if (!inFrame(node.getBoundingClientRect(), this.frame) || getComputedStyle(node).display === "none") return [];
    if (node.tagName === "CANVAS") return node.width > 0 && !node.hidden ? [this.image(node.toDataURL(), node.getBoundingClientRect())] : [];
    if (node.tagName === "svg") return [this.svg(node)];
    if (node.tagName === "IMG") return [this.image(node.src, node.getBoundingClientRect())];
    return this.text(node);
  }

  /** Everything on the map, from the lowest pane to the highest. */
  all() {
    const panes = [...this.map.getContainer().querySelectorAll(".leaflet-map-pane > .leaflet-pane")].filter((pane) => !pane.classList.contains("leaflet-popup-pane"));
    const height = (pane) => Number(getComputedStyle(pane).zIndex) || 0;
    return panes.sort((a, b) => height(a) - height(b)).flatMap((pane) => {
      const leaves = [...pane.querySelectorAll("canvas, svg, img, span, b, i")].filter((node) => node.closest("svg") === null || node.tagName === "svg");
      return leaves.filter((node) => ["CANVAS", "svg", "IMG"].includes(node.tagName) || (node.childElementCount === 0 && node.textContent.trim())).flatMap((node) => this.drawn(node));
    });
  }
}

/** The picture as an SVG element: heading, map, legend in words, and whose data it is. */
function pictureOf(app) {
  const scene = new Scene(app.map);
  const { width, height } = scene.frame;
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const all = scene.all();
  const family = getComputedStyle(document.body).fontFamily.replaceAll('"', "'");
  const line = (text, y, size, weight, fill) => drawing("text", { x: MARGIN, y, "font-size": size, "font-weight": weight, "font-family": family, fill, text });
  const clip = drawing("clipPath", { id: "frame" }, drawing("rect", { width, height }));
  const foot = byId("foot").textContent;
  return drawing("svg", { xmlns: "http://www.w3.org/2000/svg", width, height: height + HEAD + FOOT, viewBox: `0 0 ${width} ${height + HEAD + FOOT}` },
    drawing("title", { text: byId("title").textContent }),
    drawing("defs", {}, clip, ...(scene.patterns?.values() ?? [])),
    drawing("rect", { width, height: height + HEAD + FOOT, fill: colour("--paper") }),
    line(byId("title").textContent, 26, 19, 650, colour("--ink")),
    line(byId("subtitle").textContent, 46, 12.5, 400, colour("--ink-2")),
    drawing("g", { transform: `translate(0 ${HEAD})`, "clip-path": "url(#frame)" }, ...all),
    line(app.panel.countsLine(), height + HEAD + 14, 11.5, 600, colour("--ink")),
    line(foot, height + HEAD + 28, 10, 400, colour("--ink-2")));
}

/** Offer the map as a file: "svg", or "png" at twice the screen's size. */
async function savePicture(app, kind) {
  const name = `csbm-${app.units.parties.join("-")}-${app.units.bands ? "bands" : `${app.view.depthsInName()}km`}.${kind}`;
  const picture = pictureOf(app);
  const text = new XMLSerializer().serializeToString(picture);
  if (kind === "svg") {
    offerFile(name, "image/svg+xml", text);
    return name;
  }
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  await image.decode();
  URL.revokeObjectURL(image.src);
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width: Math.round(image.width * SHARP), height: Math.round(image.height * SHARP) });
  const pen = canvas.getContext("2d");
  pen.scale(SHARP, SHARP);
  pen.drawImage(image, 0, 0);
  offerFile(name, "image/png", await new Promise((done) => { canvas.toBlob(done, "image/png"); }));
  return name;
}

// keeping.js
// What a reader takes along: the link, help with keys, and notes that stay in a copy of the page.


const NOTES_MAX = 20000;
const HELP = ["/", "?", "Esc", "↑ ↓", "← →", "Enter", "+ −"];

class Keeping {
  constructor(app) {
    this.app = app;
    for (const kind of ["png", "svg"]) byId(`save-${kind}`).addEventListener("click", () => this.picture(kind));
    byId("copy-link").addEventListener("click", () => this.copyLink());
    byId("help").addEventListener("click", () => this.help());
    byId("help-close").addEventListener("click", () => byId("help-box").close());
    byId("save-copy").addEventListener("click", () => this.saveCopy());
    byId("notes").value = keptNotes();
    byId("notes").maxLength = NOTES_MAX;
    // A program that draws pictures prints too: what was noted is on paper.
    byId("notes").addEventListener("input", () => { byId("notes-printed").textContent = byId("notes").value; });
    byId("notes-printed").textContent = byId("notes").value;
    document.addEventListener("keydown", (event) => {
      if (event.key !== "?" || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
      event.preventDefault();
      this.help();
    });
  }

  say(text) {
    byId("said").textContent = text;
    byId("kept-said").textContent = text;
  }

  async picture(kind) {
    const { words } = this.app;
    try {
      this.say(words.say("kept.saved", { name: await savePicture(this.app, kind) }));
    } catch {
      this.say(words.say("kept.failed"));
    }
  }

  async copyLink() {
    const { words } = this.app;
    const link = this.app.view.link();
    try {
      await navigator.clipboard.writeText(link);
      this.say(words.say("place.copied"));
    } catch {
      // Where the clipboard is refused, the link can still be taken by hand.
      this.say(link);
    }
  }

  help() {
    const { words } = this.app;
    byId("help-keys").replaceChildren(...HELP.map((keys, at) => element("div", {}, element("dt", {}, element("kbd", { text: keys })), element("dd", { text: words.say(`help.${at}`) }))));
    byId("help-box").showModal();
  }

  /** The page as it was opened, with the notes in its data, and the reader's own list where there is one. */
  saveCopy() {
    const { app } = this;
    const name = `csbm-${app.units.parties.join("-")}-notes.html`;
    offerFile(name, "text/html;charset=utf-8", pageWith({ list: app.ownList, notes: byId("notes").value }));
    this.say(app.words.say("kept.saved", { name }));
  }
}

// view.js
// Where the map looks: the whole zone at any depth, on the screen and on paper.


class View {
  constructor(app) {
    this.app = app;
    this.map = app.map;
    this.fitting = false;
    /** Whether the reader has moved the map: then nothing of ours moves it back. */
    this.moved = false;
  }

  fit() {
    this.fitting = true;
    const { data } = this.app;
    const [boxWest, boxSouth, boxEast, boxNorth] = data.ground.box;
    this.map.options.minZoom = 0;
    const least = this.map.getBoundsZoom([[boxSouth, boxWest], [boxNorth, boxEast]], true);
    const [west, south, east, north] = around([data.view, reachBox(data, (data.bands ? null : data.engine?.most_km) ?? data.steps.at(-1).depth_km)]);
    const fitting = this.map.getBoundsZoom([[south, west], [north, east]], false, [20, 32]);
    // Set as an option: Leaflet's own setMinZoom would start a zoom that overtakes the one below.
    this.map.options.minZoom = Math.max(0, Math.min(Math.ceil(least), Math.floor(fitting)));
    const { view } = this.app.state;
    if (view) this.map.setView([view[0], view[1]], view[2], { animate: false });
    else this.showAll();
    this.fitting = false;
  }

  /** The box around the zone as it is shown now: west, south, east, north. */
  zoneBox() {
    return this.app.zones?.box(this.app.state) ?? this.app.data.view;
  }

  /** Draw canvases finer than the screen, for paper; back without a figure. */
  sharpen(fine) {
    this.app.ground.redraw(fine !== undefined);
    if (!this.app.zones.canvas) return;
    this.app.zones.canvas.fine = fine;
    this.app.zones.canvas.redraw();
  }

  depthsInName() {
    return [...new Set(this.app.units.parties.map((code) => this.app.state.depths[code]))].join("-");
  }

  link() {
    const hash = [this.app.prefix, toHash(this.app.state, this.app.opened, this.app.units.parties)].filter(Boolean).join("&");
    return `${location.href.split("#")[0]}${hash ? `#${hash}` : ""}`;
  }

  /** The whole zone at its present depth, whatever the depth was as the page opened. */
  showAll() {
    const [west, south, east, north] = this.zoneBox();
    const before = this.fitting;
    this.fitting = true;
    this.map.fitBounds([[south, west], [north, east]], { paddingTopLeft: [10, 16], paddingBottomRight: [10, 16], animate: false });
    this.fitting = before;
    this.moved = false;
  }

  /** Lay the page out for one sheet of paper, or back for the screen. */
  print(on) {
    if (on === document.documentElement.classList.contains("printing")) return;
    document.documentElement.classList.toggle("printing", on);
    document.documentElement.dataset.theme = on ? "light" : this.app.state.theme;
    document.querySelector(".legend").open = on || this.app.legendOpen;
    if (on) {
      this.app.sheet.begin();
      byId("print-foot").textContent = this.app.panel.provenanceLine();
      this.app.list.print();
    } else {
      this.app.sheet.end();
      this.app.list.draw();
    }
  }
}

// clusters.js
// Units that would lie on each other are shown as one: groups by place alone, so that a step of the
// slider moves nothing, and only counts.

const RADIUS = 36;

/** Web Mercator in pixels of zoom 0. */
function worldPoints(lats, lons) {
  const x = new Float64Array(lats.length);
  const y = new Float64Array(lats.length);
  for (let at = 0; at < lats.length; at += 1) {
    const sine = Math.sin((Math.max(-85.05, Math.min(85.05, lats[at])) * Math.PI) / 180);
    x[at] = (128 / 180) * (lons[at] + 180);
    y[at] = 128 - (64 / Math.PI) * Math.log((1 + sine) / (1 - sine));
  }
  return { x, y };
}

/**
 * A group for each point at a scale (pixels per pixel of zoom 0): each point joins the first group that
 * was begun within the radius, or begins one. Points far apart are never compared.
 */
function groupsOf({ x, y }, scale, radius = RADIUS) {
  const group = new Int32Array(x.length);
  const seeds = [];
  const cells = new Map();
  const least = radius * radius;
  for (let at = 0; at < x.length; at += 1) {
    const [px, py] = [x[at] * scale, y[at] * scale];
    const [column, row] = [Math.floor(px / radius), Math.floor(py / radius)];
    let found = -1;
    let nearest = least;
    for (let dx = -1; dx <= 1; dx += 1) {
      for (let dy = -1; dy <= 1; dy += 1) {
        for (const seed of cells.get((column + dx) * 67108864 + row + dy) ?? []) {
          const away = (seeds[seed][0] - px) ** 2 + (seeds[seed][1] - py) ** 2;
          if (away < nearest) [nearest, found] = [away, seed];
        }
      }
    }
    if (found === -1) {
      found = seeds.length;
      seeds.push([px, py]);
      const key = column * 67108864 + row;
      if (cells.has(key)) cells.get(key).push(found);
      else cells.set(key, [found]);
    }
    group[at] = found;
  }
  return { group, count: seeds.length };
}

/** The groups of points once more by what they belong to (a small number each): no group mixes two. */
function bySide({ group, count }, sides, many = 3) {
  return { group: group.map((one, at) => one * many + sides[at]), count: count * many };
}

/** What each group shows: how many of its points are wanted, which one if it is alone, where they lie. */
function tally({ x, y }, { group, count }, wanted) {
  const many = new Int32Array(count);
  const unsure = new Uint8Array(count);
  const last = new Int32Array(count).fill(-1);
  const sumX = new Float64Array(count);
  const sumY = new Float64Array(count);
  for (let at = 0; at < group.length; at += 1) {
    if (wanted[at] === 0) continue;
    const one = group[at];
    many[one] += 1;
    last[one] = at;
    sumX[one] += x[at];
    sumY[one] += y[at];
    if (wanted[at] === 2) unsure[one] = 1;
  }
  return { many, unsure, last, sumX, sumY };
}

/** Move items of different sides that would hide each other apart, half the way each. */
function parted(items, reach) {
  for (let round = 0; round < 3; round += 1) {
    for (let a = 0; a < items.length; a += 1) {
      for (let b = a + 1; b < items.length; b += 1) {
        const [one, other] = [items[a], items[b]];
        const dx = other.x - one.x;
        const dy = other.y - one.y;
        const away = Math.hypot(dx, dy);
        if (one.side === other.side || away >= reach) continue;
        const [ux, uy] = away > 0.5 ? [dx / away, dy / away] : [one.side < other.side ? 1 : -1, 0];
        const push = (reach - away) / 2;
        Object.assign(one, { x: one.x - ux * push, y: one.y - uy * push });
        Object.assign(other, { x: other.x + ux * push, y: other.y + uy * push });
      }
    }
  }
  return items;
}

/**
 * What would still be drawn on each other is one circle: smaller ones go into larger ones. Items have
 * x and y in pixels, a count, whether any is in doubt, and their groups.
 */
function merged(items, reach) {
  const kept = [];
  const order = [...items].sort((a, b) => b.count - a.count || a.groups[0] - b.groups[0]);
  for (const item of order) {
    const near = kept.find((one) => (one.x - item.x) ** 2 + (one.y - item.y) ** 2 < reach * reach);
    if (!near) {
      kept.push({ ...item });
      continue;
    }
    near.count += item.count;
    near.unsure = near.unsure || item.unsure;
    near.groups = [...near.groups, ...item.groups];
  }
  return kept;
}

// fan.js
// A stack of signs opened like a fan: each unit's own sign on a ring around the place, with a leg to it.


const FAN_MAX = 24;
const STEP_PX = 37;
const LEAST = 46;

/** Where the signs of a fan stand around its middle, in pixels: one ring, or two where it would be wide. */
function fanPlaces(count) {
  const rings = count <= 12 ? [count] : [Math.ceil(count * 0.36), count - Math.ceil(count * 0.36)];
  let before = 0;
  return rings.flatMap((many) => {
    const radius = Math.max(before + (before ? STEP_PX + 6 : LEAST), (many * STEP_PX) / (2 * Math.PI));
    before = radius;
    return Array.from({ length: many }, (_, at) => {
      const turn = -Math.PI / 2 + (2 * Math.PI * at) / many;
      return [radius * Math.cos(turn), radius * Math.sin(turn)];
    });
  });
}

class Fan {
  constructor(map, app, signOf) {
    this.map = map;
    this.app = app;
    this.signOf = signOf;
    this.group = L.layerGroup().addTo(map);
    this.renderer = L.svg({ pane: "selection", padding: 0.4 });
    this.open = false;
    map.on("zoomstart", () => this.close());
    map.on("click", () => this.close());
  }

  show(inside, place, focus, back) {
    this.close();
    this.open = true;
    this.back = focus ? back : null;
    const middle = this.map.latLngToLayerPoint(place);
    const places = fanPlaces(inside.length);
    const reach = Math.max(...places.flat().map(Math.abs)) + 30;
    this.map.panInside(place, { padding: [reach, reach], animate: false });
    const here = this.map.latLngToLayerPoint(place).subtract(middle);
    const markers = inside.map((index, at) => {
      const spot = middle.add(here).add(places[at]);
      const latLng = this.map.layerPointToLatLng(spot);
      const own = [this.app.units.lat[index], this.app.units.lon[index]];
      this.group.addLayer(L.polyline([own, latLng], { pane: "selection", renderer: this.renderer, interactive: false, className: "fan-leg" }));
      const marker = this.signOf(index, latLng);
      marker.on("click", () => this.app.pick(index, false));
      onKey(marker, () => this.app.pick(index, true));
      return marker;
    });
    for (const marker of markers) this.group.addLayer(marker);
    if (focus) markers[0].getElement().focus({ preventScroll: true });
  }

  close() {
    if (!this.open) return;
    this.open = false;
    this.group.clearLayers();
    if (this.back && document.contains(this.back)) this.back.focus({ preventScroll: true });
    this.back = null;
  }
}

// dots.js
// Units outside the zone: dots, all of them in one path, however many there are.

const REACH = 9;
const MANY = 800;

class Dots {
  constructor(map, world, pick) {
    this.map = map;
    this.world = world;
    this.shown = [];
    const renderer = L.svg({ pane: "outside", padding: 0.2 });
    this.renderer = renderer;
    const Layer = L.Path.extend({
      options: { pane: "outside", renderer, interactive: false },
      initialize: function initialize(options) { L.setOptions(this, options); },
      _project() {},
      _update: function update() { this.draw(this); },
    });
    this.layers = ["dot-edge", "dot-ground"].map((className) => {
      const layer = new Layer({ className });
      layer.draw = (one) => one._renderer._setPath(one, this.path());
      return layer.addTo(map);
    });
    map.on("click", (event) => {
      const index = this.at(event.containerPoint);
      if (index !== -1) pick(index);
    });
    map.on("mousemove", (event) => {
      map.getContainer().classList.toggle("on-dot", this.at(event.containerPoint) !== -1);
    });
  }

  set(indices) {
    this.shown = indices;
    this.key = null;
    for (const layer of this.layers) {
      layer._path?.classList.toggle("many", indices.length > MANY);
      layer._update();
    }
  }

  /** Where a point of zoom 0 lies in the map's own pixels. */
  place(index) {
    const scale = this.map.options.crs.scale(this.map.getZoom()) / 256;
    const origin = this.map.getPixelOrigin();
    return [this.world.x[index] * scale - origin.x, this.world.y[index] * scale - origin.y];
  }

  path() {
    const bounds = this.renderer._bounds;
    const key = `${this.map.getZoom()} ${this.map.getPixelOrigin()} ${bounds?.min} ${bounds?.max}`;
    if (this.key === key) return this.made;
    const pieces = [];
    for (const index of this.shown) {
      const [x, y] = this.place(index);
      if (bounds && (x < bounds.min.x || y < bounds.min.y || x > bounds.max.x || y > bounds.max.y)) continue;
      pieces.push(`M${x.toFixed(1)} ${y.toFixed(1)}h0`);
    }
    this.key = key;
    this.made = pieces.join("") || "M0 0";
    return this.made;
  }

  /** The dot at a point of the window, or -1. */
  at(point) {
    const here = this.map.containerPointToLayerPoint(point);
    let found = -1;
    let nearest = REACH * REACH;
    for (const index of this.shown) {
      const [x, y] = this.place(index);
      const away = (x - here.x) ** 2 + (y - here.y) ** 2;
      if (away < nearest) [nearest, found] = [away, index];
    }
    return found;
  }
}

// markers.js
// Units on the map: signs where they count, a stack for those of one side that would hide each other, dots outside.


const DOTS_MAX = 4000;
/** Signs and circles nearer than this, in pixels, would hide each other. */
const APART = 30;
/** Signs of a stack that are seen. */
const SEEN = 3;
const CIRCLES_MAX = 600;
const RANKS = ["", "company", "battalion", "regiment", "brigade", "division", "corps", "command"];
const ZOOMS_KEPT = 6;
const LIST_MAX = 200;

function signAddress(svg) {
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** Where in a sign its middle is: a headquarters' anchor is the foot of its staff, which a stack would pull apart. */
function inStack({ x, y, width, height }) {
  return y > 0.8 * height ? { x: width / 2, y: height / 3 } : { x, y };
}

class Markers {
  constructor(map, app) {
    this.map = map;
    this.app = app;
    this.units = app.units;
    this.world = worldPoints(this.units.lat, this.units.lon);
    this.signs = this.units.signs.map(([svg, width, height, x, y]) => ({
      address: signAddress(svg), width, height, x, y,
    }));
    this.made = new Map();
    this.grouped = new Map();
    this.wanted = new Uint8Array(this.units.count);
    this.drawn = new Map();
    this.outsideCounts = { given: 0, drawn: 0 };
    this.Sign = L.Icon.extend({ createShadow: () => null });
    this.layer = L.layerGroup().addTo(map);
    this.sides = Uint8Array.from(this.units.text.side, (side) => ({ first: 0, second: 1 })[this.units.classOf(side)] ?? 2);
    this.rank = this.units.text.echelon.map((one) => Math.max(0, RANKS.indexOf(one)));
    this.fan = new Fan(map, app, (index, place) => this.fresh(index, place));
    this.circles = L.layerGroup().addTo(map);
    this.circleRenderer = L.svg({ pane: "areas", padding: 0.2 });
    this.dots = new Dots(map, this.world, (index) => app.pick(index, false));
    map.on("zoomend moveend resize", () => this.place());
  }

  position(index) {
    return [this.units.lat[index], this.units.lon[index]];
  }

  /** A sign's own element is made once and kept: it comes and goes with the slider. */
  icon(index, indeterminate) {
    const sign = this.signs[this.units.sign_at[index]];
    const icon = new this.Sign();
    let node = null;
    icon.createIcon = () => {
      if (node) return node;
      const image = element("img", { width: sign.width, height: sign.height, alt: "" });
      image.src = sign.address;
      const body = element("span", { class: indeterminate ? "sign indeterminate" : "sign" }, image);
      node = element("div", { class: "leaflet-marker-icon sign-icon" }, body);
      node.style.marginLeft = `${-sign.x}px`;
      node.style.marginTop = `${-sign.y}px`;
      node.title = this.units.text.name[index];
      return node;
    };
    return icon;
  }

  sign(index, status) {
    const key = `${index} ${status}`;
    if (!this.made.has(key)) {
      if (this.made.size > 3000) this.made.clear();
      const marker = L.marker(this.position(index), { icon: this.icon(index, status === INDETERMINATE) });
      const { x, y, width, height } = this.signs[this.units.sign_at[index]];
      marker.reach = [-x, -y, width - x, height - y];
      marker.on("click", () => this.app.pick(index, false));
      onKey(marker, () => this.app.pick(index, true));
      marker.on("add", () => marker.getElement().setAttribute("aria-label", this.app.label(index)));
      this.made.set(key, marker);
    }
    return this.made.get(key);
  }

  /** A marker of its own for a unit, wherever it is to stand. */
  fresh(index, place = this.position(index), options = {}) {
    const marker = L.marker(place, { icon: this.icon(index, this.app.status[index] === INDETERMINATE), zIndexOffset: 5000, ...options });
    marker.on("add", () => marker.getElement().setAttribute("aria-label", this.app.label(index)));
    return marker;
  }

  cluster(groups) {
    const body = element("span", { class: "cluster" });
    const icon = L.divIcon({ html: body, className: "cluster-icon", iconSize: null });
    const marker = L.marker([0, 0], { icon });
    marker.body = body;
    marker.on("click", () => this.open(groups, false, marker.getLatLng()));
    onKey(marker, () => this.open(groups, true, marker.getLatLng()));
    marker.on("add", () => {
      marker.getElement().setAttribute("aria-label", marker.said);
      marker.getElement().title = marker.said;
    });
    return marker;
  }

  /** The units of some groups, the highest first, then the nearest. */
  members(wanted) {
    const { group } = this.groups();
    const inside = [];
    for (let index = 0; index < group.length; index += 1) if (wanted.includes(group[index]) && this.wanted[index]) inside.push(index);
    return inside.sort((a, b) => this.rank[b] - this.rank[a] || (this.units.distance_m[a] ?? 0) - (this.units.distance_m[b] ?? 0) || a - b);
  }

  /** Fill a stack: the signs of its highest units, and how many there are. */
  fill(marker, { count, unsure, groups, side }) {
    const { words } = this.app;
    const inside = this.members(groups);
    const sideCode = this.units.text.side[inside[0]];
    const whose = sideCode === "" ? words.say("third.states") : this.app.country(sideCode);
    marker.said = `${words.say("list.count", { count, number: words.number(count) })}, ${whose}`;
    const seen = [...new Map(inside.map((index) => [this.units.sign_at[index], index])).values()].slice(0, SEEN);
    // The number at the corner is part of what is covered.
    let reach = [-15, -23, 30, 15];
    const signs = seen.reverse().map((index, at) => {
      const sign = this.signs[this.units.sign_at[index]];
      const image = element("img", { width: sign.width, height: sign.height, alt: "" });
      image.src = sign.address;
      const step = seen.length - 1 - at;
      const { x, y } = inStack(sign);
      const [left, top] = [step * 5 - x, -y - step * 4];
      image.style.left = `${left}px`;
      image.style.top = `${top}px`;
      reach = [Math.min(reach[0], left), Math.min(reach[1], top), Math.max(reach[2], left + sign.width), Math.max(reach[3], top + sign.height)];
      return image;
    });
    marker.reach = reach;
    const name = ["first", "second", "third"][side];
    marker.body.replaceChildren(...signs, element("b", { class: `many ${name}`, text: words.number(count) }));
    marker.body.className = `cluster ${name}${unsure ? " indeterminate" : ""}`;
    const node = marker.getElement();
    if (node) {
      node.setAttribute("aria-label", marker.said);
      node.title = marker.said;
    }
  }

  groups() {
    const zoom = this.map.getZoom().toFixed(2);
    if (!this.grouped.has(zoom)) {
      if (this.grouped.size >= ZOOMS_KEPT) this.grouped.delete(this.grouped.keys().next().value);
      this.grouped.set(zoom, bySide(groupsOf(this.world, this.map.options.crs.scale(this.map.getZoom()) / 256), this.sides));
    }
    return { zoom, ...this.grouped.get(zoom) };
  }

  /** Bring the map to a new set of statuses. */
  draw(status, state) {
    const hidden = state.off.includes("units");
    for (let index = 0; index < this.units.count; index += 1) {
      const shown = !hidden && !outside(this.units, index, status[index], state.depths) && counts(this.units, index, state);
      this.wanted[index] = shown ? status[index] : 0;
    }
    this.fan.close();
    this.place();
    this.drawCircles(state);
    this.dots.set(state.off.includes("outside") ? [] : this.outsideOf(status, state));
  }

  /** Put signs and circles where they belong, touching only what has changed. */
  place() {
    const groups = this.groups();
    const { many, unsure, last, sumX, sumY } = tally(this.world, groups, this.wanted);
    const bounds = this.map.getBounds().pad(0.2);
    const [topLeft, bottomRight] = [bounds.getNorthWest(), bounds.getSouthEast()].map((corner) => this.map.project(corner, 0));
    const scale = this.map.options.crs.scale(this.map.getZoom()) / 256;
    const items = [];
    for (let group = 0; group < groups.count; group += 1) {
      const count = many[group];
      if (count === 0) continue;
      const [x, y] = [sumX[group] / count, sumY[group] / count];
      if (x < topLeft.x || x > bottomRight.x || y < topLeft.y || y > bottomRight.y) continue;
      items.push({ x: x * scale, y: y * scale, count, unsure: unsure[group] === 1, groups: [group], side: group % 3, index: last[group] });
    }
    const seen = new Map();
    const stacks = [0, 1, 2].flatMap((side) => merged(items.filter((one) => one.side === side), APART));
    for (const one of parted(stacks, APART)) {
      if (one.count === 1) seen.set(`u${one.index} ${this.wanted[one.index]}`, { index: one.index });
      else seen.set(`c${groups.zoom} ${one.groups.join(" ")}`, { ...one, index: undefined, x: one.x / scale, y: one.y / scale });
    }
    this.swap(seen);
  }

  swap(seen) {
    for (const [key, { marker }] of this.drawn) {
      if (seen.has(key)) continue;
      this.layer.removeLayer(marker);
      this.drawn.delete(key);
    }
    for (const [key, one] of seen) {
      const before = this.drawn.get(key);
      if (one.index !== undefined) {
        if (before) continue;
        const marker = this.sign(one.index, this.wanted[one.index]);
        this.drawn.set(key, { marker });
        this.layer.addLayer(marker);
        continue;
      }
      const shape = `${one.count} ${one.unsure} ${one.x} ${one.y} ${this.app.words.language}`;
      if (before?.shape === shape) continue;
      const marker = before?.marker ?? this.cluster(one.groups);
      marker.setLatLng(this.map.unproject(L.point(one.x, one.y), 0));
      this.fill(marker, one);
      this.drawn.set(key, { marker, shape });
      if (!before) this.layer.addLayer(marker);
    }
  }

  /** Open a stack like a fan; one too large for that comes closer, or is a list where nothing parts it. */
  open(wanted, focus, place) {
    const inside = this.members(wanted);
    const bounds = L.latLngBounds(inside.map((index) => this.position(index)));
    if (inside.length <= FAN_MAX) {
      this.fan.show(inside, place, focus, document.activeElement);
      return;
    }
    const nearest = this.map.options.maxZoom;
    const spread = this.map.project(bounds.getSouthWest(), nearest).distanceTo(this.map.project(bounds.getNorthEast(), nearest));
    const zoom = Math.min(nearest, Math.max(this.map.getBoundsZoom(bounds.pad(0.15)), this.map.getZoom() + 1));
    if (spread > APART && this.map.getZoom() < nearest) this.map.setView(bounds.getCenter(), zoom, { animate: false });
    else this.list(inside, bounds.getCenter(), focus);
  }

  /** How well each unit's place is known, as a circle; only where it is asked for. */
  drawCircles(state) {
    this.circles.clearLayers();
    if (state.off.includes("doubt")) return;
    let left = CIRCLES_MAX;
    for (const index of this.units.nearestFirst) {
      const radius = this.units.position_accuracy_m[index];
      if (!this.wanted[index] || !radius) continue;
      this.circles.addLayer(L.circle(this.position(index), { radius, pane: "areas", renderer: this.circleRenderer, interactive: false, className: "doubt" }));
      left -= 1;
      if (left === 0) return;
    }
  }

  list(inside, place, focus) {
    const { words, app } = { words: this.app.words, app: this.app };
    const rows = inside.slice(0, LIST_MAX).map((index) => element("li", {}, element("button", {
      type: "button", text: this.units.text.name[index] || this.units.text.id[index], click: () => app.choose(index, { focus: true }),
    })));
    const title = words.say("list.count", { count: inside.length, number: words.number(inside.length) });
    const content = element("div", { class: "popup", tabindex: "-1", role: "group", "aria-label": title },
      element("h3", { text: title }), element("ul", { class: "stacked" }, ...rows));
    const back = focus ? document.activeElement : null;
    const popup = L.popup({ minWidth: 220, maxWidth: 300, maxHeight: 320, closeButton: false, offset: [0, -8] });
    popup.setLatLng(place).setContent(content);
    popup.on("remove", () => {
      if (back && document.contains(back) && !app.state.unit) back.focus({ preventScroll: true });
    });
    popup.openOn(this.map);
    if (focus) content.focus({ preventScroll: true });
  }

  /** Units to draw as dots: all that are outside, or the nearest of very many. */
  outsideOf(status, state) {
    const found = [];
    let given = 0;
    for (const index of this.units.nearestFirst) {
      if (!outside(this.units, index, status[index], state.depths) || !counts(this.units, index, state)) continue;
      given += 1;
      if (found.length < DOTS_MAX) found.push(index);
    }
    this.outsideCounts = { given, drawn: found.length };
    return found;
  }

  /** What signs and stacks cover now, as boxes in pixels of the map's layer. */
  stands() {
    return [...this.drawn.values()].map(({ marker }) => {
      const { x, y } = this.map.latLngToLayerPoint(marker.getLatLng());
      const [left, top, right, bottom] = marker.reach;
      return [x + left, y + top, x + right, y + bottom];
    });
  }

  /** Labels again, in another language. */
  relabel() {
    for (const { marker } of this.drawn.values()) this.layer.removeLayer(marker);
    this.drawn.clear();
    this.place();
  }
}

// areas.js
// Units that are areas or lines: their outlines, under the signs.


class Areas {
  constructor(map, app, line) {
    this.map = map;
    this.app = app;
    this.line = line;
    this.group = L.layerGroup().addTo(map);
    this.renderer = L.svg({ pane: "areas", padding: 0.4 });
    this.made = new Map();
  }

  layer(shape) {
    if (!this.made.has(shape.unit)) {
      const style = { pane: "areas", renderer: this.renderer, smoothFactor: 0.8, bubblingMouseEvents: false };
      const layers = [];
      if (shape.polygons.length > 0) layers.push(L.polygon(shape.polygons.map((rings) => rings.map(this.line)), { ...style, className: "unit-area" }));
      if (shape.lines.length > 0) layers.push(L.polyline(shape.lines.map(this.line), { ...style, className: "unit-line" }));
      for (const layer of layers) layer.on("click", () => this.app.pick(shape.unit, false));
      this.made.set(shape.unit, L.featureGroup(layers));
    }
    return this.made.get(shape.unit);
  }

  draw(status, state) {
    const { units } = this.app;
    for (const shape of units.shapes) {
      const layer = this.layer(shape);
      const off = state.off.includes(outside(units, shape.unit, status[shape.unit], state.depths) ? "outside" : "units");
      if (!off && counts(units, shape.unit, state)) this.group.addLayer(layer);
      else this.group.removeLayer(layer);
    }
  }
}

// selection.js
// The chosen unit: its line to the nearest border point with the distance, its doubt, its popup.


class Selection {
  constructor(map, app) {
    this.map = map;
    this.app = app;
    this.renderer = L.svg({ pane: "selection", padding: 0.4 });
    this.group = L.layerGroup().addTo(map);
    this.popup = null;
    this.back = null;
    /** Whether cards are read whole: kept from one to the next. */
    this.whole = false;
  }

  clear() {
    this.group.clearLayers();
    if (this.popup) {
      const popup = this.popup;
      this.popup = null;
      this.map.closePopup(popup);
    }
    if (this.back && document.contains(this.back)) this.back.focus({ preventScroll: true });
    this.back = null;
  }

  show(index, focus) {
    const back = focus ? document.activeElement : null;
    this.back = null;
    this.clear();
    this.back = back;
    this.draw(index);
    const units = this.app.units;
    const popup = L.popup({
      minWidth: 250, maxWidth: 320, maxHeight: 380, autoPanPadding: [24, 24], closeButton: false,
      offset: [0, -12],
    });
    popup.setLatLng([units.lat[index], units.lon[index]]).setContent(this.content(index));
    this.popup = popup;
    popup.on("remove", () => {
      if (this.popup === popup) this.app.choose(null);
    });
    popup.openOn(this.map);
    if (focus) popup.getElement().querySelector(".popup").focus({ preventScroll: true });
  }

  refresh(index) {
    if (this.popup) this.popup.setContent(this.content(index));
  }

  draw(index) {
    const { units, words } = this.app;
    // The distance of an area or a line runs from its nearest place.
    const here = [units.place_lat?.[index] ?? units.lat[index], units.place_lon?.[index] ?? units.lon[index]];
    const style = (className) => ({ pane: "selection", renderer: this.renderer, interactive: false, className });
    // Whatever is filtered, stacked or outside: the chosen unit stands there with its own sign.
    const sign = this.app.markers.fresh(index, undefined, { pane: "selection", interactive: false, keyboard: false });
    this.group.addLayer(sign);
    sign.getElement().classList.add("chosen-sign");
    const accuracy = units.position_accuracy_m[index];
    if (accuracy) this.group.addLayer(L.circle(here, { radius: accuracy, ...style("doubt") }));
    if (units.nearest_lat[index] === null || units.nearest_lon[index] === null) return;
    const there = [units.nearest_lat[index], units.nearest_lon[index]];
    this.group.addLayer(L.polyline([here, there], style("reach-casing")));
    this.group.addLayer(L.polyline([here, there], style("reach")));
    this.group.addLayer(L.circleMarker(there, { radius: 4.5, ...style("foot") }));
    const text = words.km(units.distance_m[index]);
    const icon = L.divIcon({ className: "reach-label", html: element("span", { text }), iconSize: [0, 0] });
    const middle = [(here[0] + there[0]) / 2, (here[1] + there[1]) / 2];
    this.group.addLayer(L.marker(middle, { icon, interactive: false, keyboard: false, pane: "selection" }));
  }

  facts(index) {
    const { units, words, state } = this.app;
    const degrees = (lat, lon) => (lat === null || lon === null ? "–" : written(lat, lon, state.format));
    const distance = units.distance_m[index];
    const accuracy = units.position_accuracy_m[index];
    return [
      ["fact.distance", words.km(distance, 3)],
      ["fact.nearest", degrees(units.nearest_lat[index], units.nearest_lon[index])],
      ["fact.position", degrees(units.lat[index], units.lon[index])],
      ["fact.accuracy", accuracy === null ? "–" : `± ${words.km(accuracy)}`],
      ["fact.settlement", units.text.settlement[index]],
      ["fact.evidence", units.text.evidence?.[index] === "inferred" && words.say("evidence.inferred")],
    ];
  }

  /** What a card says besides, once it is unfolded. */
  otherFacts(index) {
    const { units, words } = this.app;
    return [
      ["fact.azimuth", `${words.number(units.azimuth_deg[index], 1)}°`],
      ["fact.country", this.app.country(units.text.country[index])],
      ["fact.parent", this.parent(units.text.parent?.[index])],
      ["fact.counts", units.text.counts_as && words.say(`class.${units.text.counts_as[index]}`)],
      ["fact.vd", units.text.vd_class?.[index]],
    ];
  }

  listed(facts) {
    const list = element("dl", { class: "facts" });
    for (const [key, value] of facts.filter(([, said]) => said)) {
      list.append(element("dt", { text: this.app.words.say(key) }), element("dd", { text: value }));
    }
    return list;
  }

  /** The rest of a card: lesser facts, the second source, notes. */
  more(index, opened) {
    const { units, words } = this.app;
    const notes = units.text.notes?.[index];
    const folded = element("details", { class: "card-more" }, element("summary", { text: words.say("card.more") }),
      // The command line's own sentence, for who reads English; the card's says it in the page's language.
      opened && words.language === "en" ? element("p", { class: "reason", text: opened }) : null,
      this.listed(this.otherFacts(index)), this.second(index),
      notes ? element("p", { class: "notes", text: notes }) : null);
    folded.open = this.whole;
    folded.addEventListener("toggle", () => { this.whole = folded.open; });
    return folded;
  }

  /** The status in each band that speaks of the unit, with its reason. */
  bands(index) {
    const { units, words, state } = this.app;
    const told = words.language === "en" ? this.toldByBand(index) : [];
    return element("ul", { class: "by-band" }, ...bandsFor(units, index).map((band) => {
      const status = bandStatus(units, band, index, state.rule);
      const name = STATUS_NAMES[status];
      return element("li", { class: state.off.includes(band.key) ? "off" : null },
        element("span", { class: `badge ${name}`, text: words.say(`status.${name}`) }),
        element("span", { class: "category", text: categoryName(words, band.category) }),
        element("span", { class: "range", text: `, ${bandRange(words, band)}` }),
        // Where the distance decides plainly, it says enough below.
        clear(units, index, band, status) ? null : element("span", { class: "why", text: explainBand(units, index, band, status, state.rule, words) }),
        told[band.at]?.status === status ? element("span", { class: "why reason", text: told[band.at].reason }) : null);
    }));
  }

  /** The command line's own sentences, by category; of what is no point only the program knows them. */
  toldByBand(index) {
    const { units, engine, state } = this.app;
    if (!engine?.table || units.shapes.some((shape) => shape.unit === index)) return [];
    const [place] = engine.places([{
      lon: units.lon[index], lat: units.lat[index], accuracy_m: units.position_accuracy_m[index] ?? Infinity,
      atSea: units.text.kind[index] === "", locatedIn: units.text.located_in?.[index] ?? "",
    }]);
    if (place.beyond) return [];
    const all = engine.answer(place, state).bands;
    return units.bands.categories.map((category) => all.find((one) => one.category === category));
  }

  /** The formation that a unit belongs to, by name where it is listed. */
  parent(id) {
    const { units } = this.app;
    const at = id ? units.text.id.indexOf(id) : -1;
    return at < 0 ? id : units.text.name[at];
  }

  /** The second source, and when both were last read. */
  second(index) {
    const { units, words } = this.app;
    const text = (name) => units.text[name]?.[index] ?? "";
    const [title, url] = [text("source_2_title"), text("source_2_url")];
    if (!title && !url && !text("accessed")) return null;
    return element("p", { class: "source" },
      title || url ? element("span", { class: "label", text: `${words.say("fact.source2")}: ` }) : null,
      title || url ? sourceLink(title, url) : null,
      text("source_2_date") ? element("span", { text: `, ${words.date(text("source_2_date"))}` }) : null,
      text("accessed") ? element("span", { text: ` ${words.say("fact.accessed", { day: words.date(text("accessed")) })}` }) : null);
  }

  content(index) {
    const { units, words, status, state } = this.app;
    const text = (name) => units.text[name][index];
    const name = STATUS_NAMES[status[index]];
    const what = [
      words.term("kind", text("kind")), words.term("branch", text("branch")), words.term("echelon", text("echelon")),
    ].filter(Boolean).join(" · ");
    const opened = !units.bands && asOpened(units, state.depths, state.rule) && text("reason");
    const close = element("button", {
      type: "button", class: "popup-close", "aria-label": words.say("close"), click: () => this.app.choose(null),
    }, element("span", { "aria-hidden": "true", text: "×" }));
    return element("div", { class: "popup", tabindex: "-1", role: "group", "aria-label": text("name") },
      close,
      element("h3", { text: text("name") }),
      text("name_local") ? element("p", { class: "local", text: text("name_local") }) : null,
      what ? element("p", { class: "what", text: what }) : null,
      units.bands ? this.bands(index) : element("p", { class: "verdict" },
        element("span", { class: `badge ${name}`, text: words.say(`status.${name}`) }),
        element("span", { text: ` ${explain(units, index, status, state, words)}` })),
      this.listed(this.facts(index)),
      text("source_title") || text("source_url")
        ? element("p", { class: "source" },
          element("span", { class: "label", text: `${words.say("fact.source")}: ` }),
          sourceLink(text("source_title"), text("source_url")),
          text("source_date") ? element("span", { text: `, ${words.date(text("source_date"))}` }) : null)
        : null,
      this.more(index, opened),
    );
  }
}

// curve.js
// How many units lie within each depth: a line per side, with the doubt as a band around it.


const WIDTH = 400;
const HEIGHT = 112;
const EDGE = { left: 30, right: 10, top: 8, bottom: 20 };

/** The least round number that is not smaller. */
function roundTop(value) {
  const power = 10 ** Math.floor(Math.log10(value > 0 ? value : 1));
  return [1, 2, 4, 5, 10].map((step) => step * power).find((top) => top >= value) ?? value;
}

/** How many of ascending numbers are not greater than a limit. */
function countWithin(sorted, limit) {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Corners [distance, count] of the stairs that ascending distances make, thinned to `slots` of them. */
function corners(sorted, limit, slots) {
  const found = [];
  let slot = -1;
  for (let at = 0; at < sorted.length && sorted[at] <= limit; at += 1) {
    const here = Math.floor((sorted[at] / limit) * slots);
    if (here === slot) found[found.length - 1][1] = at + 1;
    else found.push([sorted[at], at + 1]);
    slot = here;
  }
  return found;
}

class Curve {
  constructor(frame, app, pick) {
    this.frame = frame;
    this.app = app;
    this.key = null;
    this.left = EDGE.left;
    this.depths = null;
    frame.addEventListener("click", (event) => {
      if (!this.depths) return;
      const box = frame.getBoundingClientRect();
      const at = ((event.clientX - box.left) / box.width) * WIDTH;
      pick(((at - this.left) / (WIDTH - this.left - EDGE.right)) * (this.limit / 1000));
    });
  }

  x(metres) {
    return Math.round((this.left + (metres / this.limit) * (WIDTH - this.left - EDGE.right)) * 10) / 10;
  }

  y(count) {
    const share = count / this.top;
    return Math.round((HEIGHT - EDGE.bottom - share * (HEIGHT - EDGE.top - EDGE.bottom)) * 10) / 10;
  }

  draw() {
    const { state, words } = this.app;
    const key = JSON.stringify([state.rule, state.third, state.time, state.count, state.facets, words.language, state.facets.status ? state.depths : null]);
    if (key !== this.key) this.drawLines();
    this.key = key;
    this.drawDepths();
  }

  drawLines() {
    const { units, state, data } = this.app;
    this.limit = 1000 * Math.max(...data.steps.map((step) => step.depth_km));
    // Of a side that nobody surveyed there is nothing to draw.
    this.sides = units.groups.map((group) => {
      const counted = group.filter((code) => !data.uncounted?.[code]);
      return counted.length === 0 ? { perhaps: [], surely: [], none: true } : reaches(units, counted, state);
    });
    this.frame.closest("section").hidden = units.count === 0;
    if (this.sides.every((side) => side.none)) {
      this.depths = null;
      this.frame.replaceChildren(element("p", { class: "aside", text: this.unsaid() }));
      return;
    }
    this.depths = drawing("g");
    const most = Math.max(1, ...this.sides.map((side) => countWithin(side.perhaps, this.limit)));
    this.top = roundTop(most);
    this.left = this.top >= 10000 ? EDGE.left + 14 : EDGE.left;
    this.title = drawing("title");
    const svg = drawing("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "curve", role: "img" }, this.title);
    this.drawAxes(svg);
    this.sides.forEach((side, at) => {
      if (side.none) return;
      svg.append(drawing("path", { class: at === 0 ? "band first" : "band second", d: this.band(side) }));
    });
    this.sides.forEach((side, at) => {
      if (side.none) return;
      const d = `${this.stairs(side.surely)}H${this.x(this.limit)}`;
      svg.append(drawing("path", { class: at === 0 ? "line first" : "line second", d }));
    });
    svg.append(this.depths);
    this.frame.replaceChildren(svg);
  }

  stairs(sorted) {
    const steps = corners(sorted, this.limit, 2 * WIDTH).map(([at, count]) => `H${this.x(at)}V${this.y(count)}`);
    return `M${this.x(0)} ${this.y(0)}${steps.join("")}`;
  }

  band(side) {
    const back = corners(side.surely, this.limit, 2 * WIDTH).reverse();
    const lower = back.map(([at, count]) => `V${this.y(count)}H${this.x(at)}`).join("");
    return `${this.stairs(side.perhaps)}H${this.x(this.limit)}${lower}V${this.y(0)}Z`;
  }

  drawAxes(svg) {
    const { words } = this.app;
    for (const count of this.top === 1 ? [0, 1] : [0, this.top / 2, this.top]) {
      const y = this.y(count);
      svg.append(
        drawing("line", { class: "grid", x1: this.left, x2: WIDTH - EDGE.right, y1: y, y2: y }),
        drawing("text", { class: "tick", x: this.left - 5, y: y + 3.5, "text-anchor": "end", text: words.number(count) }),
      );
    }
    const limit = this.limit / 1000;
    const step = roundTop(limit / 5);
    for (let km = 0; km <= limit * 1.0001; km += step) {
      const last = km + step > limit * 1.0001;
      const anchor = km === 0 ? "start" : last && km > 0.97 * limit ? "end" : "middle";
      const text = last ? words.say("unit.km", { value: words.depth(km) }) : words.depth(km);
      svg.append(drawing("text", { class: "tick", x: this.x(km * 1000), y: HEIGHT - 5, "text-anchor": anchor, text }));
    }
  }

  /** What stands in a chart's place where nobody surveyed either side. */
  unsaid() {
    const { data, words } = this.app;
    const told = data.parties.map(({ code }) => [this.app.country(code), words.term("survey", data.uncounted[code])]);
    const same = new Set(told.map(([, word]) => word)).size === 1;
    return same ? told[0][1] : told.map(([name, word]) => `${name}: ${word}`).join(" · ");
  }

  drawDepths() {
    if (!this.depths) return;
    const { state, words, data } = this.app;
    const said = [];
    this.depths.replaceChildren();
    const { units } = this.app;
    const shown = units.bands
      ? units.bands.rows.filter((band) => !state.off.includes(band.key)).map((band) => [band.side, band.depth_km])
      : data.parties.map((party) => [party.code, state.depths[party.code]]);
    shown.forEach(([code, km]) => {
      const at = units.groups.findIndex((group) => group.includes(code));
      if (data.uncounted?.[code]) {
        said.push(`${this.app.country(code)}: ${words.term("survey", data.uncounted[code])}`);
        return;
      }
      const depth = km * 1000;
      const count = countWithin(this.sides[at].surely, depth);
      const kind = at === 0 ? "first" : "second";
      said.push(`${this.app.country(code)}, ${words.say("unit.km", { value: words.depth(km) })}: ${words.number(count)}`);
      this.depths.append(
        drawing("line", { class: `depth ${kind}`, x1: this.x(depth), x2: this.x(depth), y1: EDGE.top - 4, y2: HEIGHT - EDGE.bottom }),
        drawing("circle", { class: `dot ${kind}`, cx: this.x(depth), cy: this.y(count), r: 3.2 }),
      );
    });
    this.title.textContent = `${words.say("curve.title")}. ${said.join(", ")}`;
  }
}

// list.js
// The list of units beside the map: all that the map shows is here in words.


const CHUNK = 40;
const HEADINGS = ["side", "name", "kind", "distance"];

/** The bands of a unit as marks: 1 ● 3 ◐ 5 ○, by the bands' numbers. */
function bandMarks(app, index) {
  const { units, state } = app;
  return marksOf(bandPairs(units, index, state));
}

const bandPairs = (units, index, state) => bandsFor(units, index, state.off).map((band) => [band, bandStatus(units, band, index, state.rule)]);

class List {
  constructor(app) {
    this.app = app;
    this.limit = CHUNK;
    this.rows = [];
    this.made = new Map();
    this.madeFor = "";
    this.head = byId("list-head");
    this.body = byId("list-body");
    this.more = byId("list-more");
    this.empty = byId("list-empty");
    this.more.addEventListener("click", () => this.extend(true));
    // Who scrolls to the end sees more without asking; the button is for keyboards.
    new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) this.extend(false);
    }, { rootMargin: "200px" }).observe(this.more);
    this.body.addEventListener("click", (event) => this.pick(event));
    this.body.addEventListener("keydown", (event) => this.move(event));
  }

  pick(event) {
    const row = event.target.closest("tr");
    if (!row) return;
    this.app.choose(Number(row.dataset.index), { zoom: true, focus: event.detail === 0 });
  }

  move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined) return;
    const buttons = [...this.body.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement);
    if (at === -1) return;
    event.preventDefault();
    buttons[Math.max(0, Math.min(buttons.length - 1, at + step))].focus();
  }

  extend(focus) {
    const from = this.limit;
    this.limit += CHUNK * 5;
    this.append(from);
    if (focus) this.body.children[from]?.querySelector("button").focus();
    this.sayMore();
  }

  drawHead() {
    const { state, words, store } = this.app;
    const wanted = `${state.sort} ${state.descending} ${words.language}`;
    if (this.headFor === wanted) return;
    this.headFor = wanted;
    const cells = HEADINGS.map((key) => {
      const sorted = state.sort === key;
      const order = state.descending ? "descending" : "ascending";
      const button = element("button", {
        type: "button", "data-sort": key,
        click: () => store.set({ sort: key, descending: sorted && !state.descending }),
      }, words.say(`column.${key}`), element("span", { class: "arrow", "aria-hidden": "true", text: sorted ? (state.descending ? " ▼" : " ▲") : "" }));
      return element("th", { scope: "col", class: `c-${key}`, "aria-sort": sorted ? order : null }, button);
    });
    const focused = document.activeElement?.dataset?.sort;
    this.head.replaceChildren(element("tr", {}, ...cells));
    if (focused) this.head.querySelector(`[data-sort="${focused}"]`)?.focus();
  }

  draw() {
    const { units, status, state, words } = this.app;
    this.limit = CHUNK;
    this.rows = listed(units, status, state, words.compare, (index) => this.said(index));
    this.place();
    this.drawHead();
    this.sayMore();
    this.empty.hidden = this.rows.length > 0;
    byId("list-table").hidden = this.rows.length === 0;
    this.empty.textContent = words.say(units.count === 0 ? "list.none" : state.query ? "list.nomatch" : "list.empty");
    byId("list-count").textContent = words.say("list.count", { count: this.rows.length, number: words.number(this.rows.length) });
  }

  /** The words of a row besides its names: what is read can be searched for. */
  said(index) {
    const { units, words } = this.app;
    const text = (name) => units.text[name][index];
    return [this.app.country(text("side")), this.app.country(text("country")), words.term("kind", text("kind")), words.term("branch", text("branch")), words.term("echelon", text("echelon"))].join(" ");
  }

  append(from) {
    const fragment = document.createDocumentFragment();
    for (const index of this.rows.slice(from, this.limit)) fragment.append(this.kept(index));
    this.body.append(fragment);
  }

  /** A row as it was made before, unless its unit's status or the language has changed. */
  kept(index) {
    const status = this.app.status[index];
    const before = this.made.get(index);
    const marks = this.app.units.bands ? bandMarks(this.app, index) : "";
    const band = this.band(index);
    if (before?.status === status && before.marks === marks && before.band === band) return before.row;
    const row = this.row(index, marks, band);
    this.made.set(index, { status, marks, band, row });
    return row;
  }

  /** Put the rows in place, touching only those that are new here: most steps change none. */
  place() {
    const { words } = this.app;
    if (this.madeFor !== words.language || this.made.size > 4000) this.made.clear();
    this.madeFor = words.language;
    const wanted = this.rows.slice(0, this.limit).map((index) => this.kept(index));
    wanted.forEach((row, at) => {
      const here = this.body.children[at];
      if (here !== row) this.body.insertBefore(row, here ?? null);
    });
    while (this.body.children.length > wanted.length) this.body.lastElementChild.remove();
    this.mark();
  }

  /** Which of the compared depths takes a unit in, as a place among them; -1 for none. */
  band(index) {
    const { nested, units, state } = this.app;
    const depths = nested?.depths ?? [];
    return depths.length > 0 && units.parties.includes(units.text.side[index]) ? enters(units, index, depths, state.rule) : -1;
  }

  row(index, marks, band = -1) {
    const { units, status, words } = this.app;
    const text = (name) => units.text[name][index];
    const name = STATUS_NAMES[status[index]];
    const side = text("side");
    const kind = words.term("kind", text("kind"));
    const branch = words.term("branch", text("branch"));
    const under = [text("name_local"), text("settlement")].filter(Boolean).join(" · ");
    const distance = units.distance_m[index];
    return element("tr", { "data-index": index, class: `is-${name}` },
      element("td", { class: "c-side" },
        element("span", { class: `swatch ${units.classOf(side)}`, "aria-hidden": "true" }),
        element("span", { class: "code", text: side || text("country") })),
      element("td", { class: "c-name" },
        element("button", { type: "button", text: text("name") || text("id") }),
        under ? element("span", { class: "under", text: under }) : null,
        marks ? this.byBand(index, marks) : null,
        band < 0 ? null : element("span", { class: `nested-tab nested-${band}`, text: words.say("nested.enters", { band: enterWords(words, this.app.nested.depths, band) }) })),
      element("td", { class: "c-kind", text: text("kind") === "unit" ? branch || kind : kind }),
      element("td", { class: "c-distance" },
        element("span", { class: `status ${name}`, role: "img", "aria-label": words.say(`status.${name}`), title: words.say(`status.${name}`), text: STATUS_MARKS[name] }),
        element("span", { class: "km", text: distance === null ? "–" : words.number(distance / 1000, 1) })));
  }

  /** A mark per band that speaks of the unit, and its number. */
  byBand(index, marks) {
    const { units, words, state } = this.app;
    return marked(words, bandPairs(units, index, state), marks);
  }

  /** As many rows as fit on paper, in two columns, and how many are left. */
  print() {
    byId("print-more").textContent = "";
    this.fill(40);
    const height = this.body.firstElementChild?.getBoundingClientRect().height ?? 0;
    const lines = height > 0 ? Math.floor(this.body.closest(".tab-body").clientHeight / height) - 2 : 0;
    const room = 2 * Math.max(0, lines);
    this.fill(room);
    const left = Math.max(0, this.rows.length - room);
    const { words } = this.app;
    byId("print-more").textContent = left ? words.say("print.more", { number: words.number(left) }) : "";
  }

  fill(limit) {
    this.limit = limit;
    this.body.replaceChildren();
    this.append(0);
  }

  sayMore() {
    const left = this.rows.length - Math.min(this.limit, this.rows.length);
    this.more.hidden = left === 0;
    this.more.textContent = this.app.words.say("list.more", { count: left, number: this.app.words.number(left) });
  }

  mark() {
    const { state, keys } = this.app;
    for (const row of this.body.children) {
      row.classList.toggle("chosen", keys[Number(row.dataset.index)] === state.unit);
    }
  }
}

// compare.js
// Depths compared: a row each, the balance sheet of the chosen one, and when each unit comes in.


const ROWS = 100;
const total = (areas) => areas.reduce((found, area) => (found === null || !area || area.km2 === null ? null : found + area.km2), 0);

/** Units of the parties in the order in which a growing depth takes them in, up to a limit in metres. */
function crossings(units, state, limit) {
  const comes = units.comesIn[state.rule];
  const found = [];
  for (let index = 0; index < units.count; index += 1) {
    if (!units.parties.includes(units.text.side[index]) || !(comes[index].perhaps <= limit)) continue;
    if (tallied(units, index, state)) found.push(index);
  }
  const order = (a, b) => (a === b ? 0 : a - b);
  return found.sort((a, b) => order(comes[a].surely, comes[b].surely) || units.distance_m[a] - units.distance_m[b] || a - b);
}

/** The crossings by the first of ascending depths at which each one is in; the rest come to no group. */
function byDepth(found, units, depths, rule = "round") {
  const groups = depths.map((depth) => ({ depth, units: [] }));
  let at = 0;
  for (const index of found) {
    while (at < depths.length && units.comesIn[rule][index].surely > depths[at] * 1000) at += 1;
    if (at === depths.length) break;
    groups[at].units.push(index);
  }
  return groups;
}

class Comparison {
  constructor(app) {
    this.app = app;
    this.table = null;
    this.limit = ROWS;
  }

  rows() {
    const { data, units, state, zones } = this.app;
    const key = JSON.stringify([state.rule, state.third, state.time, state.count, state.facets, state.facets.status ? state.depths : null, zones.book?.known ?? 0]);
    if (this.table?.key !== key) {
      const rows = data.steps.map(({ depth_km: depth }) => {
        const depths = Object.fromEntries(units.parties.map((code) => [code, depth]));
        const sums = balance(units, statuses(units, depths, state.rule), state);
        return { depth, sides: units.parties.map((code) => ({ area: zones.area(code, depth, state.rule, true), ...(sums.get(code) ?? { in: 0, indeterminate: 0 }) })) };
      });
      this.table = { key, rows };
    }
    return this.table.rows;
  }

  draw() {
    const focused = document.activeElement?.id;
    byId("depths").replaceChildren(this.depths(), ...this.sheet(), ...this.crossings(), ...this.printed());
    if (focused?.startsWith("nested-")) byId(focused)?.focus();
  }

  /** The table of depths; on paper nothing is still to come. */
  depths(paper = false) {
    const { data, words, units, state } = this.app;
    const two = data.parties.map((party) => element("th", { scope: "colgroup", colspan: 2, text: this.app.country(party.code) }));
    const four = data.parties.flatMap(() => [element("th", { scope: "col", text: words.say("column.units") }), element("th", { scope: "col", text: words.say("unit.km2", { value: "" }).trim() })]);
    const rows = this.rows().map(({ depth, sides }) => {
      const current = units.parties.every((code) => state.depths[code] === depth);
      const cells = sides.flatMap((side, at) => [
        element("td", { text: this.count(side, units.parties[at]) }),
        element("td", { text: paper && side.area?.km2 === null ? "–" : words.squares(side.area) }),
      ]);
      const [first, second] = units.groups.map((group) => ({ area: total(group.map((code) => sides[units.parties.indexOf(code)].area)) }));
      const ratio = first.area && second.area ? `1 : ${words.number(second.area / first.area, 2)}` : "–";
      const go = element("button", { type: "button", text: words.say("unit.km", { value: words.depth(depth) }), click: () => this.app.store.set({ linked: true, depths: Object.fromEntries(units.parties.map((code) => [code, depth])) }) });
      return element("tr", { class: current ? "chosen" : null, "aria-current": current ? "true" : null }, element("th", { scope: "row" }, this.onMap(depth), go), ...cells, element("td", { text: ratio }));
    });
    return element("table", { class: "figures" },
      element("caption", { text: words.say("depths.caption") }),
      element("thead", {},
        element("tr", {}, element("th", { scope: "col", rowspan: 2, text: words.say("column.depth") }), ...two, element("th", { scope: "col", rowspan: 2, text: words.say("column.ratio") })),
        element("tr", {}, ...four)),
      element("tbody", {}, ...rows));
  }

  /** A switch: whether the map shows this depth as an outline beside the others. */
  onMap(depth) {
    const { state, store, words } = this.app;
    const id = `nested-${String(depth).replace(".", "-")}`;
    const at = [...state.nested].sort((a, b) => a - b).indexOf(depth);
    const box = element("input", {
      type: "checkbox", id, "aria-label": words.say("nested.show", { depth: words.say("unit.km", { value: words.depth(depth) }) }),
      change: (event) => {
        const rest = store.get().nested.filter((one) => one !== depth);
        store.set({ nested: event.target.checked ? [...rest, depth].slice(-NESTED_MAX).sort((a, b) => a - b) : rest });
      },
    });
    box.checked = at !== -1;
    return element("label", { title: box.getAttribute("aria-label"), class: `nested-choice${at === -1 ? "" : ` nested-${at}`}`, for: id }, box);
  }

  /** A side's count, or what stands in its place where nobody surveyed it. */
  count(side, code) {
    const { data, words } = this.app;
    const told = data.uncounted?.[code];
    if (told) return words.term("survey", told);
    return `${words.number(side.in)}${side.indeterminate ? ` + ${words.number(side.indeterminate)} ◐` : ""}`;
  }

  /** Python's own balance sheet of the chosen depth, where the page came with one. */
  sheet() {
    const { data, state, units, words } = this.app;
    const depth = state.depths[units.parties[0]];
    const same = units.parties.every((code) => state.depths[code] === depth);
    const told = data.balance.find((one) => one.depth_km === depth);
    if (!told || !same || state.rule !== data.tripoint || state.time || state.count !== data.counting.opened) return [];
    const heads = [words.say("sheet.what"), ...units.groups.map((group) => group.map((code) => this.app.country(code)).join(", ")), words.say("sheet.difference"), words.say("sheet.ratio")];
    const rows = told.rows.map(([key, first, second]) => this.line(key, first, second));
    return [element("table", { class: "figures sheet" },
      element("caption", { text: words.say("sheet.caption", { depth: words.say("unit.km", { value: words.depth(depth) }) }) }),
      element("thead", {}, element("tr", {}, ...heads.map((text) => element("th", { scope: "col", text })))),
      element("tbody", {}, ...rows)),
    ...told.notes.map(([key, name, value]) =>
      element("p", { class: "aside", text: words.say(`sheet.${key}`, { name: this.app.country(name), area: words.number(value) }) }))];
  }

  /** The comparison as the command prints it, with all that was asked of it besides. */
  printed() {
    const { data, words } = this.app;
    if (!data.text) return [];
    const folded = element("details", { class: "printed" }, element("summary", { text: words.say("sheet.printed") }),
      element("pre", { tabindex: "0", lang: "en", text: data.text }));
    folded.open = this.unfolded ?? false;
    folded.addEventListener("toggle", () => { this.unfolded = folded.open; });
    return [folded];
  }

  line(key, first, second) {
    const { words } = this.app;
    const decimals = key === "share" ? 1 : 0;
    const unit = key === "share" ? " %" : "";
    const said = (value) => words.number(value, decimals);
    if (first === null || second === null) {
      const cell = (value) => element("td", { text: value === null ? "–" : said(value) + unit });
      return element("tr", {}, element("th", { scope: "row", text: words.say(`sheet.${key}`) }), cell(first), cell(second), element("td", { text: "–" }), element("td", { text: "–" }));
    }
    const difference = second - first;
    const sign = difference > 0 ? "+" : difference < 0 ? "−" : "";
    const ratio = first > 0 ? `1 : ${words.number(second / first, 2)}` : "–";
    return element("tr", {}, element("th", { scope: "row", text: words.say(`sheet.${key}`) }),
      element("td", { text: said(first) + unit }), element("td", { text: said(second) + unit }),
      element("td", { text: `${sign}${said(Math.abs(difference))}` }), element("td", { text: ratio }));
  }

  crossings() {
    const { data, units, state, words } = this.app;
    const depths = data.steps.map((step) => step.depth_km);
    const found = crossings(units, state, 1000 * depths.at(-1));
    if (found.length === 0) return [];
    const bodies = byDepth(found.slice(0, this.limit), units, depths, state.rule).filter((group) => group.units.length > 0).map((group) =>
      element("tbody", {},
        element("tr", { class: "group" }, element("th", { scope: "rowgroup", colspan: 4, text: words.say("crossings.upto", { depth: words.say("unit.km", { value: words.depth(group.depth) }) }) })),
        ...group.units.map((index) => this.crossing(index))));
    const left = found.length - this.limit;
    const more = element("button", { type: "button", class: "more", text: words.say("list.more", { count: left, number: words.number(left) }), click: () => this.extend() });
    return [element("table", { class: "figures crossings" },
      element("caption", { text: words.say("crossings.title") }),
      element("thead", {}, element("tr", {}, ...["column.distance", "crossings.band", "column.side", "column.name"].map((key) => element("th", { scope: "col", text: words.say(key) })))),
      ...bodies), left > 0 ? more : null].filter(Boolean);
  }

  extend() {
    const from = this.limit;
    this.limit += ROWS * 5;
    this.draw();
    byId("depths").querySelectorAll(".crossings tbody tr:not(.group) button")[from]?.focus();
  }

  crossing(index) {
    const { units, words, state } = this.app;
    const distance = units.distance_m[index];
    const { perhaps, surely } = units.comesIn[state.rule][index];
    const band = [perhaps, surely].map((metres) => words.number(metres / 1000, 1)).join("–");
    return element("tr", {},
      element("td", { text: words.number(distance / 1000, 1) }),
      element("td", { class: "band-cell", text: Number.isFinite(surely) ? band : "–" }),
      element("td", { class: "side-cell" }, element("span", { class: `swatch ${units.classOf(units.text.side[index])}`, "aria-hidden": "true" }), element("span", { class: "code", text: units.text.side[index] })),
      element("th", { scope: "row" }, element("button", { type: "button", text: units.text.name[index] || units.text.id[index], click: (event) => this.app.choose(index, { zoom: true, focus: event.detail === 0 }) })));
  }
}

// panel.js
// The panel: heading, depth, sides, balance by kind, depths compared, method and sources.


class Panel {
  constructor(app) {
    this.app = app;
    const { store, data, units } = app;
    byId("linked").addEventListener("change", (event) => {
      const { depths } = store.get();
      const first = depths[units.parties[0]];
      const equal = Object.fromEntries(units.parties.map((code) => [code, first]));
      store.set({ linked: event.target.checked, ...(event.target.checked ? { depths: equal } : {}) });
    });
    this.withSteps();
    byId("depth-choice").classList.toggle("fixed", data.steps.length < 2 && !data.engine);
    for (const id of ["depth-choice", "tab-depths"]) byId(id).hidden = Boolean(units.bands);
    byId("band-choice").hidden = !units.bands;
    byId("tab-exercises").hidden = data.exercises.length === 0;
    byId("count-row").hidden = !units.text.counts_as;
    byId("count").addEventListener("change", (event) => store.set({ count: event.target.value }));
    this.years = years(units, data.exercises.flatMap((one) => [one.start, one.end]));
    byId("time-row").hidden = this.years.length < 2;
    byId("time").max = String(this.years.length);
    byId("time").addEventListener("input", (event) => {
      const at = Number(event.target.value);
      store.set({ time: at === 0 ? "" : this.years[at - 1] });
    });
  }

  /** Make the sliders: over any depth, or over those that the page was made for. */
  withSteps() {
    byId("sliders").replaceChildren(...this.app.data.parties.map((party, at) => this.slider(party.code, at)));
  }

  slider(code, at) {
    const { data, store, units, offered } = this.app;
    const range = offered.most ? { min: 0.1, max: offered.most, step: 0.1 } : { min: 0, max: data.steps.length - 1, step: 1 };
    const input = element("input", {
      type: "range", ...range, id: `slider-${at}`, class: `slider ${units.classOf(code)}`,
      input: (event) => this.slide(code, offered.most ? Number(event.target.value) : data.steps[Number(event.target.value)].depth_km),
    });
    const typed = offered.most ? element("input", {
      type: "number", min: 0.001, max: offered.most, step: "any", id: `depth-${at}`, class: "typed-depth", inputmode: "decimal",
      change: (event) => this.type(code, event.target),
    }) : null;
    const label = element("label", { for: `slider-${at}`, id: `slider-label-${at}` });
    const row = element("div", { class: `slider-row${typed ? " with-number" : ""}`, id: `slider-row-${at}` }, label, input, typed);
    if (at > 0) row.hidden = store.get().linked;
    return row;
  }

  /** A depth that was typed, to the metre. */
  type(code, field) {
    const { store, offered } = this.app;
    const depth = depthOffered(Number(field.value), offered);
    if (depth !== null) this.slide(code, depth);
    else store.set({ notice: { key: "depth.refused", values: { asked: field.value || "–", most: offered.most } } });
  }

  slide(code, depth) {
    const { store, units } = this.app;
    const state = store.get();
    const changed = state.linked ? units.parties : [code];
    store.set({ notice: null, depths: { ...state.depths, ...Object.fromEntries(changed.map((one) => [one, depth])) } });
  }

  /** The nearest depth there is to one that was pointed at. */
  slideNear(km) {
    const { data, units, offered } = this.app;
    if (offered.most) {
      const depth = Math.min(Math.max(Math.round(km * 10) / 10, 0.1), offered.most);
      if (this.app.state.linked) this.slide(units.parties[0], depth);
      return;
    }
    const depths = data.steps.map((step) => step.depth_km);
    const nearest = depths.reduce((best, depth) => (Math.abs(depth - km) < Math.abs(best - km) ? depth : best));
    if (this.app.state.linked) this.slide(units.parties[0], nearest);
  }

  drawDepth() {
    const { state, data, words, units } = this.app;
    this.drawNotice();
    const equal = units.parties.every((code) => state.depths[code] === state.depths[units.parties[0]]);
    byId("linked").checked = state.linked;
    data.parties.forEach((party, at) => {
      byId(`slider-row-${at}`).hidden = state.linked && at > 0;
      const depth = state.depths[party.code];
      const input = byId(`slider-${at}`);
      const { most } = this.app.offered;
      input.value = String(most ? depth : data.steps.findIndex((step) => step.depth_km === depth));
      input.style.setProperty("--filled", `${(100 * Number(input.value)) / Math.max(1, most ?? data.steps.length - 1)}%`);
      this.drawTyped(byId(`depth-${at}`), depth, party.code);
      input.setAttribute("aria-valuetext", words.say("unit.km", { value: words.depth(depth) }));
      byId(`slider-label-${at}`).textContent = state.linked ? words.say("depth.both") : this.app.country(party.code);
      byId(`slider-label-${at}`).classList.toggle("unseen", state.linked);
      byId(`slider-row-${at}`).classList.toggle("alone", state.linked);
    });
    const shown = equal ? [state.depths[units.parties[0]]] : units.parties.map((code) => state.depths[code]);
    byId("depth-now").textContent = words.say("unit.km", { value: shown.map((depth) => words.depth(depth)).join(" / ") });
  }

  drawTyped(field, depth, code) {
    if (!field) return;
    const { state, words } = this.app;
    field.value = String(depth);
    field.setAttribute("aria-label", state.linked ? words.say("depth.typed") : `${words.say("depth.typed")}, ${this.app.country(code)}`);
  }

  /** There is no engine: a depth that the page was not made for gives way to the nearest that it was. */
  withoutEngine() {
    const { data, state, store, units } = this.app;
    // What only has an area was to be drawn by the engine.
    data.steps = data.steps.filter((step) => step.drawn);
    byId("depth-choice").classList.toggle("fixed", data.steps.length < 2);
    const depths = data.steps.map((step) => step.depth_km);
    const nearest = (asked) => depths.reduce((best, one) => (Math.abs(one - asked) < Math.abs(best - asked) ? one : best));
    const shown = Object.fromEntries(Object.entries(state.depths).map(([code, depth]) => [code, nearest(depth)]));
    const other = Object.values(state.depths).find((depth) => !depths.includes(depth));
    this.withSteps();
    if (units.bands) this.withoutOtherRule();
    store.set({ depths: shown, notice: other === undefined ? null : { key: "depth.made", values: { asked: other, depth: nearest(other) } } });
    this.drawDepth();
  }

  /** Bands are there as polygons under one rule alone. */
  withoutOtherRule() {
    const { app } = this;
    app.zones.onlyDrawn();
    app.store.set({ rule: app.data.tripoint });
    app.controls.drawLayers();
  }

  /** What has to be said of the depth: that none but those the page was made for can be shown, or this one. */
  drawNotice() {
    const { words, state: { notice } } = this.app;
    const refused = document.documentElement.dataset.engine === "refused" ? words.say("engine.refused") : "";
    const text = [refused, notice && this.sayNotice(notice)].filter(Boolean).join(" ");
    for (const id of ["depth-notice", "band-notice"]) {
      byId(id).textContent = text;
      byId(id).hidden = !text;
    }
  }

  sayNotice({ key, values }) {
    const { words, data, state, units } = this.app;
    if (key === "depth.refused") return words.say("depth.refused", values);
    const depth = state.depths[units.parties[0]] ?? data.depth_km[units.parties[0]];
    return words.say("depth.made", { depth: words.depth(depth), ...values });
  }

  /** The heading: what this is, at which depth, of which states; it follows what is shown. */
  drawHeading() {
    const { data, words, units, state } = this.app;
    const names = units.groups.map((group) => group.map((code) => this.app.country(code)).join(", ")).join("–");
    const { own, regime } = data.heading;
    const equal = this.equalDepths();
    const heading = words.say(units.bands ? "heading.bands" : equal ? "heading.zone" : "heading.each", { depth: this.depthWords(), names });
    byId("title").textContent = own ? data.title : heading;
    document.title = byId("title").textContent;
    byId("regime").hidden = !regime.name;
    byId("regime").textContent = [regime.name, regime.status].filter(Boolean).join(" – ");
    const length = words.number(data.border.length_km, 1);
    byId("subtitle").textContent = [
      units.bands ? words.say("subtitle", { length }) : words.say(equal ? "heading.covers" : "heading.covers.each", { depth: this.depthWords(), length }),
      ...this.listWords(),
    ].join(" ");
    byId("subtitle").dataset.depth = units.parties.map((code) => state.depths[code]).join("/");
  }

  equalDepths() {
    const { units, state } = this.app;
    return units.parties.every((code) => state.depths[code] === state.depths[units.parties[0]]);
  }

  /** The depth in words: 80 km, or each side's. */
  depthWords() {
    const { words, units, state } = this.app;
    const equal = this.equalDepths();
    const km = (code) => words.say("unit.km", { value: words.depth(state.depths[code]) });
    return equal ? km(units.parties[0]) : units.parties.map((code) => `${this.app.country(code)} ${km(code)}`).join(", ");
  }

  /** As of when, and from which list. */
  listWords() {
    const { data, words, state } = this.app;
    const day = state.time || (data.as_of ? words.date(data.as_of) : "");
    const lists = [data.provenance.units].flat().filter(Boolean).map((one) => one.title ?? one.file).filter(Boolean).join(", ");
    return [day && words.say("heading.as_of", { day }), lists && words.say("heading.list", { list: lists })].filter(Boolean);
  }

  drawTime() {
    const { data, state, words } = this.app;
    const said = state.time || (data.as_of ? words.date(data.as_of) : words.say("time.any"));
    byId("time").value = String(this.years.indexOf(state.time) + 1);
    byId("time").style.setProperty("--filled", `${(100 * Number(byId("time").value)) / Math.max(1, this.years.length)}%`);
    byId("time").setAttribute("aria-valuetext", said);
    byId("time-now").textContent = said;
  }

  /** What is counted, to be chosen. */
  drawCount() {
    const { data, state, words } = this.app;
    byId("count").replaceChildren(...Object.keys(data.counting.choices).map((name) => element("option", { value: name, text: words.say(`count.${name}`) })));
    byId("count").value = state.count;
  }

  /** What stands inside a side, each kind for itself, whatever is counted. */
  mixed(code, mixes) {
    const { data, words } = this.app;
    const own = mixes.get(code);
    if (!own || data.uncounted?.[code]) return null;
    const parts = [...own].filter(([, count]) => count > 0).map(([name, count]) => `${words.say(`class.${name}`)}: ${words.number(count)}`);
    return element("p", { class: "figure small mix" }, element("span", { text: parts.join(" · ") }));
  }

  drawSides() {
    const { data, status, units, state, zones, words } = this.app;
    this.drawCount();
    const sums = balance(units, status, state);
    const mixes = mixOf(units, status, state);
    const cards = data.parties.map((party) => {
      const own = sums.get(party.code) ?? { in: 0, indeterminate: 0 };
      // Bands lie over each other: each one's area is in their table, and a sum would mislead.
      const area = units.bands ? null : zones.area(party.code, state.depths[party.code], state.rule);
      return element("div", { class: `card ${units.classOf(party.code)}` },
        element("h3", {}, element("span", { class: `swatch ${units.classOf(party.code)}`, "aria-hidden": "true" }), element("span", { text: this.app.country(party.code) })),
        ...this.figures(party.code, own),
        this.mixed(party.code, mixes),
        area === null ? null : element("p", { class: "figure small area" }, element("span", { text: words.areaOf(area) })));
    });
    byId("sides").replaceChildren(...cards, ...this.others(sums));
  }

  /** A side's counts, or what stands in their place where nobody surveyed it. */
  figures(code, own) {
    const { data, words } = this.app;
    const told = data.uncounted?.[code];
    if (told) return [element("p", { class: "figure small uncounted", text: words.term("survey", told) })];
    return [
      element("p", { class: "figure" }, element("strong", { text: words.number(own.in) }), element("span", { text: words.say("units.in", { count: own.in }) })),
      element("p", { class: "figure small" }, element("span", { class: "status indeterminate", "aria-hidden": "true", text: "◐" }), element("span", { text: words.say("units.indeterminate", { count: own.indeterminate, number: words.number(own.indeterminate) }) })),
      own.inferred ? element("p", { class: "figure small" }, element("span", { text: words.say("units.inferred", { number: words.number(own.inferred) }) })) : null,
    ].filter(Boolean);
  }

  others(sums) {
    const { words, state, status, units, zones } = this.app;
    const notes = [];
    const deepest = Math.max(...units.parties.map((code) => state.depths[code]));
    if (state.third) {
      const area = zones.thirdArea(deepest, state.rule);
      const count = unboundWithin(units, status, state);
      notes.push(words.say("third.note", { count, area: words.squares(area), number: words.number(count) }));
    }
    for (const [side, sum] of sums) {
      if (side === "" || units.parties.includes(side)) continue;
      notes.push(words.say("disputed.note", { side, count: sum.in + sum.indeterminate, number: words.number(sum.in + sum.indeterminate) }));
    }
    return notes.map((text) => element("p", { class: "aside", text }));
  }

  drawKinds() {
    const { data, words, status, units, state } = this.app;
    const sums = balance(units, status, state);
    const kinds = new Set();
    for (const sum of sums.values()) for (const kind of sum.kinds.keys()) kinds.add(kind);
    const say = (sum) => (sum ? `${words.number(sum.in)}${sum.indeterminate ? ` + ${words.number(sum.indeterminate)} ◐` : ""}` : "–");
    const sides = [...data.parties.map((party) => party.code), ...[...sums.keys()].filter((side) => !units.parties.includes(side))];
    const name = (side) => (side === "" ? words.say("third.states") : units.parties.includes(side) ? this.app.country(side) : side);
    const rows = [...kinds].sort((a, b) => words.compare(words.term("kind", a), words.term("kind", b)));
    const head = element("tr", {}, element("th", { scope: "col", text: words.say("column.kind") }), ...sides.map((side) => element("th", { scope: "col", text: name(side) })));
    const body = rows.map((kind) => element("tr", {}, element("th", { scope: "row", text: words.term("kind", kind) || "–" }), ...sides.map((side) => element("td", { text: say(sums.get(side)?.kinds.get(kind)) }))));
    const total = element("tr", { class: "total" }, element("th", { scope: "row", text: words.say("total") }), ...sides.map((side) => element("td", { text: say(sums.get(side)) })));
    byId("kinds").replaceChildren(
      element("table", { class: "figures" }, element("caption", { text: words.say("kinds.caption") }), element("thead", {}, head), element("tbody", {}, ...body, total)));
    byId("kinds-empty").hidden = rows.length > 0;
    byId("kinds-empty").textContent = words.say("list.empty");
  }

  drawMethod() {
    const { data, words, units } = this.app;
    const { source } = data.border;
    const say = (key, values) => element("p", { text: words.say(key, values) });
    const facts = element("dl", { class: "facts wide" });
    const add = (label, value) => facts.append(element("dt", { text: label }), element("dd", {}, value));
    add(words.say("border.source"), sourceLink(source.title, source.url));
    add(words.say("border.release"), source.release);
    add(words.say("border.licence"), [source.licence, source.attribution].filter(Boolean).join(" – "));
    add(words.say("border.viewpoint"), source.viewpoint);
    add(words.say("border.length"), words.km(data.border.length_km * 1000));
    add(words.say("border.accuracy"), `± ${words.number(data.border.known_m ?? data.border.accuracy_m)} m`);
    for (const text of data.border.disputes) add(words.say("border.disputes"), text);
    byId("method").replaceChildren(
      element("h3", { text: words.say("method.title") }),
      say(data.engine ? "method.measures" : "method.distance"), say("method.status", { accuracy: words.number(data.border.known_m ?? data.border.accuracy_m) }),
      say(`method.${this.app.state.rule}`),
      say("method.drawn", { metres: words.number(data.tolerance_m) }),
      say("method.ground"), say("method.ways"), ...(data.ground.rasters ? [say("method.cover")] : []),
      ...(data.ground.own ? [say("method.own", { whose: data.ground.own.attribution })] : []),
      say(data.ground.own_lines ? "method.lines.own" : "method.lines.base"),
      element("p", { class: "disclaimer", text: words.say("disclaimer") }),
      element("h3", { text: words.say("border.title") }), facts,
      element("h3", { text: words.say("provenance.title") }),
      this.tree(data.provenance),
      ...this.thinned(),
      say("method.units", { count: units.count, number: words.number(units.count) }),
      ...(this.app.unread.includes(words.language) ? [say("method.unread")] : []));
  }

  thinned() {
    const { words, markers } = this.app;
    const { given, drawn } = markers.outsideCounts;
    if (drawn === given) return [];
    const values = { number: words.number(given), shown: words.number(drawn) };
    return [element("p", { class: "thinned", text: words.say("method.thinned", values) })];
  }

  /** What each side has inside, in one line: under a picture. */
  countsLine() {
    const { data, words, status, units, state } = this.app;
    const sums = balance(units, status, state);
    return data.parties.map(({ code }) => {
      const told = data.uncounted?.[code];
      const own = sums.get(code) ?? { in: 0, indeterminate: 0 };
      const figures = told ? words.term("survey", told) : `${words.number(own.in)} ${words.say("units.in", { count: own.in })}${own.indeterminate ? `, ${words.say("units.indeterminate", { count: own.indeterminate, number: words.number(own.indeterminate) })}` : ""}`;
      return `${this.app.country(code)}: ${figures}`;
    }).join(" · ");
  }

  /** Provenance in one line, for paper. */
  provenanceLine() {
    const found = [];
    const walk = (value, path) => {
      if (value !== null && typeof value === "object") {
        for (const [key, item] of Object.entries(value)) walk(item, Array.isArray(value) ? path : [...path, spaced(key)]);
      } else if (value !== null && value !== "") found.push(`${path.join(" ")}: ${value}`);
    };
    const { source } = this.app.data.border;
    walk({ border: [source.title, source.release, source.licence, source.viewpoint], ...this.app.data.provenance }, []);
    const line = found.join(" · ");
    return line.length > 420 ? `${line.slice(0, 420)}… ${this.app.words.say("print.whole")}` : line;
  }

  /** Any tree of plain values, as nested lists of words. */
  tree(value) {
    if (value === null || value === undefined) return element("span", { text: "–" });
    if (typeof value !== "object") {
      return /^https?:/.test(String(value)) ? sourceLink(String(value), String(value)) : element("span", { text: String(value) });
    }
    if (Array.isArray(value) && value.every((item) => typeof item !== "object")) return element("span", { text: value.join(", ") });
    const list = element("dl", { class: "facts wide" });
    for (const [key, item] of Object.entries(value)) {
      list.append(element("dt", { text: spaced(key) }), element("dd", {}, this.tree(item)));
    }
    return list;
  }
}

// exercises.js
// Exercises: a layer of their own on the map, with their dates, and a list of their own.


/** The years an exercise touches: [first, last] as numbers; a gap at either end is the other's year. */
function yearsOf(exercise) {
  const read = (text) => Number(/^(\d{4})/.exec(text)?.[1] ?? NaN);
  const [from, to] = [read(exercise.start), read(exercise.end)];
  const first = Number.isNaN(from) ? to : from;
  const last = Number.isNaN(to) ? from : to;
  return Number.isNaN(first) ? null : [Math.min(first, last), Math.max(first, last)];
}

/** Whether an exercise was held in a year; one without dates is always shown. */
function heldIn(exercise, year) {
  const span = yearsOf(exercise);
  return !year || !span || (span[0] <= Number(year) && Number(year) <= span[1]);
}

/** Exercises by name and start, each with its places, in the order of their dates, newest first. */
function grouped(exercises) {
  const groups = new Map();
  exercises.forEach((exercise, index) => {
    const key = JSON.stringify([exercise.name, exercise.start, exercise.end]);
    if (!groups.has(key)) groups.set(key, { ...exercise, places: [] });
    groups.get(key).places.push(index);
  });
  return [...groups.values()].sort((a, b) => (a.start < b.start ? 1 : a.start > b.start ? -1 : 0));
}

function figures(text, words) {
  return /^\d+$/.test(text) ? words.number(Number(text)) : text;
}

class Exercises {
  constructor(map, app) {
    this.map = map;
    this.app = app;
    this.rows = app.data.exercises;
    this.group = L.layerGroup().addTo(map);
    this.markers = this.rows.map((row, index) => this.marker(row, index));
  }

  flag() {
    return drawing("svg", { class: "flag", width: 24, height: 26, viewBox: "0 0 24 26", "aria-hidden": "true" },
      drawing("path", { class: "flag-halo", d: "M5 25V2L21 7.500L5 13" }),
      drawing("path", { class: "flag-cloth", d: "M5 2L21 7.500L5 13Z" }),
      drawing("path", { class: "flag-pole", d: "M5 25V1.500" }));
  }

  marker(row, index) {
    if (row.lat === null || row.lon === null) return null;
    const html = element("span", {}, this.flag());
    const icon = L.divIcon({ className: "exercise-icon", html, iconSize: [24, 26], iconAnchor: [5, 25], popupAnchor: [4, -24] });
    const marker = L.marker([row.lat, row.lon], { icon, zIndexOffset: 500, riseOnHover: true });
    marker.on("add", () => {
      const { words } = this.app;
      marker.getElement().setAttribute("aria-label", [words.say("exercise"), row.name, words.dates(row.start, row.end)].filter(Boolean).join(", "));
      marker.getElement().title = row.name;
    });
    marker.on("click", () => this.show(index, false));
    onKey(marker, () => this.show(index, true));
    return marker;
  }

  draw(state) {
    const off = state.off.includes("exercises");
    this.markers.forEach((marker, index) => {
      if (!marker) return;
      if (!off && heldIn(this.rows[index], state.time)) this.group.addLayer(marker);
      else this.group.removeLayer(marker);
    });
  }

  show(index, focus) {
    const row = this.rows[index];
    const back = focus ? document.activeElement : null;
    if (this.app.state.unit) this.app.choose(null);
    const popup = L.popup({ minWidth: 250, maxWidth: 320, maxHeight: 380, autoPanPadding: [24, 24], closeButton: false, offset: [4, -22] });
    popup.setLatLng([row.lat, row.lon]).setContent(this.content(index));
    popup.on("remove", () => {
      if (back && document.contains(back)) back.focus({ preventScroll: true });
    });
    popup.openOn(this.map);
    if (focus) popup.getElement().querySelector(".popup").focus({ preventScroll: true });
  }

  facts(index) {
    const { words } = this.app;
    const row = this.rows[index];
    const side = this.app.units.parties.includes(row.side) ? this.app.country(row.side) : row.side;
    return [
      ["exercise.dates", words.dates(row.start, row.end)],
      ["exercise.declared", figures(row.declared_troops, words)],
      ["exercise.estimates", row.other_estimates],
      ["exercise.status", this.status(row)],
      ["exercise.place", row.place],
      ["fact.distance", row.distance_m === null ? "" : words.km(row.distance_m)],
      ["exercise.side", side],
    ].filter(([, value]) => value);
  }

  /** What it is against the zone, in the reader's language; any other words as they are written. */
  status(row) {
    return STATUS_NAMES.includes(row.status) ? this.app.words.say(`status.${row.status}`) : row.status;
  }

  describe(facts) {
    const list = element("dl", { class: "facts" });
    for (const [key, value] of facts) {
      list.append(element("dt", { text: this.app.words.say(key) }), element("dd", { text: value }));
    }
    return list;
  }

  source(row) {
    if (!row.source_title && !row.source_url) return null;
    return element("p", { class: "source" }, element("span", { class: "label", text: `${this.app.words.say("fact.source")}: ` }),
      sourceLink(row.source_title, row.source_url));
  }

  content(index) {
    const { words } = this.app;
    const row = this.rows[index];
    const close = element("button", {
      type: "button", class: "popup-close", "aria-label": words.say("close"), click: () => this.map.closePopup(),
    }, element("span", { "aria-hidden": "true", text: "×" }));
    return element("div", { class: "popup", tabindex: "-1", role: "group", "aria-label": row.name },
      close, element("h3", { text: row.name }), element("p", { class: "what", text: words.say("exercise") }),
      this.describe(this.facts(index)), this.source(row));
  }

  /** The list: each exercise once, its places as buttons that show them on the map. */
  drawList() {
    const { state, words } = this.app;
    const shown = grouped(this.rows).filter((one) => heldIn(one, state.time));
    byId("exercises").replaceChildren(...shown.map((one) => this.card(one)));
    byId("exercises-empty").hidden = shown.length > 0;
    byId("exercises-empty").textContent = words.say("exercise.none");
  }

  card(one) {
    const perPlace = new Set(["fact.distance", "exercise.side", "exercise.place"]);
    if (one.places.some((index) => STATUS_NAMES.includes(this.rows[index].status))) perPlace.add("exercise.status");
    const facts = this.facts(one.places[0]).filter(([key]) => !perPlace.has(key));
    return element("article", { class: "exercise" }, element("h3", { text: one.name }), this.describe(facts),
      element("ul", { class: "places" }, ...one.places.map((index) => this.place(index))), this.source(one));
  }

  place(index) {
    const { words, units } = this.app;
    const row = this.rows[index];
    const distance = row.distance_m === null ? "" : words.km(row.distance_m);
    const text = [row.place || (units.parties.includes(row.side) ? this.app.country(row.side) : row.side), distance, STATUS_NAMES.includes(row.status) ? this.status(row) : ""].filter(Boolean).join(", ") || "–";
    const swatch = element("span", { class: `swatch ${units.classOf(row.side)}`, "aria-hidden": "true" });
    if (row.lat === null) return element("li", {}, swatch, element("span", { text }));
    const go = (event) => {
      this.map.setView([row.lat, row.lon], Math.max(this.map.getZoom(), this.map.options.minZoom), { animate: false });
      this.show(index, event.detail === 0);
    };
    return element("li", {}, swatch, element("button", { type: "button", text, click: go }));
  }
}

// geodesic.js
// Geodesics on the WGS84 ellipsoid, for the measuring tool alone: distance, direction, points between.

const A = 6378137;
const F = 1 / 298.257223563;
const B = A * (1 - F);
const RADIAN = Math.PI / 180;
const TURNS = 100;

const reduced = (lat) => Math.atan((1 - F) * Math.tan(lat * RADIAN));
const wrapped = (lon) => ((((lon + 180) % 360) + 360) % 360) - 180;

// Vincenty's series in u², as he gave them; good to a tenth of a millimetre.
function seriesOf(cosSqAlpha) {
  const u2 = (cosSqAlpha * (A * A - B * B)) / (B * B);
  const a = 1 + (u2 / 16384) * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)));
  const b = (u2 / 1024) * (256 + u2 * (-128 + u2 * (74 - 47 * u2)));
  const c = (F / 16) * cosSqAlpha * (4 + F * (4 - 3 * cosSqAlpha));
  return { a, b, c };
}

function correction(b, sigma, cos2m) {
  const sin = Math.sin(sigma);
  const cos = Math.cos(sigma);
  return b * sin * (cos2m + (b / 4) * (cos * (-1 + 2 * cos2m ** 2) - (b / 6) * cos2m * (-3 + 4 * sin ** 2) * (-3 + 4 * cos2m ** 2)));
}

/** Vincenty's inverse solution, or null where it does not converge: near antipodal points. */
function vincenty([lat1, lon1], [lat2, lon2]) {
  const [u1, u2] = [reduced(lat1), reduced(lat2)];
  const [s1, c1, s2, c2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
  const span = wrapped(lon2 - lon1) * RADIAN;
  let lambda = span;
  for (let turn = 0; turn < TURNS; turn += 1) {
    const [sl, cl] = [Math.sin(lambda), Math.cos(lambda)];
    const sinSigma = Math.hypot(c2 * sl, c1 * s2 - s1 * c2 * cl);
    if (sinSigma < 1e-16) return s1 * s2 + c1 * c2 * cl > 0 ? { metres: 0, azimuth: 0 } : null;
    const cosSigma = s1 * s2 + c1 * c2 * cl;
    const sigma = Math.atan2(sinSigma, cosSigma);
    const sinAlpha = (c1 * c2 * sl) / sinSigma;
    const cosSqAlpha = 1 - sinAlpha ** 2;
    const cos2m = cosSqAlpha < 1e-15 ? 0 : cosSigma - (2 * s1 * s2) / cosSqAlpha;
    const { a, b, c } = seriesOf(cosSqAlpha);
    const before = lambda;
    lambda = span + (1 - c) * F * sinAlpha * (sigma + c * sinSigma * (cos2m + c * cosSigma * (-1 + 2 * cos2m ** 2)));
    if (Math.abs(lambda) > Math.PI) return null;
    if (Math.abs(lambda - before) > 1e-13) continue;
    const azimuth = Math.atan2(c2 * Math.sin(lambda), c1 * s2 - s1 * c2 * Math.cos(lambda)) / RADIAN;
    return { metres: B * a * (sigma - correction(b, sigma, cos2m)), azimuth: (azimuth + 360) % 360 };
  }
  return null;
}

/** Where one arrives from a point in a direction after a distance: [lat, lon] in degrees. */
function destination([lat, lon], azimuth, metres) {
  const alpha = azimuth * RADIAN;
  const u1 = reduced(lat);
  const [s1, c1] = [Math.sin(u1), Math.cos(u1)];
  const sigma1 = Math.atan2(Math.tan(u1), Math.cos(alpha));
  const sinAlpha = c1 * Math.sin(alpha);
  const { a, b, c } = seriesOf(1 - sinAlpha ** 2);
  let sigma = metres / (B * a);
  let cos2m = 0;
  for (let turn = 0; turn < TURNS; turn += 1) {
    cos2m = Math.cos(2 * sigma1 + sigma);
    const next = metres / (B * a) + correction(b, sigma, cos2m);
    const done = Math.abs(next - sigma) < 1e-14;
    sigma = next;
    if (done) break;
  }
  cos2m = Math.cos(2 * sigma1 + sigma);
  const [ss, cs] = [Math.sin(sigma), Math.cos(sigma)];
  const across = s1 * ss - c1 * cs * Math.cos(alpha);
  const lat2 = Math.atan2(s1 * cs + c1 * ss * Math.cos(alpha), (1 - F) * Math.hypot(sinAlpha, across));
  const lambda = Math.atan2(ss * Math.sin(alpha), c1 * cs - s1 * ss * Math.cos(alpha));
  const turned = lambda - (1 - c) * F * sinAlpha * (sigma + c * ss * (cos2m + c * cs * (-1 + 2 * cos2m ** 2)));
  return [lat2 / RADIAN, lon + turned / RADIAN];
}

/**
 * Near antipodal points Vincenty's solution does not converge. Then the way is cut in half: every way
 * from one point to the other crosses the line a quarter of the globe away from the first, so the
 * shortest is the least sum of two halves over that line, and each half is far from antipodal.
 */
function byHalves(from, to) {
  const quarter = (A * Math.PI) / 2;
  const way = (azimuth) => {
    const middle = destination(from, azimuth, quarter);
    return vincenty(from, middle).metres + vincenty(middle, to).metres;
  };
  let best = 0;
  for (let azimuth = 5; azimuth < 360; azimuth += 5) if (way(azimuth) < way(best)) best = azimuth;
  // The golden section: of a sum this smooth the least is found to far below a millimetre.
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [best - 5, best + 5];
  for (let turn = 0; turn < 60; turn += 1) {
    const [left, right] = [high - ratio * (high - low), low + ratio * (high - low)];
    if (way(left) < way(right)) high = right;
    else low = left;
  }
  const azimuth = (low + high) / 2;
  return { metres: way(azimuth), azimuth: ((azimuth % 360) + 360) % 360 };
}

/** The shortest way between two points [lat, lon]: its length in metres, its direction at the start. */
function inverse(from, to) {
  return vincenty(from, to) ?? byHalves(from, to);
}

/** Points along the shortest way, ends included, at most `step` metres apart, for drawing. */
function between(from, to, step = 40000) {
  const { metres, azimuth } = inverse(from, to);
  const count = Math.max(1, Math.ceil(metres / step));
  const inner = Array.from({ length: count - 1 }, (_, at) => destination(from, azimuth, (metres * (at + 1)) / count));
  return [from, ...inner, [to[0], from[1] + wrapped(to[1] - from[1])]];
}

// measure.js
// The measuring tool: points by mouse, touch or keyboard, the way between them along the ellipsoid.


/** Metres of each leg and of all, and the last leg's direction. */
function legs(points) {
  const found = points.slice(1).map((point, at) => inverse(points[at], point));
  return {
    count: found.length,
    last: found.at(-1) ?? null,
    total: found.reduce((sum, leg) => sum + leg.metres, 0),
  };
}

class Measure {
  constructor(map, app) {
    this.map = map;
    this.app = app;
    this.points = [];
    this.on = false;
    this.renderer = L.svg({ pane: "selection", padding: 0.4 });
    this.group = L.layerGroup().addTo(map);
    this.live = L.layerGroup().addTo(map);
    byId("measure").addEventListener("click", () => this.switch(!this.on));
    byId("measure-undo").addEventListener("click", () => this.undo());
    byId("measure-clear").addEventListener("click", () => this.take([]));
    byId("measure-close").addEventListener("click", () => this.switch(false, true));
    map.on("click", (event) => this.add(event.latlng));
    map.on("mousemove", (event) => this.hover(event.latlng));
    map.on("mouseout", () => this.live.clearLayers());
    map.getContainer().addEventListener("keydown", (event) => this.key(event));
  }

  switch(on, focus = false) {
    this.on = on;
    byId("measure").setAttribute("aria-pressed", String(on));
    byId("measure-panel").hidden = !on;
    byId("cross").hidden = !on;
    this.map.getContainer().classList.toggle("measuring", on);
    this.live.clearLayers();
    if (on) {
      if (this.app.state.unit) this.app.choose(null);
      this.map.closePopup();
      this.map.getContainer().focus({ preventScroll: true });
    } else {
      this.take([]);
      if (focus) byId("measure").focus();
    }
    this.say();
  }

  add(latLng) {
    if (!this.on) return;
    this.take([...this.points, [latLng.lat, latLng.lng]]);
  }

  undo() {
    this.take(this.points.slice(0, -1));
  }

  take(points) {
    this.points = points;
    this.live.clearLayers();
    this.draw();
    this.say();
  }

  /** Enter or space sets a point where the cross is; the arrow keys move the map under it. */
  key(event) {
    if (!this.on || event.target !== this.map.getContainer()) return;
    if (event.key === "Enter" || event.key === " ") this.add(this.map.getCenter());
    else if (event.key === "Backspace" || event.key === "Delete") this.undo();
    else return;
    event.preventDefault();
  }

  style(className) {
    return { pane: "selection", renderer: this.renderer, interactive: false, className };
  }

  draw() {
    this.group.clearLayers();
    this.points.forEach((point, at) => {
      if (at > 0) {
        const line = between(this.points[at - 1], point);
        this.group.addLayer(L.polyline(line, this.style("reach-casing")));
        this.group.addLayer(L.polyline(line, this.style("measured")));
      }
    });
    for (const point of this.points) this.group.addLayer(L.circleMarker(point, { radius: 4, ...this.style("measured-point") }));
  }

  hover(latLng) {
    const last = this.points.at(-1);
    if (!this.on || !last) return;
    this.live.clearLayers();
    this.live.addLayer(L.polyline(between(last, [latLng.lat, latLng.lng]), this.style("measured live")));
    this.say([latLng.lat, latLng.lng]);
  }

  say(next = null) {
    const { words } = this.app;
    const { count, last, total } = legs(next ? [...this.points, next] : this.points);
    const said = byId("measure-said");
    // What the pointer passes is seen; only what is set is read out.
    said.setAttribute("aria-live", next ? "off" : "polite");
    byId("measure-undo").disabled = byId("measure-clear").disabled = this.points.length === 0;
    if (!last) {
      said.replaceChildren(element("span", { text: words.say(this.points.length === 0 ? "measure.first" : "measure.next") }));
      return;
    }
    const whole = element("strong", { text: words.km(total, 3) });
    const direction = `${words.number(last.azimuth, 1)}°`;
    const leg = count > 1 ? words.say("measure.leg", { distance: words.km(last.metres, 3), direction }) : direction;
    said.replaceChildren(whole, element("span", { text: ` ${leg}` }));
  }
}

// area_book.js
// Areas at any depth as they are asked for: those known, and those that the service is still to tell.

const PENDING = { km2: null, error: null };

class AreaBook {
  /** `told` is called, not too often, when areas have come. */
  constructor(desk, engine, told) {
    this.desk = desk;
    this.told = told;
    this.answers = new Map();
    this.urgent = new Map();
    this.patient = new Map();
    this.busy = false;
    /** How many are known: what was made of fewer is to be made anew. */
    this.known = 0;
    this.thirdStates = engine.lands.all.filter((land) => land.area && !engine.parties.includes(land.own) && !land.own.includes("/")).map((land) => land.own);
  }

  /** An area, or one that is still to come; of one `slot` only the latest that was asked for is worked out. */
  area(slot, owners, depth, rule, patient) {
    const key = `${slot} ${depth} ${rule}`;
    const found = this.answers.get(key);
    if (found) return found;
    const asked = { key, owners, depth, rule };
    if (patient) this.patient.set(key, asked);
    else this.urgent.set(slot, asked);
    this.work();
    return PENDING;
  }

  next() {
    for (const waiting of [this.urgent, this.patient]) {
      for (const [name, asked] of waiting) {
        waiting.delete(name);
        if (!this.answers.has(asked.key)) return asked;
      }
    }
    return null;
  }

  async work() {
    if (this.busy) return;
    this.busy = true;
    await Promise.resolve();
    for (let asked = this.next(); asked; asked = this.next()) {
      let answer = null;
      try {
        answer = await this.desk.ask("area", asked);
      } catch {
        // The worker went away while it was asked; the page itself answers from now on.
        answer = await this.desk.ask("area", asked);
      }
      this.answers.set(asked.key, answer);
      this.known += 1;
      this.told();
    }
    this.busy = false;
  }
}

// from_line.js
// A line that places are measured from: the border, or a side's own; how well it is known, and its ends.


const SAME_M = 1e-4;

/** What the distance of a place from a line may be if it is a holder's. */
function interval({ accuracy_m: radius }, holder, { low_m, high_m }, isBorder = true) {
  const across = isBorder && holder.across;
  const low = across ? 0 : Math.max(low_m - radius, 0);
  const high = across ? Math.max(radius - low_m, 0) : high_m + radius;
  return holder.unknown || !(low <= high) ? { low: null, high: null } : { low, high };
}

class FromLine {
  /** `runs` are its stretches with their radii, as maps/engine.py writes them; `stars` the rings around what is nearest to an end. */
  constructor(core, parts, { runs, ends, stars, accuracyM }) {
    this.core = core;
    this.parts = parts;
    this.line = core.line(parts, true);
    this.ends = ends;
    this.starRings = stars;
    this.stars = stars.length > 0 ? core.line(stars) : null;
    this.accuracyM = accuracyM;
    this.groups = this.byRadius(runs);
  }

  /** The line's stretches by radius, the smallest first. */
  byRadius(all) {
    const radii = [...new Set(all.map((run) => run[3]))].sort((a, b) => a - b);
    return radii.map((radius) => {
      const runs = all.filter((run) => run[3] === radius);
      return { radius, runs, line: this.core.line(runs.map(([part, first, last]) => this.parts[part].slice(first, last + 1)), true) };
    });
  }

  distances(points) {
    return this.core.nearest(this.line, points);
  }

  /** The least of distance plus signed radius over the stretches, and the words of the one that has it. */
  bound(points, near, sign) {
    const count = points.length / 2;
    const best = new Float64Array(count).fill(Infinity);
    const words = new Array(count).fill("");
    const order = sign < 0 ? [...this.groups].reverse() : this.groups;
    for (const { radius, runs, line } of order) {
      const added = sign * radius;
      const rows = [];
      for (let row = 0; row < count; row += 1) if (near[6 * row] + added < best[row] + 1e-6) rows.push(row);
      if (rows.length === 0) break;
      const found = this.core.nearest(line, Float64Array.from(rows.flatMap((row) => [points[2 * row], points[2 * row + 1]])));
      rows.forEach((row, at) => {
        const reach = found[6 * at] + added;
        if (reach >= best[row]) return;
        best[row] = reach;
        words[row] = runs[line.partOf[found[6 * at + 4]]][4];
      });
    }
    return { best, words };
  }

  /** Whether a nearest point is a true end of the line. */
  isAtEnd(near, row) {
    const { partOf, startM, lengthM, spans } = this.line;
    const piece = near[6 * row + 4];
    const along = startM[piece] + near[6 * row + 5] * spans[piece];
    return this.ends.some(([part, atStart]) =>
      partOf[piece] === part && Math.abs(along - (atStart ? 0 : lengthM[part])) <= SAME_M);
  }

  /** Whether nearest points are true ends, and how places count under the perpendicular reading. */
  readings(near, points, doubts) {
    const count = points.length / 2;
    const edge = this.stars ? this.core.nearest(this.stars, points) : null;
    return Array.from({ length: count }, (_, row) => {
      const atEnd = this.isAtEnd(near, row);
      const certain = atEnd ? NO : YES;
      return { atEnd, end: edge && edge[6 * row] <= doubts[row] ? UNKNOWN : certain };
    });
  }

  /** All that places have from this line; `accuracy` are their radii, infinite where they may be anywhere. */
  measured(points, accuracy) {
    const near = this.distances(points);
    const low = this.bound(points, near, -1);
    const high = this.bound(points, near, 1);
    const readings = this.readings(near, points, accuracy.map((one) => one + this.accuracyM));
    return readings.map((reading, row) => ({
      ...reading,
      distance_m: near[6 * row], nearest_lon: near[6 * row + 1], nearest_lat: near[6 * row + 2],
      azimuth_deg: (near[6 * row + 3] + 360) % 360,
      low_m: low.best[row], high_m: high.best[row], runWords: low.words[row],
    }));
  }
}

// lands.js
// Whose land is around: which of it a place lies on, and which a circle touches; geo/zones/holders.py.

const STRIPS = 1024;
const M_PER_DEGREE = 110574;
const RADIANS = Math.PI / 180;
const TURNS_DEG = [-360, 0, 360];
/** Of so many places at most, only the edges around them are made ready. */
const FEW = 500;

/** At least how many degrees of latitude and longitude a circle reaches. */
function degreesOf(lat, reach) {
  const high = reach / M_PER_DEGREE;
  const slim = Math.cos(Math.min(Math.abs(lat) + high, 90) * RADIANS);
  return [high, Math.min(high / Math.max(slim, 1e-9), 360)];
}

/** Whether an edge lies along a line on which land was cut. */
function isSeam(x1, y1, x2, y2, [size, offset]) {
  const onLine = (value) => Math.abs((value - offset) / size - Math.round((value - offset) / size)) < 1e-8;
  return (x1 === x2 && onLine(x1)) || (y1 === y2 && onLine(y1));
}

/** Rings as parts, without the edges along which land was cut into tiles: those are nobody's outline. */
function withoutSeams(rings, seams) {
  const parts = [];
  for (const ring of rings) {
    let part = [ring[0]];
    for (let at = 1; at < ring.length; at += 1) {
      const [[x1, y1], [x2, y2]] = [ring[at - 1], ring[at]];
      if (isSeam(x1, y1, x2, y2, seams)) {
        if (part.length > 1) parts.push(part);
        part = [];
      }
      part.push(ring[at]);
    }
    if (part.length > 1) parts.push(part);
  }
  return parts;
}

/** Rings of [lon, lat], told apart from what is outside by counting crossings; edges by strips of latitude. */
class Area {
  constructor(core, rings, seams = null) {
    this.core = core;
    this.rings = rings;
    this.seams = seams;
    const [west, south, east, north] = [0, 1, 2, 3].map((side) => {
      const pick = side < 2 ? Math.min : Math.max;
      let most = side < 2 ? Infinity : -Infinity;
      for (const ring of rings) for (const vertex of ring) most = pick(most, vertex[side % 2]);
      return most;
    });
    this.box = { west, south, east, north };
    this.scale = STRIPS / Math.max(north - south, 1e-9);
    this.strips = Array.from({ length: STRIPS + 1 }, () => []);
    for (const ring of rings) {
      for (let at = 0; at + 1 < ring.length; at += 1) {
        const [[x1, y1], [x2, y2]] = [ring[at], ring[at + 1]];
        const first = Math.floor((Math.min(y1, y2) - south) * this.scale);
        const last = Math.floor((Math.max(y1, y2) - south) * this.scale);
        for (let strip = first; strip <= last; strip += 1) this.strips[strip].push(x1, y1, x2, y2);
      }
    }
  }

  holds(lon, lat) {
    const { west, south, east, north } = this.box;
    if (!(lon >= west && lon <= east && lat >= south && lat <= north)) return false;
    const edges = this.strips[Math.floor((lat - south) * this.scale)];
    let inside = false;
    for (let at = 0; at < edges.length; at += 4) {
      const [x1, y1, x2, y2] = [edges[at], edges[at + 1], edges[at + 2], edges[at + 3]];
      if ((y1 > lat) === (y2 > lat)) continue;
      if (lon < x1 + ((lat - y1) * (x2 - x1)) / (y2 - y1)) inside = !inside;
    }
    return inside;
  }

  /** Whether a circle may reach it at all. */
  near(lon, lat, reach) {
    const [high, wide] = degreesOf(lat, reach);
    const { west, south, east, north } = this.box;
    if (lat - high > north || lat + high < south) return false;
    return TURNS_DEG.some((turn) => lon + turn - wide <= east && lon + turn + wide >= west);
  }

  /** Its outline made ready to be measured from; null where it has none. */
  get outline() {
    if (this.made === undefined) {
      const parts = this.seams ? withoutSeams(this.rings, this.seams) : this.rings;
      this.made = parts.length > 0 ? this.core.line(parts) : null;
    }
    return this.made;
  }

  /** Of some rows, those whose circle meets its outline. */
  atEdge(places, rows) {
    const some = rows.filter((row) => this.near(places.lon[row], places.lat[row], places.reach[row]));
    if (some.length === 0) return new Set();
    if (this.made === undefined && some.length <= FEW) return this.atSomeEdge(places, some);
    return this.outline ? this.within(this.outline, places, some) : new Set();
  }

  within(line, places, rows) {
    const away = this.core.nearest(line, Float64Array.from(rows.flatMap((row) => [places.lon[row], places.lat[row]])));
    return new Set(rows.filter((row, at) => away[6 * at] <= places.reach[row]));
  }

  /** The same of a few rows, from the edges around them alone: the whole outline takes longer to make ready. */
  atSomeEdge(places, rows) {
    const edges = new Map();
    const close = rows.filter((row) => this.collect(edges, places.lon[row], places.lat[row], places.reach[row]));
    if (close.length === 0) return new Set();
    const { top } = this.core;
    const found = this.within(this.core.line([...edges.values()]), places, close);
    this.core.top = top;
    return found;
  }

  /** Collect the edges that a circle may meet; tells whether there are any. */
  collect(edges, lon, lat, reach) {
    const [high, wide] = degreesOf(lat, reach);
    const strip = (value) => Math.min(Math.max(Math.floor((value - this.box.south) * this.scale), 0), STRIPS);
    let any = false;
    for (let row = strip(lat - high); row <= strip(lat + high); row += 1) {
      const own = this.strips[row];
      for (let at = 0; at < own.length; at += 4) {
        const [x1, y1, x2, y2] = [own[at], own[at + 1], own[at + 2], own[at + 3]];
        if (Math.max(y1, y2) < lat - high || Math.min(y1, y2) > lat + high) continue;
        if (!TURNS_DEG.some((turn) => Math.max(x1, x2) >= lon + turn - wide && Math.min(x1, x2) <= lon + turn + wide)) continue;
        if (this.seams && isSeam(x1, y1, x2, y2, this.seams)) continue;
        any = true;
        edges.set(`${x1} ${y1} ${x2} ${y2}`, [[x1, y1], [x2, y2]]);
      }
    }
    return any;
  }

  /** Of some rows, those whose circle touches it. */
  touched(places, rows) {
    const inside = new Set(rows.filter((row) => this.holds(places.lon[row], places.lat[row])));
    const edge = this.atEdge(places, rows.filter((row) => !inside.has(row)));
    return { inside, touched: inside.union ? inside.union(edge) : new Set([...inside, ...edge]) };
  }
}

const SEA = "sea";
const UNCLAIMED = "unclaimed";
const ELSEWHERE = "elsewhere";

class Lands {
  /** `records` as maps/engine.py writes them, `ring` reads a ring, `seams` are the lines it is cut on; the last record is land as such. */
  constructor(core, records, { ring, parties, groups, seams }) {
    const area = (numbers) => (numbers === null ? null : new Area(core, numbers.map(ring), seams));
    const made = records.map((one) => ({ own: one.own, names: one.names, area: area(one.rings), dry: area(one.dry) }));
    this.land = made.pop().area;
    // Nobody's come first: what belongs to nobody else is theirs.
    this.all = [{ own: SEA, names: [SEA] }, { own: UNCLAIMED, names: [UNCLAIMED] }, ...made];
    this.parties = parties;
    this.groupOf = this.all.map(({ own }) => groups.findIndex((group) => group.includes(own)));
    this.called = new Map(records.flatMap((one) => one.names.map((name, at) => [name, one.called[at]])));
  }

  /** Who may hold places: lists of lon, lat, radius, atSea, locatedIn, borderLow, wide, known. */
  holders(places) {
    const rows = places.lon.map((_, row) => row);
    const own = rows.map(() => -1);
    const touched = rows.map(() => new Set());
    this.all.forEach((land, number) => {
      if (!land.area) return;
      const found = land.area.touched(places, rows);
      for (const row of found.inside) if (own[row] < 0) own[row] = number;
      for (const row of found.touched) touched[row].add(number);
    });
    this.putToSea(places, rows.filter((row) => places.atSea[row]), own, touched);
    for (const row of rows) {
      if (touched[row].size === 0) touched[row].add(this.land.holds(places.lon[row], places.lat[row]) ? 1 : 0);
      if (own[row] < 0) own[row] = Math.min(...touched[row]);
    }
    const across = this.across(places, rows, own, touched);
    return rows.map((row) => this.told(places, row, own[row], touched[row], across.has(row)));
  }

  /** Say of rows that may be on water whether they are; of the shore, whose land they touch. */
  putToSea(places, rows, own, touched) {
    const shore = this.land.atEdge(places, rows);
    for (const row of rows) {
      const dry = this.land.holds(places.lon[row], places.lat[row]);
      if (!dry && !shore.has(row)) touched[row].clear();
      if (!dry) own[row] = 0;
    }
    const at = [...shore];
    this.all.forEach((land, number) => {
      const some = at.filter((row) => touched[row].has(number));
      if (!land.dry || some.length === 0) return;
      const found = land.dry.touched(places, some).touched;
      for (const row of some) if (!found.has(row)) touched[row].delete(number);
    });
    for (const row of rows) if (own[row] === 0 || shore.has(row)) touched[row].add(0);
  }

  /** From which places every way to the other party's land crosses the shared border. */
  across(places, rows, own, touched) {
    const found = rows.filter((row) => {
      if (touched[row].size !== 2 || this.groupOf[own[row]] < 0) return false;
      const sides = [...touched[row]].map((number) => this.groupOf[number]);
      return sides.includes(0) && sides.includes(1);
    });
    const shore = this.land.atEdge(places, found);
    const over = found.filter((row) => !shore.has(row) && this.land.holds(places.lon[row], places.lat[row]));
    for (const row of over) if (places.borderLow[row] > places.radius[row]) { touched[row].clear(); touched[row].add(own[row]); }
    return new Set(over);
  }

  /** A party, `disputed` where a party is one of several claimants, or nothing. */
  side(own, claimants) {
    if (this.parties.includes(own)) return own;
    const claimed = claimants.length > 1 && claimants.some((code) => this.parties.includes(code));
    return claimants.includes("unknown") || claimed ? "disputed" : "";
  }

  /** All that may hold one place, by its circle and by its source. */
  told(places, row, own, touched, across) {
    const land = this.all[own];
    const said = places.locatedIn[row] ? places.locatedIn[row].split("/") : [];
    const oneHolds = land.names.length === 1;
    let names = [...new Set([...touched].sort((a, b) => a - b).flatMap((number) => this.all[number].names))];
    let lost = [];
    const found = { own: land.own, across: [], contradicted: false, narrowed: false };
    if (!places.narrow[row]) {
      names = said.length > 0 ? said : [...this.parties, ELSEWHERE];
      lost = places.known[row] ? [] : names;
    } else if (said.length > 0 && oneHolds) {
      lost = said.filter((code) => !names.includes(code));
      found.contradicted = lost.length > 0;
      found.narrowed = lost.length === 0 && names.join() !== said.join();
      names = lost.length > 0 ? [...names, ...lost] : said;
    }
    if (said.length > 0 && oneHolds && !found.contradicted) found.own = places.locatedIn[row];
    const point = this.parties.indexOf(land.own);
    found.rows = names.map((name) => {
      const party = this.parties.indexOf(name);
      return { name, party, across: across && places.narrow[row] && party >= 0 && party !== point, unknown: lost.includes(name) };
    });
    const claimants = found.own.split("/");
    found.side = this.side(found.own, claimants);
    const mine = (name) => Number(!claimants.includes(name));
    found.possible = [...new Set(names)].sort((a, b) => mine(a) - mine(b) || (a < b ? -1 : 1));
    return found;
  }
}

// reasons.js
// Why a status is what it is: the command line's own sentence, word for word; geo/zones/reasons.py.


const NOT_STATES = { sea: "at sea", unclaimed: "on land that no state claims", elsewhere: "elsewhere" };
const ON_ANOTHER_PART = { [NO]: "its nearest border point is on another part of the border", [UNKNOWN]: "which part of the border is nearest is not certain" };
const AT_END = { [NO]: "its nearest border point is a tripoint", [UNKNOWN]: "whether its nearest border point is a tripoint is not certain" };

/** A number rounded to some decimals, an exact half to the even side, as Python rounds. */
function rounded(value, digits) {
  const exact = Math.abs(value).toFixed(Math.min(100, digits + 60));
  const cut = exact.indexOf(".") + 1 + digits;
  const half = /^50*$/.test(exact.slice(cut));
  const kept = digits === 0 ? exact.slice(0, cut - 1) : exact.slice(0, cut);
  const even = Number(kept.at(-1)) % 2 === 0;
  return Math.sign(value) * Number(half && even ? kept : Math.abs(value).toFixed(digits));
}

const sixDigits = (value) => String(Number(value.toPrecision(6)));

/** Kilometres as people say them: 81.7 km, 3 km, 0.25 km. */
function km(kilometres) {
  return `${sixDigits(rounded(kilometres, kilometres >= 1 ? 1 : 3))} km`;
}

/** Where a distance lies against the nearer edge of a band, all in km. */
function against({ from = 0, to }, distance) {
  if (!to) return "no depth on this side";
  const inner = from > 0 && Math.abs(distance - from) < Math.abs(distance - to);
  const inside = inner ? distance >= from : distance <= to;
  return `${km(Math.abs(distance - (inner ? from : to)))} ${inside ? "inside" : "outside"} ${inner ? "the inner " : ""}${sixDigits(inner ? from : to)} km`;
}

const inWords = (names, nameOf, last = "or") => {
  const told = names.map((name) => NOT_STATES[name] ?? nameOf(name));
  return told.length === 1 ? told[0] : `${told.slice(0, -1).join(", ")} ${last} ${told.at(-1)}`;
};

const placed = (name, nameOf) => NOT_STATES[name] ?? `in ${nameOf(name)}`;

function listedPlaces(names, nameOf) {
  const states = names.filter((name) => !NOT_STATES[name]);
  const rest = names.filter((name) => NOT_STATES[name]).map((name) => NOT_STATES[name]);
  return [...(states.length > 0 ? [`in ${inWords(states, nameOf)}`] : []), ...rest].join(" or ");
}

/** Whose land it is, where that is no party's or not certain. */
function ofHolders({ own, possible, contradicted, narrowed }, status, nameOf) {
  const claimants = own.split("/");
  const others = possible.filter((name) => !claimants.includes(name));
  const found = [];
  if (contradicted) found.push(`its source says ${inWords(others, nameOf)}, and the position does not: check it`);
  else if (own === "unknown") return ["on land of which the source does not say whose it is"];
  else if (claimants.length > 1) found.push(`on land that ${inWords(claimants, nameOf, "and")} claim`);
  else if (status === "not_bound") found.push(`${placed(own, nameOf)}, ${NOT_STATES[own] ? "where no party is bound" : "which is not bound"}`);
  if (others.length > 0 && !contradicted) found.push(`may stand ${listedPlaces(others, nameOf)}`);
  if (narrowed && status !== "not_bound" && claimants.length === 1) found.push(`${placed(own, nameOf)} by its source`);
  return found;
}

/** What does not count, or may not: `end` and `segment` are readings, `names` of what is left out. */
function ofRules({ end, segment, names, surely }) {
  return [AT_END[end], ON_ANOTHER_PART[segment], ...names.map((name) => `${surely ? "in" : "perhaps in"} ${name}, which is left out`)].filter(Boolean);
}

/** The whole sentence: a place, what it has from a line, its status as a number of rule.js, the band in km, and what counts. */
function sentence(place, line, status, band, told, nameOf) {
  const name = STATUS_NAMES[status];
  const distance = line.distance_m / 1000;
  const doubts = ofHolders(place, name, nameOf);
  if (name !== "out" || line.distance_m <= band.to * 1000) doubts.push(...ofRules(told));
  if (line.atEnd && !AT_END[told.end]) doubts.push("its nearest border point is the very end of the border");
  if (name === "indeterminate" && line.runWords) doubts.push(line.runWords);
  return [
    name === "not_bound" ? km(distance) : `${km(distance)}, ${against(band, distance)}`,
    ...doubts,
    Number.isFinite(place.accuracy_m) ? `position ± ${km(place.accuracy_m / 1000)}` : "position of unknown accuracy",
    `border ± ${km(rounded(Math.max(line.high_m - line.distance_m, line.distance_m - line.low_m), 6) / 1000)}`,
  ].join(", ");
}

/** The same where each side has one depth from 0: `place` is from engine.js, `depth` the one that is shown, in km. */
function reasonOf(place, status, depth, perpendicular, nameOf, parties) {
  // What does not count is asked only where a party may hold the place within the depth.
  const asked = perpendicular && place.rows.some((one) => one.party >= 0 && (one.low === null || one.low <= depth.of(parties[one.party]) * 1000));
  return sentence(place, place, status, { to: depth.shown }, { end: asked ? place.end : YES, segment: YES, names: [] }, nameOf);
}

// depth_table.js
// A depth table: places judged band by band, as geo/zones/places.py and coverage.py judge them.


/** How sure it is that something lies on the good side of an edge: `lead` metres inside, negative outside. */
const beyondDoubt = (lead, doubt) => {
  if (Math.abs(lead) <= doubt) return UNKNOWN;
  return lead < 0 ? NO : YES;
};

/** Land that is left out: a disc around a place, or what lies between corners. */
class LeftOut {
  constructor(core, told, exact) {
    Object.assign(this, { core, name: told.name, radius: told.radius_m, sides: told.sides, categories: told.categories });
    this.edge = core.line(exact[told.line], true);
    this.rings = told.rings === null ? null : exact[told.rings];
    this.area = this.rings ? new Area(core, this.rings) : null;
  }

  appliesTo(side, category) {
    return (this.sides.length === 0 || this.sides.includes(side)) && (this.categories.length === 0 || this.categories.includes(category));
  }

  /** How far inside its edge points lie, metres; negative outside. */
  depths(points) {
    const away = this.core.nearest(this.edge, points);
    return Array.from({ length: points.length / 2 }, (_, row) => {
      if (!this.area) return this.radius - away[6 * row];
      return this.area.holds(points[2 * row], points[2 * row + 1]) ? away[6 * row] : -away[6 * row];
    });
  }
}

class DepthTable {
  /** `told` as maps/engine_bands.py writes it, `exact` the lines that it numbers. */
  constructor(engine, told, exact, ring) {
    this.engine = engine;
    const { core } = engine;
    const accuracyM = engine.told.accuracy_m;
    this.bands = told.table.map(([side, category, from, to, measure]) => ({ side, category, from, to, measure, party: engine.parties.indexOf(side) }));
    this.categories = [...new Set(this.bands.map((band) => band.category))];
    const segments = new Map();
    const segment = (numbers) => {
      const key = String(numbers);
      if (!segments.has(key)) segments.set(key, numbers.map((number) => core.line(exact[number], true)));
      return segments.get(key);
    };
    this.measures = told.measures.map(({ line, ends, segment: numbers }, at) => ({
      isBorder: line === null,
      from: line === null ? engine.border : new FromLine(core, exact[line], {
        runs: exact[line].map((part, number) => [number, 0, part.length - 1, accuracyM, ""]), ends, stars: told.stars[at].map(ring), accuracyM,
      }),
      segment: numbers && segment(numbers),
    }));
    /** Whether all bands are measured from one line: then it also says what lies across. */
    this.single = this.measures.length === 1;
    this.leftOut = told.exclusions.map((one) => new LeftOut(core, one, exact));
  }

  /** Half the difference of the distances to the rest of the border and to a part of it; null of the whole. */
  leads({ segment }, points) {
    if (!segment) return null;
    const [own, other] = segment.map((line) => this.engine.core.nearest(line, points));
    return Array.from({ length: points.length / 2 }, (_, row) => (other[6 * row] - own[6 * row]) / 2);
  }

  /** What places have from each line of the table; `whole` is what they have from the border. */
  measured(points, accuracy, whole) {
    const known = new Map([[this.engine.border, whole]]);
    for (const { from } of this.measures) if (!known.has(from)) known.set(from, from.measured(points, accuracy));
    const leads = this.measures.map((measure) => this.leads(measure, points));
    const depths = this.leftOut.map((one) => one.depths(points));
    return accuracy.map((radius, row) => ({
      lines: this.measures.map(({ from }) => known.get(from)[row]),
      segments: leads.map((lead) => (lead ? beyondDoubt(lead[row], radius + this.engine.told.accuracy_m) : YES)),
      // Its edge belongs to what is left out.
      leftOut: depths.map((depth) => (depth[row] === 0 && radius === 0 ? NO : beyondDoubt(-depth[row], radius))),
    }));
  }

  /** What binds each party in one category, in the order in which places.py asks. */
  reaches(category) {
    const own = this.bands.filter((band) => band.category === category);
    return own.sort((a, b) => a.measure - b.measure);
  }

  /** What the rule is asked of the possible holders of a place in one category, and what does not count there. */
  told(place, category, rule) {
    const found = { end: YES, segment: YES, names: [], surely: false };
    const asked = new Map();
    for (const reach of this.reaches(category)) {
      const holders = place.rows.filter((holder) => holder.party === reach.party);
      const line = place.lines[reach.measure];
      const spans = new Map(holders.map((holder) => [holder, interval(place, holder, line, this.measures[reach.measure].isBorder)]));
      const here = holders.some((holder) => spans.get(holder).low === null || spans.get(holder).low <= reach.to * 1000);
      // Farther away nothing is asked of what counts.
      const end = here && rule === "perpendicular" ? line.end : YES;
      const segment = here ? place.segments[reach.measure] : YES;
      const left = here ? this.leftOutOf(place, reach, found) : YES;
      found.end = Math.min(found.end, end);
      found.segment = Math.min(found.segment, segment);
      const bands = [[reach.from * 1000, reach.to * 1000]];
      for (const holder of holders) asked.set(holder, { ...spans.get(holder), bands, reading: Math.min(end, segment, left) });
    }
    found.holders = place.rows.map((holder) => asked.get(holder) ?? { low: null, high: null, bands: [], reading: YES });
    return found;
  }

  leftOutOf(place, { side, category }, found) {
    const names = [];
    let least = YES;
    this.leftOut.forEach((one, at) => {
      const code = place.leftOut[at];
      if (code === YES || !one.appliesTo(side, category)) return;
      least = Math.min(least, code);
      names.push(one.name);
      found.surely ||= code === NO;
    });
    if (names.length > 0) found.names = names;
    return least;
  }

  /** From which line a place is measured in one category: its side's, else the nearest that has such a band. */
  measureOf(place, reaches) {
    const own = reaches.find((reach) => reach.side === place.side);
    if (own) return own.measure;
    const has = [...new Set(reaches.map((reach) => reach.measure))].sort((a, b) => a - b);
    return has.reduce((best, one) => (place.lines[one].distance_m < place.lines[best].distance_m ? one : best));
  }

  /** The band that is told of a place: its side's, of depth 0 where it has none; else the widest of its line. */
  bandOf(place, category, measure) {
    const own = this.bands.find((band) => band.side === place.side && band.category === category);
    if (own) return own;
    if (this.engine.parties.includes(place.side)) return { from: 0, to: 0 };
    const some = this.bands.filter((band) => band.category === category && band.measure === measure);
    return some.reduce((best, one) => (one.to > best.to ? one : best));
  }

  /** The place's status in every category, with its reason as the command line says it. */
  judged(place, rule) {
    return this.categories.map((category) => {
      const told = this.told(place, category, rule);
      const status = statusOfHolders(told.holders);
      const measure = this.measureOf(place, this.reaches(category));
      const line = place.lines[measure];
      const band = this.bandOf(place, category, measure);
      const { distance_m, nearest_lon, nearest_lat, azimuth_deg } = line;
      return {
        category, status, from: band.from, shown: band.to, distance_m, nearest_lon, nearest_lat, azimuth_deg,
        reason: sentence(place, line, status, band, told, this.engine.nameOf),
      };
    });
  }

  /** The status over the bands that speak of a place and are shown: of several the greatest counts. */
  overall(place, { rule, off = [] }) {
    const isSide = this.engine.parties.includes(place.side);
    const own = this.bands.filter((band) => !isSide || band.side === place.side);
    const shown = own.filter((band) => !off.includes(`band-${this.bands.indexOf(band)}`));
    // Where no band is of its side, all of them say that it is not bound.
    const asked = new Set((own.length > 0 ? shown : this.bands).map((band) => band.category));
    const all = [...asked].map((category) => statusOfHolders(this.told(place, category, rule).holders));
    return all.length > 0 ? Math.max(...all) : OUT;
  }
}

// zone_area.js
// The area of a zone at any depth, from cells: whole ones by the bound on distances, those that an edge
// runs through cut by the edge's own line. What a finer cut still changes is the stated error.


const E = Math.sqrt(E2);
/** Not less than a degree of latitude anywhere on WGS84, metres. */
const MOST_PER_DEGREE = 111700;
/** A cell that an edge runs through is cut at least this small, metres; and never smaller than the least. */
const COARSE_M = 2500;
const SMALLEST_M = 4;

/** Twice the area between the equator and a latitude over a radian of longitude, in squares of the axis. */
function zonal(lat) {
  const sine = Math.sin(lat * IN_RADIANS);
  return (1 - E2) * (sine / (1 - E2 * sine * sine) + Math.atanh(E * sine) / E);
}

/** The part of a ring [lon, lat, lon, lat, …] where a·lon + b·lat >= c; Sutherland and Hodgman's cut. */
function halved(ring, a, b, c) {
  const out = [];
  const count = ring.length;
  if (count === 0) return out;
  let x = ring[count - 2];
  let y = ring[count - 1];
  let over = a * x + b * y - c;
  for (let at = 0; at < count; at += 2) {
    const [x2, y2] = [ring[at], ring[at + 1]];
    const over2 = a * x2 + b * y2 - c;
    if (over >= 0 !== over2 >= 0) {
      const part = over / (over - over2);
      out.push(x + part * (x2 - x), y + part * (y2 - y));
    }
    if (over2 >= 0) out.push(x2, y2);
    [x, y, over] = [x2, y2, over2];
  }
  return out;
}

/** Rings cut by a half-plane, those that vanish left out. */
const cutBy = (rings, a, b, c) => rings.map((ring) => halved(ring, a, b, c)).filter((ring) => ring.length > 4);

/** The area of rings in m², hulls clockwise and holes the other way round. */
function areaOfRings(rings) {
  let sum = 0;
  for (const ring of rings) {
    const end = ring.length;
    let [lon, q] = [ring[end - 2], zonal(ring[end - 1])];
    for (let at = 0; at < end; at += 2) {
      const q2 = zonal(ring[at + 1]);
      sum += (q + q2) * (ring[at] - lon);
      [lon, q] = [ring[at], q2];
    }
  }
  return (sum * IN_RADIANS * AXIS_M * AXIS_M) / 4;
}

const cellOf = (west, south, east, north, rings) => {
  const near = south > 0 ? south : north < 0 ? north : 0;
  const high = (north - south) * MOST_PER_DEGREE;
  const wide = (east - west) * MOST_PER_DEGREE * Math.cos(near * IN_RADIANS);
  return { west, south, east, north, rings, size: Math.max(high, wide), half: Math.hypot(high, wide) / 2 };
};

/** A cell's four quarters, those with nothing in them left out. */
function quarters({ west, south, east, north, rings }) {
  const [lon, lat] = [(west + east) / 2, (south + north) / 2];
  const found = [];
  for (const [low, high, half] of [[south, lat, cutBy(rings, 0, -1, -lat)], [lat, north, cutBy(rings, 0, 1, lat)]]) {
    if (half.length === 0) continue;
    const [left, right] = [cutBy(half, -1, 0, -lon), cutBy(half, 1, 0, lon)];
    if (left.length > 0) found.push(cellOf(west, low, lon, high, left));
    if (right.length > 0) found.push(cellOf(lon, low, east, high, right));
  }
  return found;
}

/** Cut rings by the line on which a distance to something, known in the middle, has a given value. */
function upTo(cell, rings, gap, azimuth) {
  const [lon, lat] = [(cell.west + cell.east) / 2, (cell.south + cell.north) / 2];
  const sine = Math.sin(lat * IN_RADIANS);
  const narrow = 1 - E2 * sine * sine;
  const a = Math.sin(azimuth * IN_RADIANS) * ((AXIS_M * Math.cos(lat * IN_RADIANS)) / Math.sqrt(narrow)) * IN_RADIANS;
  const b = Math.cos(azimuth * IN_RADIANS) * ((AXIS_M * (1 - E2)) / (narrow * Math.sqrt(narrow))) * IN_RADIANS;
  return cutBy(rings, a, b, a * lon + b * lat + gap);
}

/**
 * Judge cells: `whole` of those that no edge runs through, else the area as far as their edges are straight.
 * `field` gives { distances, ends, edges }: distances and azimuths from points to the border, and, where the
 * ends do not count, which points are nearest to an end and how far the outline of all such is.
 */
function judgeCells(cells, depth, field) {
  const points = new Float64Array(2 * cells.length);
  cells.forEach((cell, at) => points.set([(cell.west + cell.east) / 2, (cell.south + cell.north) / 2], 2 * at));
  const near = field.distances(points);
  const outline = field.outline?.(points, near);
  cells.forEach((cell, at) => {
    const gap = near[6 * at] - depth;
    const clear = !outline || outline.distance[at] > cell.half;
    cell.whole = Math.abs(gap) > cell.half && (clear || gap > 0);
    if (cell.whole) {
      cell.area = gap > 0 || outline?.atEnd[at] ? 0 : areaOfRings(cell.rings);
      return;
    }
    let rings = Math.abs(gap) > cell.half ? cell.rings : upTo(cell, cell.rings, gap, near[6 * at + 3]);
    if (!clear) {
      // Towards the outline lies what is not the end's; away from it, where the middle is not.
      const turn = outline.atEnd[at] ? 0 : 180;
      const way = outline.azimuth[at] + turn;
      rings = upTo(cell, rings, outline.atEnd[at] ? outline.distance[at] : -outline.distance[at], way);
    } else if (outline?.atEnd[at]) rings = [];
    cell.area = areaOfRings(rings);
  });
}

/**
 * The area in km² of what of some rings lies within a depth in metres, and how much it may be off.
 * `length` is about how long the border is, metres: the work is shared out along it.
 */
function zoneArea(rings, depth, field, length) {
  const flat = rings.map((ring) => ring.flat());
  if (flat.length === 0) return { km2: 0, error: 0 };
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const ring of flat) {
    for (let at = 0; at < ring.length; at += 2) {
      west = Math.min(west, ring[at]);
      east = Math.max(east, ring[at]);
      south = Math.min(south, ring[at + 1]);
      north = Math.max(north, ring[at + 1]);
    }
  }
  const allowed = Math.max(2e4, 1e-5 * length * depth) / (4 * Math.max(length, 1000));
  let total = 0;
  let error = 0;
  let cells = [cellOf(west, south, east, north, flat)];
  judgeCells(cells, depth, field);
  if (cells[0].whole) return { km2: cells[0].area / 1e6, error: 0 };
  const coarse = Math.min(COARSE_M, Math.max(depth, SMALLEST_M));
  while (cells.length > 0) {
    const parted = cells.map(quarters);
    judgeCells(parted.flat(), depth, field);
    const next = [];
    parted.forEach((parts, at) => {
      const { area, size } = cells[at];
      const sum = parts.reduce((found, part) => found + part.area, 0);
      const off = Math.abs(sum - area);
      if (size <= SMALLEST_M || (size <= coarse && off <= allowed * size)) {
        total += sum;
        error += off;
        return;
      }
      for (const part of parts) {
        if (part.whole) total += part.area;
        else next.push(part);
      }
    });
    cells = next;
  }
  return { km2: total / 1e6, error: error / 1e6 };
}

// engine.js
// The page's engine: any place against the line as it is, and its status at any depth by the one rule.


const ANYWHERE_M = 10000000;
const WIDE_M = 200000;
const turned = (points) => points.map(([lat, lon]) => [lon, lat]);

/** Lines out of one row of longitudes and then latitudes: each given by the sizes of its parts. */
function linesOf(coordinates, all) {
  const count = coordinates.length / 2;
  let at = 0;
  return all.map((sizes) => sizes.map((size) => {
    at += size;
    return Array.from({ length: size }, (_, step) => [coordinates[at - size + step], coordinates[count + at - size + step]]);
  }));
}

class Engine {
  /** Read what the page carries; fails where WebAssembly or reading is refused. */
  static async made(data, moduleText) {
    const { line, rest } = data.engine;
    // An app unpacks a border once, for the page and its worker; a page carries both packed.
    const [module, coordinates, told] = await Promise.all([
      inflated(moduleText),
      typeof line === "string" ? inflated(line).then((bytes) => new Float64Array(bytes.buffer)) : line,
      typeof rest === "string" ? inflated(rest).then((bytes) => JSON.parse(new TextDecoder().decode(bytes))) : rest,
    ]);
    return new Engine(await Core.made(module, told.spread), coordinates, told, data);
  }

  constructor(core, coordinates, told, data) {
    this.core = core;
    this.told = told;
    this.parties = data.parties.map((party) => party.code);
    const groups = [0, 1].map((group) => data.parties.filter((party) => party.group === group).map((party) => party.code));
    const pools = [told.lines, ...(told.pools ?? [])].map((lines) => linePool(lines, told.decimals));
    const ring = (number) => turned(Array.isArray(number) ? pools[number[0]](number[1]) : pools[0](number));
    const [parts, ...exact] = linesOf(coordinates, [told.parts, ...(told.bands?.lines ?? [])]);
    this.border = new FromLine(core, parts, { runs: told.runs, ends: told.ends, stars: told.stars.map(ring), accuracyM: told.accuracy_m });
    const { line, stars, starRings } = this.border;
    Object.assign(this, { parts, line, stars, starRings });
    this.lands = new Lands(core, told.lands, { ring, parties: this.parties, groups, seams: told.seams ?? null });
    this.nameOf = (code) => this.lands.called.get(code) || data.names[code] || told.names[code] || code;
    this.landM = told.land_km * 1000;
    /** The depth table of a page of bands; null where each side has one depth. */
    this.table = told.bands ? new DepthTable(this, told.bands, exact, ring) : null;
  }

  distances(points) {
    return this.border.distances(points);
  }

  isAtEnd(near, row) {
    return this.border.isAtEnd(near, row);
  }

  /** Set places against the border, before any depth: [{ lon, lat, accuracy_m, atSea, locatedIn }]. */
  places(given) {
    const lon = given.map((one) => ((((one.lon + 180) % 360) + 360) % 360) - 180);
    const lat = given.map((one) => one.lat);
    const accuracy = given.map((one) => (one.accuracy_m < ANYWHERE_M ? one.accuracy_m : Infinity));
    const points = new Float64Array(2 * given.length);
    given.forEach((_, row) => points.set([lon[row], lat[row]], 2 * row));
    const whole = this.border.measured(points, accuracy);
    const table = this.table?.measured(points, accuracy, whole);
    const narrow = accuracy.map((radius) => radius < WIDE_M);
    const radius = accuracy.map((one, row) => (narrow[row] ? one : 0));
    const holders = this.lands.holders({
      lon, lat, radius, narrow, known: accuracy.map(Number.isFinite),
      borderLow: (table && this.table.single ? table.map((one) => one.lines[0]) : whole).map((one) => one.low_m),
      reach: radius.map((one) => one + this.told.accuracy_m),
      atSea: given.map((one) => one.atSea), locatedIn: given.map((one) => one.locatedIn ?? ""),
    });
    return given.map((one, row) => {
      const place = {
        ...one, lon: Math.abs(one.lon) <= 180 ? one.lon : lon[row], accuracy_m: accuracy[row], ...holders[row], ...whole[row], ...table?.[row],
      };
      // Beyond the land that the page carries nobody can be told as the holder.
      place.beyond = !(place.distance_m + (narrow[row] ? radius[row] : 0) + this.told.accuracy_m < this.landM);
      for (const holder of place.rows) Object.assign(holder, interval(place, holder, place));
      return place;
    });
  }

  /** The status of a place at some depths in km by party. */
  status(place, depths, rule) {
    const reading = rule === "perpendicular" ? place.end : YES;
    return statusOfHolders(place.rows.map(({ party, low, high }) => ({
      low, high, reading, bands: party >= 0 ? [[0, depths[this.parties[party]] * 1000]] : [],
    })));
  }

  /** The area of the land of some owners within a depth in km, and how much it may be off: km². */
  area(owners, depth, rule) {
    const rings = this.lands.all.filter((land) => land.area && owners.includes(land.own)).flatMap((land) => (land.dry ?? land.area).rings);
    const field = { distances: (points) => this.distances(points) };
    // Only what is bound is read at the ends; third states are as they are.
    if (rule === "perpendicular" && this.stars && owners.every((code) => this.parties.includes(code))) {
      field.outline = (points, near) => {
        const found = this.core.nearest(this.stars, points);
        const rows = Array.from({ length: points.length / 2 }, (_, row) => row);
        return {
          atEnd: rows.map((row) => this.isAtEnd(near, row)),
          distance: rows.map((row) => found[6 * row]), azimuth: rows.map((row) => found[6 * row + 3]),
        };
      };
    }
    return zoneArea(rings, depth * 1000, field, this.line.lengthM.reduce((sum, one) => sum + one, 0));
  }

  /** That status, and its reason as the command line says it. */
  judged(place, depths, rule) {
    const perpendicular = rule === "perpendicular";
    const status = this.status(place, depths, rule);
    const of = (code) => depths[code];
    const shown = depths[place.side] ?? Math.max(...this.parties.map(of));
    return { status, shown, reason: reasonOf(place, status, { shown, of }, perpendicular, this.nameOf, this.parties) };
  }

  /** What is told of a place at what is shown, { depths, rule, off }: over all bands where there are some, and band by band. */
  answer(place, asked) {
    if (!this.table) return this.judged(place, asked.depths, asked.rule);
    const bands = this.table.judged(place, asked.rule);
    return { ...bands[0], status: this.table.overall(place, asked), bands };
  }

  /** That status alone. */
  statusAt(place, asked) {
    return this.table ? this.table.overall(place, asked) : this.status(place, asked.depths, asked.rule);
  }
}

// angles.js
// Numbers, lengths and angles as people write them; readers/cells.py and readers/angles.py.

const ROUND_M_PER_DEGREE = 111700;
const NUMBER = /^[+-]?(?:\d+(?:[.,](\d*))?|[.,](\d+))(?:[eE]([+-]?\d+))?$/;
const NOTHING = new Set(["", "-", "–", "—", "?", "n/a", "na", "n.a.", "none", "null", "nan", "unknown", "b.d."]);
const ANGLE = /^([+-]?)\s*(\d+(?:\.\d*)?)\s*(?:(?:°|[\s:-])[\s:-]*(?:(\d+(?:\.\d*)?)\s*(?:(?:'|[\s:-])[\s:-]*(?:(\d+(?:\.\d*)?)\s*(?:"|'')?)?)?)?)?$/;

class Fault extends Error {}

const tidy = (text) => text.replaceAll("\u2212", "-").replace(/\s+/gu, " ").trim();
const blank = (cell) => cell === null || cell === undefined || (typeof cell === "string" && cell.trim() === "");

/** A number and how many decimals it is written with. */
function readNumber(cell) {
  if (typeof cell !== "number" && typeof cell !== "string") throw new Fault("is not a number");
  const text = typeof cell === "number" ? String(cell) : tidy(cell);
  const match = NUMBER.exec(text);
  if (!match) throw new Fault(`'${text.slice(0, 40)}' is not a number`);
  const value = Number(text.replace(",", "."));
  if (!Number.isFinite(value)) throw new Fault(`'${text.slice(0, 40)}' is not a finite number`);
  return [value, (match[1] || match[2] || "").length - Number(match[3] ?? 0)];
}

/** A length in metres, or null where there is none. */
function readMetres(cell) {
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
function readAxis(cell, axis, reading) {
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
function angleOf(text, axis = null) {
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
function stepM(latDegrees, lonDegrees, lat) {
  return Math.max(latDegrees, lonDegrees * Math.cos((Math.min(Math.abs(lat), 90) * Math.PI) / 180)) * ROUND_M_PER_DEGREE;
}

// written_position.js
// A whole position in one text: two angles, ISO 6709, MGRS, UTM, WKT, geo URI; readers/coordinates.py.


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
function readPosition(text, reading) {
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

// list_reader.js
// A list that is dropped into the page, read as `csbm check` reads it: units/text.py, cells.py, angles.py.
// What cannot be read is a fault with its row; a list with a fault is not judged.


const DELIMITERS = [",", ";", "\t", "|"];
const LEAST_M = 100;
const MOST_ROWS = 250000;
const SHOWN_TITLES = 20;
/** A header in the form in which spellings are compared; units/columns.py: plain. */
function plainHeader(text) {
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
function records(text, delimiter, most = Infinity) {
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
function readList(given, fileName, reading, day) {
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

// sheet_reader.js
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
async function recordsOfSheet(bytes) {
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

// list_saving.js
// A judged list as a table: what is saved of the reader's own places.


const SAVED = ["id", "name", "lat", "lon", "position_accuracy_m", "side", "holder", "possible_holders", "distance_km", "nearest_lat", "nearest_lon", "azimuth_deg", "category", "depth_km", "status", "reason"];

/** CSV of pairs of a place and its answer. */
function listAsCsv(pairs) {
  const six = (value) => Number(value.toFixed(6));
  const columns = pairs[0]?.[1].category === undefined ? SAVED.filter((column) => column !== "category") : SAVED;
  const lines = pairs.map(([row, told]) => {
    // Of a depth table, a band may be measured from a line of its own.
    const { status, reason, shown, ...place } = { ...row, ...told };
    const made = { ...place, position_accuracy_m: place.accuracy_m, holder: place.own, possible_holders: place.possible.join(";"), distance_km: six(place.distance_m / 1000), nearest_lat: Number(place.nearest_lat.toFixed(9)), nearest_lon: Number(place.nearest_lon.toFixed(9)), azimuth_deg: six(place.azimuth_deg), depth_km: shown, status: STATUS_NAMES[status], reason };
    return columns.map((column) => cell(made[column])).join(",");
  });
  return [columns.join(","), ...lines, ""].join("\r\n");
}

// service.js
// What takes long, apart from the page: in a worker where the browser allows one, else in the page itself.


const PER_STEP = 5000;
/** So many places are drawn on the map. */
const DRAWN = 2000;

/** The lists and areas of one border, measured with an engine of its own. */
class Service {
  constructor(engine) {
    this.engine = engine;
    this.places = [];
  }

  /** The area of a side, or of all third states, at a depth in km. */
  area({ owners, depth, rule }) {
    return this.engine.area(owners, depth, rule);
  }

  /** Read a list and set it against the border. */
  async take({ given, name, day }) {
    const list = readList(given.sheet ? await recordsOfSheet(given.sheet) : given, name, this.engine.told.reading, day);
    this.places = [];
    for (let at = 0; at < list.units.length; at += PER_STEP) this.places.push(...this.engine.places(list.units.slice(at, at + PER_STEP)));
    return { name, faults: list.faults, left: list.left, count: this.places.length,
      dots: this.places.slice(0, DRAWN).map(({ lat, lon }) => [lat, lon]) };
  }

  /** Everybody's status at some depths, and how many have which. */
  judge(asked) {
    const statuses = Uint8Array.from(this.places, (place) => this.engine.statusAt(place, asked));
    const counts = STATUS_NAMES.map(() => 0);
    for (const code of statuses) counts[code] += 1;
    return { statuses: statuses.slice(0, DRAWN), counts };
  }

  /** Some rows in full, with status and reason, and of a depth table band by band. */
  rows({ from, to, ...asked }) {
    return this.places.slice(from, to).map((place) => ({ ...place, ...this.engine.answer(place, asked) }));
  }

  csv(asked) {
    return listAsCsv(this.places.flatMap((place) => {
      const told = this.engine.answer(place, asked);
      return (told.bands ?? [told]).map((one) => [place, one]);
    }));
  }
}

/** In a worker: make the engine from what the page sends first, then answer. */
function serve(scope) {
  let service = null;
  scope.onmessage = async ({ data: { id, method, asked } }) => {
    try {
      if (method === "begin") {
        service = new Service(await Engine.made(asked.data, asked.module));
        scope.postMessage({ id, answer: true });
      } else scope.postMessage({ id, answer: await service[method](asked) });
    } catch (error) {
      scope.postMessage({ id, failed: String(error) });
    }
  };
}

// desk.js
// The page's way to its service: a worker made of the page's own scripts, or the page itself.


/** The text of the page's own script, from its element: the one thing that a worker is made of. */
function ownScript() {
  const found = [...document.scripts].find((one) => one.textContent.includes("var csbm = (() => {"));
  return found?.textContent ?? "";
}

class Desk {
  /** `data` is what the engine is made of, `engine` the page's own, used where no worker is to be had. */
  constructor(data, module, engine) {
    this.engine = engine;
    this.waiting = new Map();
    this.count = 0;
    this.kind = "page";
    this.service = null;
    this.ready = this.hire(data, module);
  }

  async hire(data, module) {
    const text = ownScript();
    let address = null;
    try {
      address = URL.createObjectURL(new Blob([text, "\ncsbm.serve(self);\n"], { type: "text/javascript" }));
      this.worker = new Worker(address);
      this.worker.onmessage = ({ data: { id, answer, failed } }) => this.answered(id, answer, failed);
      this.worker.onerror = (event) => {
        event.preventDefault?.();
        this.dismiss();
      };
      const { parties, names, engine } = data;
      await this.post("begin", { data: { parties, names, engine: { line: engine.line, rest: engine.rest } }, module });
      this.kind = "worker";
      document.documentElement.dataset.worker = "worker";
    } catch {
      this.dismiss();
    } finally {
      if (address) URL.revokeObjectURL(address);
    }
  }

  /** No worker: whoever waits is told so, and the page answers itself. */
  dismiss() {
    this.kind = "page";
    document.documentElement.dataset.worker = "page";
    this.worker?.terminate();
    this.worker = null;
    for (const { reject } of this.waiting.values()) reject(new Error("the worker was refused"));
    this.waiting.clear();
  }

  answered(id, answer, failed) {
    const { resolve, reject } = this.waiting.get(id) ?? {};
    this.waiting.delete(id);
    if (failed) reject?.(new Error(failed));
    else resolve?.(answer);
  }

  post(method, asked) {
    return new Promise((resolve, reject) => {
      this.count += 1;
      this.waiting.set(this.count, { resolve, reject });
      this.worker.postMessage({ id: this.count, method, asked });
    });
  }

  /** Ask the service; the answer is a promise, whoever gives it. */
  async ask(method, asked) {
    await this.ready;
    if (this.kind === "worker") return this.post(method, asked);
    await new Promise((later) => setTimeout(later, 0));
    this.service ??= new Service(this.engine);
    return this.service[method](asked);
  }
}

// every_border.js
// The page of every land border: a border's data are unpacked where it is chosen; see maps/app.py.


const STEPS_KM = Array.from({ length: 20 }, (_, at) => 10 * (at + 1));
const USUAL = "BLR-POL";

const unpackJson = async (text) => JSON.parse(new TextDecoder().decode(await inflated(text)));

/** Float64 whose first bytes stand together, then the second, and so on. */
function fromPlanes(bytes) {
  const count = bytes.length / 8;
  const whole = new Uint8Array(bytes.length);
  for (let plane = 0; plane < 8; plane += 1) for (let at = 0; at < count; at += 1) whole[8 * at + plane] = bytes[plane * count + at];
  return new Float64Array(whole.buffer);
}

/** Which border the address asks for, or the first there is. */
function chosenBorder(shared) {
  const asked = /(?:^#|&)border=([A-Z]{3}-[A-Z]{3})(?=&|$)/.exec(location.hash)?.[1] ?? "";
  const names = shared.borders.map(([one, other]) => `${one}-${other}`);
  const turned = asked.split("-").reverse().join("-");
  return [asked, turned, USUAL].find((name) => names.includes(name)) ?? names[0];
}

/** All land around a border, put together from its tiles, as the engine reads it. */
function landsOf(rest, tiles, names) {
  const record = (own, codes) => ({ own, names: codes, rings: [], dry: [], sea: false, called: codes.map((code) => (/^[A-Z]{3}$/.test(code) ? names[code] ?? "" : "")) });
  const lands = rest.lands.map(([own, codes]) => record(own, codes));
  const byOwn = new Map(lands.map((land) => [land.own, land]));
  const land = record("", []);
  tiles.forEach((tile, at) => {
    const numbered = (numbers) => numbers.map((number) => [at + 1, number]);
    for (const [own, rings, dry] of tile.lands) {
      const one = byOwn.get(own);
      if (!one) continue;
      one.rings.push(...numbered(rings));
      one.dry.push(...numbered(dry ?? rings));
      one.sea ||= dry !== null;
    }
    land.rings.push(...numbered(tile.land));
  });
  return [...lands, land].map(({ own, names: codes, rings, dry, sea, called }) => ({ own, names: codes, called, rings, dry: sea ? dry : null }));
}

/** What of a ring [lat, lon] lies in a box of west, south, east, north. */
function inBox(ring, [west, south, east, north]) {
  let flat = ring.flatMap(([lat, lon]) => [lon, lat]);
  for (const [a, b, c] of [[1, 0, west], [-1, 0, -east], [0, 1, south], [0, -1, -north]]) flat = halved(flat, a, b, c);
  return Array.from({ length: flat.length / 2 }, (_, at) => [flat[2 * at + 1], flat[2 * at]]);
}

function meets(line, [west, south, east, north]) {
  let [low, high, left, right] = [90, -90, 180, -180];
  for (const [lat, lon] of line) {
    low = Math.min(low, lat);
    high = Math.max(high, lat);
    left = Math.min(left, lon);
    right = Math.max(right, lon);
  }
  return low <= north && high >= south && left <= east && right >= west;
}

/** The base map around a border: the world's, cut to what can be seen. */
function groundOf(world, { sights, parties }, tiles) {
  const { box, decimals, near, most_towns: most } = sights;
  const read = (text) => decodeLine(text, decimals);
  const polygons = (texts) => texts.map((polygon) => polygon.map(read)).filter(([hull]) => meets(hull, box))
    .map((polygon) => polygon.map((ring) => inBox(ring, box)).filter((ring) => ring.length > 2)).filter((polygon) => polygon.length > 0);
  const within = ([west, south, east, north]) => ([, lon, lat]) => lon >= west && lon <= east && lat >= south && lat <= north;
  const rivers = Object.fromEntries(world.rivers.map((texts, at) => [`rivers${at + 1}`, texts.map(read).filter((line) => meets(line, box)).map((line) => [line])]));
  const seen = world.towns.filter(within(box));
  const close = new Set(seen.filter(within(near)).slice(0, most));
  const rest = new Set(seen.filter((town) => !within(near)(town)).slice(0, most / 2));
  return {
    ...sights, layers: { land: polygons(world.land), lakes: polygons(world.lakes), ...rivers },
    boundaries: tiles.flatMap((tile) => tile.lines).filter(([one, other]) => !(parties.includes(one) && parties.includes(other)))
      .flatMap(([one, other, texts]) => texts.map((text) => [Number(one.includes("/") || other.includes("/")), text])),
    own_lines: true, towns: seen.filter((town) => close.has(town) || rest.has(town)),
  };
}

/** The bundled units against a border, as the columns in which a page of one border has them. */
function unitsAround(units, engine, depths, rule) {
  const text = Object.fromEntries(Object.entries(units.text).map(([name, column]) => [name, unpacked(column, units.count)]));
  const all = engine.places(units.lat.map((lat, at) => ({
    at, lat, lon: units.lon[at], accuracy_m: units.position_accuracy_m[at] ?? Infinity, atSea: false, locatedIn: text.located_in[at],
  })));
  // Farther than the land that is known nobody can be told as the holder.
  const places = all.filter((place) => !place.beyond);
  const told = places.map((place) => engine.judged(place, depths, rule));
  const six = (value) => Number(value.toFixed(6));
  const micro = (value) => (value === null || !Number.isFinite(value) ? null : six(value));
  const kept = (column) => places.map(({ at }) => column[at]);
  const columns = Object.fromEntries(Object.entries(text).map(([name, column]) => [name, kept(column)]));
  Object.assign(columns, {
    side: places.map((place) => place.side), holder: places.map((place) => place.own), possible_holders: places.map((place) => place.possible.join(";")),
    status: told.map(({ status }) => STATUS_NAMES[status]), reason: told.map(({ reason }) => reason),
  });
  return {
    ...units, count: places.length, text: columns, shapes: [],
    lat: kept(units.lat), lon: kept(units.lon), position_accuracy_m: kept(units.position_accuracy_m), sign_at: kept(units.sign_at),
    nearest_lat: places.map((place) => six(place.nearest_lat)), nearest_lon: places.map((place) => six(place.nearest_lon)),
    azimuth_deg: places.map((place) => Number(place.azimuth_deg.toFixed(2))), distance_m: places.map((place) => Math.round(place.distance_m)),
    side_certain: places.map((place) => Number(place.possible.length === 1)), ends: places.map((place) => place.end),
    holders: places.map((place) => [place.rows.map(({ party, low, high }) => [party, micro(low), micro(high)])]),
  };
}

/** The data of one border, as a page that was made for it has them; `data.engine.made` is its engine. */
async function dataOf(shared, name, module) {
  const [text, line] = readData(`csbm-border-${name}`).split(" ");
  const [border, world, coordinates] = await Promise.all([unpackJson(text), unpackJson(readData("csbm-world")), inflated(line).then(fromPlanes)]);
  const tiles = await Promise.all(border.tiles.map((tile) => unpackJson(readData(`csbm-tile-${tile}`))));
  const { template, names } = shared;
  const rest = {
    ...border.rest, lands: landsOf(border.rest, tiles, names), pools: tiles.map((tile) => tile.pool), names,
    land_km: shared.land_km, spread: shared.spread, decimals: shared.decimals, seams: shared.seams, reading: shared.reading,
  };
  const parties = border.parties.map((code) => ({ code, name: names[code] ?? code, group: border.groups.findIndex((group) => group.includes(code)) }));
  const data = {
    ...template, title: border.title, parties, names: { ...template.names, ...Object.fromEntries(border.parties.map((code) => [code, names[code]])) },
    depth_km: Object.fromEntries(border.parties.map((code) => [code, shared.usual_km])), view: border.view, tolerance_m: border.tolerance_m,
    uncounted: Object.fromEntries(border.parties.filter((code) => shared.uncounted[code]).map((code) => [code, shared.uncounted[code]])),
    steps: STEPS_KM.map((depth) => ({ depth_km: depth, drawn: false, parts: [], other_parts: [] })),
    ground: groundOf(world, border, tiles), engine: { most_km: shared.most_km, line: coordinates, rest },
  };
  data.ground.codes = { ...data.ground.codes, ...Object.fromEntries(Object.entries(shared.codes).filter(([, two]) => two)) };
  data.engine.made = await Engine.made(data, module);
  const parts = data.engine.made.parts.map((part) => part.map(([lon, lat]) => [lat, lon]));
  data.border = { parts, box: border.box, length_km: border.length_km, accuracy_m: border.accuracy_m, known: [], known_m: null, disputes: border.disputes, source: border.source, ends: border.marks };
  data.both_rules = border.rest.stars.length > 0;
  data.units = unitsAround(template.units, data.engine.made, data.depth_km, data.tripoint);
  return data;
}

/** Two choices, a state and its neighbour; who chooses another border opens the page anew with it. */
class BorderChoice {
  constructor(shared, name, go) {
    this.shared = shared;
    this.chosen = name.split("-");
    this.go = go;
    byId("border-choice").hidden = false;
    byId("border-first").addEventListener("change", (event) => this.first(event.target.value));
    byId("border-second").addEventListener("change", (event) => this.second(event.target.value));
  }

  neighbours(code) {
    return this.shared.borders.filter(([one, other]) => code === one || code === other).map(([one, other]) => (code === one ? other : one));
  }

  first(code) {
    const others = this.neighbours(code);
    this.chosen = [code, others.length === 1 ? others[0] : ""];
    if (others.length === 1) this.second(others[0]);
    else this.draw(this.country, this.compare);
  }

  second(code) {
    if (code) this.go([this.chosen[0], code].sort().join("-"));
  }

  /** In a language: `country` names a state, `compare` orders names. */
  draw(country, compare) {
    Object.assign(this, { country, compare });
    const named = (codes) => codes.map((code) => [country(code), code]).sort((a, b) => compare(a[0], b[0]));
    const fill = (id, codes, chosen) => byId(id).replaceChildren(...named(codes).map(([text, code]) => element("option", { value: code, text, selected: code === chosen })));
    fill("border-first", [...new Set(this.shared.borders.flatMap(([one, other]) => [one, other]))], this.chosen[0]);
    fill("border-second", this.neighbours(this.chosen[0]), this.chosen[1]);
    if (!this.chosen[1]) byId("border-second").prepend(element("option", { value: "", text: "…", selected: true }));
  }
}

// field.js
// Distances over a view, asked only where an answer hangs on them: the zone's edge at any depth.

/** Metres that a pixel spans at most: the projection is a sphere's, the distances are an ellipsoid's. */
const STRETCH = 1.0102;
const ROOT = 128;

const thousandth = (value) => Math.round(value * 1000) / 1000;

/** Between two corners, where the depth is met. */
const share = (one, other) => one / (one - other);

class Field {
  /**
   * Whole pixels from 0 to `width` and `height`; `lonLat(x, y)` says where one lies, `metres(y, span)` how
   * many metres a pixel spans at most over a row of cells, `distances` are the core's.
   */
  constructor({ width, height, lonLat, metres, distances }) {
    this.columns = Math.ceil(width / ROOT) * ROOT + 1;
    this.rows = Math.ceil(height / ROOT) * ROOT + 1;
    this.width = width;
    this.height = height;
    this.lonLat = lonLat;
    this.metres = metres;
    this.distances = distances;
    this.known = new Float64Array(this.columns * this.rows).fill(NaN);
    this.asked = 0;
  }

  /** Work out the distances of some corners that are not known yet. */
  fill(corners) {
    const missing = [];
    for (const at of corners) {
      if (!Number.isNaN(this.known[at])) continue;
      this.known[at] = Infinity;
      missing.push(at);
    }
    if (missing.length === 0) return;
    const points = new Float64Array(2 * missing.length);
    missing.forEach((at, row) => points.set(this.lonLat(at % this.columns, Math.floor(at / this.columns)), 2 * row));
    const found = this.distances(points);
    missing.forEach((at, row) => { this.known[at] = found[6 * row]; });
    this.asked += missing.length;
  }

  /** Cells wholly within a depth in metres, or beyond it, and cells of one pixel that its edge runs through. */
  cells(depth, beyond = false) {
    const inside = [];
    let cells = [];
    for (let y = 0; y < this.height; y += ROOT) for (let x = 0; x < this.width; x += ROOT) cells.push(x, y);
    for (let size = ROOT; size > 1; size /= 2) {
      const half = size / 2;
      const middles = [];
      for (let at = 0; at < cells.length; at += 2) middles.push((cells[at + 1] + half) * this.columns + cells[at] + half);
      this.fill(middles);
      const next = [];
      middles.forEach((middle, at) => {
        const [x, y] = [cells[2 * at], cells[2 * at + 1]];
        const gap = this.known[middle] - depth;
        // A distance changes by no more than the way that is gone: beyond it nothing is left to ask.
        if (Math.abs(gap) > half * Math.SQRT2 * STRETCH * this.metres(y, size)) {
          if ((gap < 0) !== beyond) inside.push(x, y, size);
        } else next.push(x, y, x + half, y, x, y + half, x + half, y + half);
      });
      cells = next;
    }
    return { inside, edge: cells };
  }

  /** The zone at a depth as paths: `fill` to be filled, or what lies beyond it, and `lines` along its edge. */
  zone(depth, beyond = false) {
    const { inside, edge } = this.cells(depth, beyond);
    // As text, which is read at once: thousands of calls would take longer than all else.
    const fill = [];
    for (let at = 0; at < inside.length; at += 3) fill.push(`M${inside[at]} ${inside[at + 1]}h${inside[at + 2]}v${inside[at + 2]}h${-inside[at + 2]}z`);
    const { columns } = this;
    const corners = [];
    for (let at = 0; at < edge.length; at += 2) {
      const corner = edge[at + 1] * columns + edge[at];
      corners.push(corner, corner + 1, corner + columns, corner + columns + 1);
    }
    this.fill(corners);
    const links = new Map();
    for (let at = 0; at < edge.length; at += 2) this.leaf([edge[at], edge[at + 1]], depth, beyond, fill, links);
    return { fill: new Path2D(fill.join("")), lines: chained(links) };
  }

  /** The part of one pixel that is within, or beyond, and where the edge enters and leaves it. */
  leaf([x, y], depth, beyond, fill, links) {
    const { columns, known } = this;
    const first = y * columns + x;
    const corners = [[x, y, first], [x + 1, y, first + 1], [x + 1, y + 1, first + columns + 1], [x, y + 1, first + columns]];
    // Each side of a pixel has one name, whichever of its two pixels asks.
    const names = [2 * first, 2 * (first + 1) + 1, 2 * (first + columns), 2 * first + 1];
    const shape = [];
    const met = [];
    corners.forEach(([x1, y1, at], side) => {
      const [x2, y2, after] = corners[(side + 1) % 4];
      const [one, other] = [depth - known[at], depth - known[after]];
      if ((one >= 0) !== beyond) shape.push([x1, y1]);
      if ((one >= 0) === (other >= 0)) return;
      // From the same end by both pixels, so that they meet bit for bit.
      const along = at < after ? share(one, other) : 1 - share(other, one);
      const point = [x1 + along * (x2 - x1), y1 + along * (y2 - y1)];
      shape.push(point);
      met.push([names[side], point]);
    });
    if (shape.length > 2) fill.push(`M${shape.map(([px, py]) => `${thousandth(px)} ${thousandth(py)}`).join("L")}z`);
    for (let at = 0; at + 1 < met.length; at += 2) {
      for (const [[name, point], [other]] of [[met[at], met[at + 1]], [met[at + 1], met[at]]]) {
        if (!links.has(name)) links.set(name, { point, to: [] });
        links.get(name).to.push(other);
      }
    }
  }
}

/** Stretches of an edge joined to lines, so that dashes run along them. */
function chained(links) {
  const lines = [];
  const done = new Set();
  const follow = (name) => {
    const line = [];
    let here = name;
    while (here !== undefined && !done.has(here)) {
      done.add(here);
      const { point, to } = links.get(here);
      line.push(point);
      here = to.find((one) => !done.has(one));
      if (here === undefined && line.length > 2 && to.includes(name)) line.push(links.get(name).point);
    }
    if (line.length > 1) lines.push(line);
  };
  for (const [name, { to }] of links) if (to.length === 1) follow(name);
  for (const name of links.keys()) if (!done.has(name)) follow(name);
  return lines;
}

// zone_canvas.js
// The zone at any depth, on a canvas: the field's paths, cut to each side's own land.


const PADDING = 0.12;
/** Pixels beside the canvas within which a ring that runs round the Earth may still reach it. */
const ROOM = 4096;
const EARTH_M = 2 * Math.PI * 6378137;
const CANVAS_DASHES = { first: [], second: [7, 5], third: [1.5, 4], disputed: [] };

class ZoneCanvas {
  constructor(map, app) {
    this.map = map;
    this.app = app;
    this.canvas = document.createElement("canvas");
    this.canvas.className = "zone-canvas";
    this.canvas.setAttribute("aria-hidden", "true");
    map.getPane("zones").append(this.canvas);
    map.on("zoomstart", () => { this.canvas.hidden = true; });
    map.on("moveend zoomend resize viewreset", () => this.redraw());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.redraw());
  }

  /** Put the canvas where the map is, and forget what was known of another view. */
  place() {
    const { map } = this;
    const size = map.getSize();
    const pad = size.multiplyBy(PADDING).round();
    const corner = map.containerPointToLayerPoint(pad.multiplyBy(-1)).round();
    const ratio = this.fine ?? (globalThis.devicePixelRatio || 1);
    const origin = map.getPixelOrigin();
    const key = `${map.getZoom()} ${corner} ${origin} ${size} ${ratio}`;
    if (key === this.key) return;
    this.key = key;
    const [width, height] = [size.x + 2 * pad.x, size.y + 2 * pad.y];
    Object.assign(this.canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
    this.canvas.style.width = `${width}px`;
    this.canvas.style.height = `${height}px`;
    L.DomUtil.setPosition(this.canvas, corner);
    this.corner = corner;
    this.ratio = ratio;
    this.size = { width, height };
    // World pixels of this zoom; the map's own projection is Web Mercator.
    this.world = 256 * 2 ** map.getZoom();
    this.left = origin.x + corner.x;
    this.top = origin.y + corner.y;
    this.field = this.fieldOf((points) => this.app.engine.distances(points));
    this.paths = new Map();
  }

  /** A field over the view, of any distances: nothing that changes faster than the way that is gone. */
  fieldOf(distances) {
    return new Field({
      ...this.size,
      lonLat: (x, y) => [this.lonAt(x), this.latAt(y)],
      metres: (y, span) => (EARTH_M / this.world) * Math.max(this.squeeze(y), this.squeeze(y + span), this.squeeze(Math.min(Math.max(this.world / 2 - this.top, y), y + span))),
      distances,
    });
  }

  lonAt(x) {
    return ((this.left + x) / this.world) * 360 - 180;
  }

  latAt(y) {
    const north = Math.PI * (1 - (2 * (this.top + y)) / this.world);
    return (Math.atan(Math.sinh(north)) * 180) / Math.PI;
  }

  xOf(lon) {
    return ((lon + 180) / 360) * this.world - this.left;
  }

  yOf(lat) {
    const sine = Math.sin((lat * Math.PI) / 180);
    return (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * this.world - this.top;
  }

  squeeze(y) {
    return Math.cos((this.latAt(y) * Math.PI) / 180);
  }

  /** Rings of [lon, lat] as a path; what lies closer than a third of a pixel is drawn as one. */
  path(rings) {
    const found = new Path2D();
    for (const ring of rings) {
      const points = ring.map(([lon, lat]) => [this.xOf(lon), this.yOf(lat)]);
      for (const turn of [-this.world, 0, this.world]) this.ring(found, points, turn);
    }
    return found;
  }

  ring(path, points, turn) {
    const { width } = this.size;
    if (!points.some(([x]) => x + turn >= -ROOM && x + turn <= width + ROOM) && turn !== 0) return;
    let last = [Infinity, Infinity];
    for (const [x, y] of points) {
      if (Math.abs(x - last[0]) + Math.abs(y - last[1]) < 0.33) continue;
      if (last[0] === Infinity) path.moveTo(x + turn, y);
      else path.lineTo(x + turn, y);
      last = [x, y];
    }
    path.closePath();
  }

  kept(name, make) {
    if (!this.paths.has(name)) this.paths.set(name, make());
    return this.paths.get(name);
  }

  /** What is drawn: [style, depth in km, whose land], the parties' last. */
  wanted(state) {
    const { engine, units } = this.app;
    const deepest = Math.max(...units.parties.map((code) => state.depths[code]));
    const rest = engine.lands.all.filter((land) => land.area && !units.parties.includes(land.own)).map((land) => land.own);
    const disputed = rest.filter((own) => own.includes("/"));
    const third = state.third ? rest.filter((own) => !own.includes("/")) : [];
    return [
      ...(third.length > 0 ? [["third", deepest, third]] : []),
      ...(disputed.length > 0 ? [["disputed", deepest, disputed]] : []),
      ...units.parties.filter((code) => !state.off.includes(`side-${code}`)).map((code) => [units.classOf(code), state.depths[code], [code]]),
    ];
  }

  draw(state) {
    this.shown = state;
    this.redraw();
  }

  clear() {
    this.shown = null;
    this.canvas.hidden = true;
  }

  redraw() {
    const state = this.shown;
    if (!state || !this.app.engine) return;
    this.canvas.hidden = state.off.includes("zones");
    if (this.canvas.hidden) return;
    const begun = performance.now();
    this.place();
    const pen = this.canvas.getContext("2d");
    pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    pen.clearRect(0, 0, this.size.width, this.size.height);
    const colours = getComputedStyle(document.documentElement);
    this.paintAll(pen, state, (name) => colours.getPropertyValue(name).trim());
    if (this.fine) this.settle(pen);
    this.took = performance.now() - begun;
  }

  paintAll(pen, state, colour) {
    const zones = new Map();
    for (const [half, from, to] of this.halves(state)) {
      pen.save();
      pen.beginPath();
      pen.rect(from, 0, to - from, this.size.height);
      pen.clip();
      this.drawOne(pen, half, zones, colour);
      pen.restore();
    }
  }

  /** What is drawn from where to where: all of one state, or two on either side of the divider. */
  halves(state) {
    const { swipe, units } = this.app;
    const { width } = this.size;
    if (!swipe?.shown) return [[state, 0, width]];
    const at = this.map.containerPointToLayerPoint([swipe.x, 0]).x - this.corner.x;
    return [[state, 0, at], [besideOf(state, units.parties), at, width]];
  }

  drawOne(pen, state, zones, colour) {
    for (const [style, depth, owners] of this.wanted(state)) {
      if (!zones.has(depth)) zones.set(depth, this.field.zone(depth * 1000));
      pen.save();
      // The reading at the ends is of what is bound: third states and disputed land are as they are.
      this.cut(pen, owners, ["third", "disputed"].includes(style) ? "round" : state.rule);
      this.paint(pen, zones.get(depth), style, colour);
      pen.restore();
    }
  }

  /** Make the drawing plain pixels: Chromium prints the strokes themselves, and with the first, which empties the canvas, all beneath it. */
  settle(pen) {
    pen.putImageData(pen.createImageData(1, 1), 0, 0);
  }

  /** Only on the land of some, and by the perpendicular reading not where an end is nearest. */
  cut(pen, owners, rule) {
    const { engine } = this.app;
    pen.clip(this.kept(owners.join(), () => this.path(engine.lands.all.filter((land) => owners.includes(land.own) && land.area)
      .flatMap((land) => (land.dry ?? land.area).rings))), "evenodd");
    if (rule === "perpendicular") this.cutRings(pen, "stars", engine.starRings);
  }

  /** Only outside some rings. */
  cutRings(pen, name, rings) {
    if (rings.length === 0) return;
    pen.clip(this.kept(name, () => {
      const path = this.path(rings);
      path.rect(-ROOM, -ROOM, this.size.width + 2 * ROOM, this.size.height + 2 * ROOM);
      return path;
    }), "evenodd");
  }

  paint(pen, { fill, lines }, style, colour) {
    const stroke = style === "disputed" ? colour("--third") : colour(`--${style}`);
    const base = { first: "--first-fill", second: "--second-fill", third: "--third-fill" }[style];
    if (base) {
      pen.fillStyle = colour(base);
      pen.fill(fill);
    }
    if (style === "second" || style === "disputed") {
      pen.fillStyle = this.hatch(style, style === "second" ? colour("--hatch") : stroke);
      pen.fill(fill);
    }
    this.stroke(pen, lines, { colour: stroke, weight: style === "disputed" ? 1 : 1.8, dash: CANVAS_DASHES[style] });
  }

  stroke(pen, lines, { colour, weight, dash }) {
    pen.strokeStyle = colour;
    pen.lineWidth = weight;
    pen.setLineDash(dash);
    pen.lineJoin = "round";
    pen.beginPath();
    for (const line of lines) line.forEach(([x, y], at) => (at === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y)));
    pen.stroke();
  }

  hatch(style, colour) {
    const step = style === "second" ? 10 : 8;
    const tile = document.createElement("canvas");
    tile.width = tile.height = step * this.ratio;
    const pen = tile.getContext("2d");
    pen.scale(this.ratio, this.ratio);
    pen.strokeStyle = colour;
    pen.lineWidth = style === "second" ? 1.4 : 0.7;
    pen.beginPath();
    for (const turn of [-step, 0, step]) {
      pen.moveTo(turn - 1, step + 1);
      pen.lineTo(turn + step + 1, -1);
      if (style === "second") continue;
      pen.moveTo(turn - 1, -1);
      pen.lineTo(turn + step + 1, step + 1);
    }
    pen.stroke();
    const pattern = pen.createPattern(tile, "repeat");
    pattern.setTransform(new DOMMatrix().scale(1 / this.ratio));
    return pattern;
  }
}

// band_canvas.js
// The bands of a depth table on a canvas: each between two depths of its own line, cut to what counts.


const SIDES = ["first", "second"];

/** Numbers as the core gives nearest points: six a row, of which a field reads the first. */
function asRows(values) {
  const rows = new Float64Array(6 * values.length);
  values.forEach((value, at) => { rows[6 * at] = value; });
  return rows;
}

class BandCanvas extends ZoneCanvas {
  place() {
    const { key } = this;
    super.place();
    if (key !== this.key) this.fields = new Map();
  }

  /** A zone of a field, kept while the view stands: within a depth in metres, or beyond it. */
  zoneOf(name, distances, depth, beyond = false) {
    if (!this.fields.has(name)) this.fields.set(name, name === "border" ? this.field : this.fieldOf(distances));
    return this.kept(`${name} ${depth} ${beyond}`, () => this.fields.get(name).zone(depth, beyond));
  }

  /** What is drawn around the bands: other states' land, and land that several claim. */
  wanted(state) {
    const { units } = this.app;
    const deepest = Math.max(...units.bands.rows.map((band) => band.depth_km));
    return super.wanted({ ...state, depths: Object.fromEntries(units.parties.map((code) => [code, deepest])) })
      .filter(([style]) => !SIDES.includes(style));
  }

  paintAll(pen, state, colour) {
    super.paintAll(pen, state, colour);
    const { engine, units } = this.app;
    const shown = units.bands.rows.map((band, at) => [band, engine.table.bands[at]]).filter(([band]) => !state.off.includes(band.key));
    // Deepest first, so that no band hides another's edge.
    shown.sort(([a], [b]) => b.depth_km - a.depth_km);
    for (const [band, asked] of shown) this.paintBand(pen, band, asked, state.rule, colour);
  }

  paintBand(pen, band, asked, rule, colour) {
    const { table } = this.app.engine;
    const measure = table.measures[asked.measure];
    const name = measure.isBorder ? "border" : `line ${asked.measure}`;
    const at = (km, beyond) => this.zoneOf(name, (points) => measure.from.distances(points), km * 1000, beyond);
    const outer = at(band.depth_km, false);
    const inner = band.min_km > 0 ? at(band.min_km, true) : null;
    const left = table.leftOut.filter((one) => one.appliesTo(band.side, band.category));
    const side = SIDES[this.app.zones.sideOf(band)];
    const { dash, weight } = styleOf(band.at);
    const style = { colour: colour(`--${side}`), weight, dash: dash?.split(" ").map(Number) ?? [] };
    pen.save();
    this.cut(pen, [band.side], "round");
    if (rule === "perpendicular") this.cutRings(pen, `stars ${name}`, measure.from.starRings);
    pen.save();
    const segment = this.segment(asked.measure);
    if (segment) pen.clip(segment.fill);
    for (const one of left) this.cutLeftOut(pen, one);
    this.stroke(pen, [...outer.lines, ...(inner?.lines ?? [])], style);
    if (inner) pen.clip(inner.fill);
    pen.fillStyle = this.hatchOf(band, side, style.colour);
    pen.fill(outer.fill);
    pen.restore();
    // Where a part of the border ends, or something is left out, the band has an edge too.
    pen.clip(outer.fill);
    if (inner) pen.clip(inner.fill);
    this.stroke(pen, [...(segment?.lines ?? []), ...left.flatMap((one) => this.edgeOf(one))], style);
    pen.restore();
  }

  /** The land that belongs to a measure's part of the border; null where it is of the whole. */
  segment(number) {
    const { table } = this.app.engine;
    const measure = table.measures[number];
    return measure.segment && this.zoneOf(`segment ${measure.segment.map((line) => line.at)}`, (points) => asRows(table.leads(measure, points).map((lead) => -lead)), 0);
  }

  disc(one, beyond) {
    return this.zoneOf(`disc ${one.edge.at}`, (points) => this.app.engine.core.nearest(one.edge, points), one.radius, beyond);
  }

  cutLeftOut(pen, one) {
    if (one.rings) this.cutRings(pen, `rings ${one.edge.at}`, one.rings);
    else pen.clip(this.disc(one, true).fill);
  }

  edgeOf(one) {
    if (!one.rings) return this.disc(one, false).lines;
    return one.rings.map((ring) => ring.map(([lon, lat]) => [this.xOf(lon), this.yOf(lat)]));
  }

  hatchOf(band, side, colour) {
    return this.kept(`hatch ${band.at} ${side} ${colour} ${this.ratio}`, () => {
      const pattern = this.canvas.getContext("2d").createPattern(drawnHatch(band.at, colour, this.ratio), "repeat");
      pattern.setTransform(new DOMMatrix().scale(1 / this.ratio));
      return pattern;
    });
  }
}

// kml_reader.js
// KML as a table: placemarks with a point each; readers/kml.py. What a document names elsewhere is not followed.

const SHAPES = new Set(["Point", "LineString", "LinearRing", "Polygon", "MultiGeometry"]);
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
function tableOfKml(text) {
  if (/<!DOCTYPE/i.test(text)) return fault("declares a document type, which is refused", "export it again without one");
  const document = new DOMParser().parseFromString(text, "application/xml");
  const root = document.documentElement;
  if (document.querySelector("parsererror")) return fault("is no readable KML", "export it again");
  if (root.localName !== "kml") return fault("is no KML", "check the file");
  const rows = [...document.getElementsByTagNameNS("*", "Placemark")].map((mark, at) => ({ row: at + 1, cells: textsOf(mark), point: shapeOf(mark) }));
  if (rows.length === 0) return fault("holds no feature", "give one point per unit");
  return { names: [...new Set(rows.flatMap(({ cells }) => Object.keys(cells)))], rows, points: true };
}

// own_list.js
// The reader's own list: dropped, pasted or chosen, judged at once, and never sent anywhere.


const SHOWN = 200;
const MOST_BYTES = 64 << 20;

/** Rows as a spreadsheet shows them: 2-4 and 9. */
function rowsInWords(rows, most = 12) {
  const runs = [];
  for (const row of [...new Set(rows)].sort((a, b) => a - b)) {
    if (runs.length > 0 && row === runs.at(-1)[1] + 1) runs.at(-1)[1] = row;
    else runs.push([row, row]);
  }
  const told = runs.slice(0, most).map(([low, high]) => (low === high ? `${low}` : `${low}-${high}`));
  const rest = runs.slice(most).reduce((sum, [low, high]) => sum + high - low + 1, 0);
  if (rest > 0) told.push(`${rest} more`);
  return told.length < 2 ? told.join("") : `${told.slice(0, -1).join(", ")} and ${told.at(-1)}`;
}

class OwnList {
  constructor(map, app) {
    this.map = map;
    this.app = app;
    this.list = null;
    this.limit = SHOWN;
    this.turn = 0;
    this.drawing = 0;
    this.renderer = L.svg({ pane: "areas", padding: 0.4 });
    this.group = L.layerGroup().addTo(map);
    byId("own-file").addEventListener("change", (event) => {
      const [file] = event.target.files;
      if (file) this.takeFile(file);
      event.target.value = "";
    });
    byId("own-choose").addEventListener("click", () => byId("own-file").click());
    byId("own-remove").addEventListener("click", () => { this.turn += 1; this.show(null); });
    byId("own-save").addEventListener("click", () => this.save());
    byId("own-copy").addEventListener("click", () => this.saveCopy());
    byId("own-more").addEventListener("click", () => { this.limit += 5 * SHOWN; this.draw(); });
    document.addEventListener("dragover", (event) => event.preventDefault());
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      const [file] = event.dataTransfer?.files ?? [];
      if (file) this.takeFile(file);
    });
    document.addEventListener("paste", (event) => {
      if (/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
      const [file] = event.clipboardData?.files ?? [];
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (file) this.takeFile(file);
      else if (text.includes("\n") || text.trim().startsWith("{")) this.takeText(text, "pasted");
    });
  }

  fault(name, problem, remedy) {
    return this.show({ name, count: 0, left: 0, dots: [], faults: [{ column: "", problem, remedy, rows: [] }] });
  }

  async takeFile(file) {
    if (file.size > MOST_BYTES) return this.fault(file.name, `has ${Math.round(file.size / 1e6)} MB`, "split it into several files");
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (bytes[0] === 0x50 && bytes[1] === 0x4b) return this.give({ sheet: bytes }, file.name);
    const wide = { "255,254": "utf-16le", "254,255": "utf-16be" }[bytes.subarray(0, 2).join()];
    try {
      return await this.takeText(new TextDecoder(wide ?? "utf-8", { fatal: true }).decode(bytes), file.name);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return this.fault(file.name, "is not UTF-8", "save the file as UTF-8");
    }
  }

  takeText(text, name) {
    const plain = text.replace(/^\uFEFF/, "");
    return this.give(/^\s*</.test(plain) ? tableOfKml(plain) : plain, name);
  }

  /** Have a list read and measured: a text, a table of rows, or the bytes of a spreadsheet. */
  async give(given, name) {
    const { engine, desk } = this.app;
    if (!engine) return;
    this.turn += 1;
    const { turn } = this;
    this.given = given;
    byId("own-count").hidden = false;
    byId("own-count").textContent = this.app.words.say("own.reading", { name });
    const list = await desk.ask("take", { given, name, day: new Date().toISOString().slice(0, 10) });
    if (turn === this.turn) await this.show(list);
  }

  show(list) {
    this.list = list;
    this.limit = SHOWN;
    if (list) this.app.store.set({ tab: "own" });
    return this.draw();
  }

  /** What is asked of the service: at what is shown now. */
  get asked() {
    const { state } = this.app;
    return { depths: state.depths, rule: state.rule, off: state.off };
  }

  /** Rows of the list with their answers. */
  rows(from, to) {
    return this.app.desk.ask("rows", { from, to, ...this.asked });
  }

  /** Judge the list anew and show it; where another drawing has begun meanwhile, that one counts. */
  async draw() {
    const { desk } = this.app;
    const { list } = this;
    this.drawing += 1;
    const { drawing } = this;
    const [judged, rows] = list?.count
      ? await Promise.all([desk.ask("judge", this.asked), this.rows(0, this.limit)]) : [{ statuses: [], counts: [] }, []];
    if (drawing !== this.drawing || list !== this.list) return;
    for (const id of ["own-remove", "own-save", "own-copy", "own-count"]) byId(id).hidden = !list || (id !== "own-remove" && list.faults.length > 0);
    this.drawFaults(list?.faults.length > 0);
    byId("own-count").textContent = list ? this.counts(judged.counts) : "";
    byId("own-body").replaceChildren(...rows.map((place) => this.row(place)));
    byId("own-table").hidden = rows.length === 0;
    this.offerMore((list?.count ?? 0) - this.limit);
    this.drawMarkers(judged.statuses);
  }

  offerMore(left) {
    const { words } = this.app;
    byId("own-more").hidden = left <= 0;
    byId("own-more").textContent = words.say("list.more", { count: left, number: words.number(left) });
  }

  drawFaults(any) {
    byId("own-faults").hidden = !any;
    byId("own-faults").replaceChildren(...(any ? this.faults(this.list) : []));
  }

  faults(list) {
    const { words } = this.app;
    return [
      element("p", { text: words.say("own.refused", { name: list.name }) }),
      element("ul", { lang: "en" }, ...list.faults.slice(0, 100).map(({ column, problem, remedy, rows }) => {
        const where = [rows.length > 0 ? `${rows.length > 1 ? "rows" : "row"} ${rowsInWords(rows)}` : "", column].filter(Boolean).join(", ");
        return element("li", { text: [where ? `${where}: ${problem}` : problem, remedy].filter(Boolean).join("; ") });
      })),
    ];
  }

  counts(counts) {
    const { words } = this.app;
    const { list } = this;
    const parts = STATUS_NAMES.map((name, code) => [name, counts[code]]).reverse()
      .filter(([, count]) => count > 0).map(([name, count]) => `${words.number(count)} ${words.say(`status.${name}`)}`);
    const left = list.left > 0 ? ` ${words.say("own.left", { number: words.number(list.left) })}` : "";
    const drawn = list.count > DRAWN ? ` ${words.say("own.drawn", { number: words.number(DRAWN) })}` : "";
    return `${list.name}: ${parts.join(", ")}.${left}${drawn}`;
  }

  row(place) {
    const { app } = this;
    const name = STATUS_NAMES[place.status];
    return element("tr", {},
      element("td", {}, element("span", { class: `badge ${name}`, text: app.words.say(`status.${name}`) })),
      element("th", { scope: "row" }, element("button", { type: "button", text: place.name, click: () => app.asked.show(place, place.name, true) }),
        element("span", { class: "why", lang: "en", text: place.beyond ? app.words.say("place.beyond", { km: app.words.number(app.engine.told.land_km) }) : place.bands ? null : place.reason }),
        place.bands && !place.beyond ? placeMarks(app, place) : null),
      element("td", { text: place.side || place.own }),
      element("td", { text: app.words.number(place.distance_m / 1000, 1) }));
  }

  drawMarkers(statuses) {
    this.group.clearLayers();
    (this.list?.dots ?? []).slice(0, DRAWN).forEach((dot, at) => {
      const marker = L.circleMarker(dot, { pane: "areas", renderer: this.renderer, radius: 5.5, className: `own-place ${STATUS_NAMES[statuses[at]]}`, bubblingMouseEvents: false });
      marker.on("click", async () => {
        const [place] = await this.rows(at, at + 1);
        this.app.asked.show(place, place.name);
      });
      this.group.addLayer(marker);
    });
  }

  get fileName() {
    const { state, units } = this.app;
    const depths = units.bands ? "bands" : `${[...new Set(units.parties.map((code) => state.depths[code]))].join("-")}km`;
    return `csbm-${units.parties.join("-")}-${depths}-list`;
  }

  async save() {
    offerFile(`${this.fileName}.csv`, "text/csv;charset=utf-8", await this.app.desk.ask("csv", this.asked));
  }

  /** The page itself once more, with the list in it: whoever opens the copy sees both. */
  saveCopy() {
    offerFile(`${this.fileName}.html`, "text/html;charset=utf-8", pageWith({ list: this, notes: byId("notes").value }));
  }
}

// place.js
// A click, long press or Enter anywhere: whose land, how far, the nearest border point, the status and why.


/** The accuracy of a place that does not say: as the command line takes five decimals of a degree. */
const TAKEN_M = 100;

class Asked {
  constructor(map, app) {
    this.map = map;
    this.app = app;
    this.renderer = L.svg({ pane: "selection", padding: 0.4 });
    this.group = L.layerGroup().addTo(map);
    this.popup = null;
    map.on("click contextmenu", (event) => {
      if (app.measure.on || !app.engine) return;
      this.at(event.latlng);
    });
    map.getContainer().addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || app.measure.on || !app.engine || event.target !== map.getContainer()) return;
      event.preventDefault();
      this.at(map.getCenter(), true);
    });
  }

  at(latLng, focus = false) {
    // To five decimals, so that what can be copied is what was judged.
    const to = (value) => Number(value.toFixed(5));
    const lon = to(((((latLng.lng + 180) % 360) + 360) % 360) - 180);
    const [place] = this.app.engine.places([{ lon, lat: to(latLng.lat), accuracy_m: TAKEN_M, atSea: true }]);
    this.open(place, this.app.words.say("place"), latLng, focus);
  }

  /** Show a place of a list, on the map where it can be seen. */
  show(place, title, focus = false) {
    if (!this.map.getBounds().contains([place.lat, place.lon])) this.map.setView([place.lat, place.lon], this.map.getZoom(), { animate: false });
    this.open(place, title, L.latLng(place.lat, place.lon), focus);
  }

  open(place, title, latLng, focus) {
    this.clear();
    Object.assign(this, { place, title });
    this.draw(latLng.lng - place.lon);
    const popup = L.popup({ minWidth: 250, maxWidth: 320, maxHeight: 380, autoPanPadding: [24, 24], closeButton: false, offset: [0, -4] });
    popup.setLatLng(latLng).setContent(this.content());
    popup.on("remove", () => { if (this.popup === popup) this.clear(); });
    popup.openOn(this.map);
    this.popup = popup;
    if (focus) popup.getElement().querySelector(".popup").focus({ preventScroll: true });
  }

  clear() {
    this.group.clearLayers();
    const { popup } = this;
    this.popup = null;
    if (popup) this.map.closePopup(popup);
  }

  refresh() {
    this.popup?.setContent(this.content());
  }

  draw(turn) {
    const place = { ...this.place, ...this.told() };
    const style = (className) => ({ pane: "selection", renderer: this.renderer, interactive: false, className });
    const here = [place.lat, place.lon + turn];
    const there = [place.nearest_lat, here[1] + ((((place.nearest_lon - place.lon + 180) % 360) + 360) % 360) - 180];
    this.group.addLayer(L.polyline([here, there], style("reach-casing")));
    this.group.addLayer(L.polyline([here, there], style("reach")));
    this.group.addLayer(L.circleMarker(there, { radius: 4.5, ...style("foot") }));
    this.group.addLayer(L.circleMarker(here, { radius: 4, ...style("measured-point") }));
  }

  /** What is told of the place at what is shown. */
  told() {
    const { engine, state } = this.app;
    return engine.answer(this.place, { depths: state.depths, rule: state.rule, off: state.off });
  }

  holder() {
    const { words } = this.app;
    const { own } = this.place;
    if (own === "sea") return words.say("place.sea");
    if (own === "unclaimed") return words.say("place.unclaimed");
    const name = (code) => this.app.country(code);
    return own.includes("/") ? words.say("place.claimed", { states: own.split("/").map(name).join(", ") }) : name(own);
  }

  content() {
    const { app, place } = this;
    const { words, state, engine } = app;
    const told = this.told();
    const name = STATUS_NAMES[told.status];
    const facts = element("dl", { class: "facts" });
    const add = (key, text) => facts.append(element("dt", { text: words.say(key) }), element("dd", { text }));
    if (!place.beyond) add("place.holder", this.holder());
    // Of a depth table, from the line that is the side's own.
    const { distance_m, nearest_lat, nearest_lon, azimuth_deg } = { ...place, ...told };
    add("fact.distance", words.km(distance_m, 3));
    add("fact.nearest", written(nearest_lat, nearest_lon, state.format));
    add("fact.azimuth", `${words.number(azimuth_deg, 1)}°`);
    add("fact.position", written(place.lat, place.lon, state.format));
    add("fact.accuracy", Number.isFinite(place.accuracy_m) ? `± ${words.km(place.accuracy_m)}` : "–");
    const asIf = element("label", { class: "as-if" }, element("span", { text: words.say("place.as_if") }),
      element("input", { type: "number", min: 0, step: "any", inputmode: "decimal", value: Number.isFinite(place.accuracy_m) ? place.accuracy_m : null, change: (event) => this.asIf(event.target.value) }));
    const close = element("button", { type: "button", class: "popup-close", "aria-label": words.say("close"), click: () => this.clear() },
      element("span", { "aria-hidden": "true", text: "×" }));
    return element("div", { class: "popup asked", tabindex: "-1", role: "group", "aria-label": this.title },
      close,
      element("h3", { text: this.title }),
      place.beyond ? element("p", { class: "verdict", text: words.say("place.beyond", { km: words.number(engine.told.land_km) }) })
        : element("p", { class: "verdict" }, element("span", { class: `badge ${name}`, text: words.say(`status.${name}`) })),
      place.beyond || told.bands ? null : element("p", { class: "reason", lang: "en", text: told.reason }),
      facts,
      !place.beyond && told.bands ? placeByBand(app, told.bands) : null,
      asIf,
      element("button", { type: "button", class: "copy", text: words.say("place.copy"), click: (event) => this.copy(event.target) }));
  }

  /** The same place as if its accuracy were another, metres. */
  asIf(text) {
    const radius = Number(text);
    if (text === "" || !(radius >= 0)) return;
    const { lon, lat, atSea, locatedIn } = this.place;
    [this.place] = this.app.engine.places([{ lon, lat, accuracy_m: radius, atSea, locatedIn }]);
    this.refresh();
  }

  /** To the clipboard; where a browser refuses that, the text is selected to be copied by hand. */
  async copy(button) {
    const { words, state } = this.app;
    const text = written(this.place.lat, this.place.lon, state.format);
    const field = element("input", { class: "copied", readonly: true, value: text, "aria-label": words.say("fact.position") });
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = words.say("place.copied");
    } catch {
      button.replaceWith(field);
      field.select();
    }
  }
}

// main.js
// The page comes to life: data in, state kept, everything drawn from it.


/** The page: what everything on it may ask for. */
class App {
  constructor(map, data, chosen = null) {
    this.map = map;
    this.data = data;
    // Of a page of every border: which is shown; the address keeps it.
    this.borderName = chosen?.name ?? "";
    this.prefix = chosen ? `border=${chosen.name}` : "";
    this.choice = chosen && new BorderChoice(chosen.shared, chosen.name, (name) => this.change(name));
    ({ messages: this.messages, unread: this.unread } = readMessages(readData("csbm-messages")));
    this.units = unitsOf(this.data);
    this.opened = openedState(this.data, this.units, this.messages);
    this.keys = keysOf(this.units.text.id);
    this.byKey = new Map(this.keys.map((key, index) => [key, index]));
    this.store = createStore({ ...this.opened, ...this.address() });
    this.words = translator(this.messages, this.state.lang, navigator.languages);
    this.judge();
    this.build();
  }

  /** Make what the page measures with; where a browser refuses it, say so and keep what there is. */
  async begin() {
    const root = document.documentElement;
    if (!this.data.engine) return;
    try {
      this.engine = this.data.engine.made ?? await Engine.made(this.data, readData("csbm-core"));
      root.dataset.engine = "ready";
      this.ready();
    } catch {
      this.engine = null;
      root.dataset.engine = "refused";
      this.panel.withoutEngine();
    }
  }

  /** Open another border, with what can be kept: depth, rule, language, the reader's own list. */
  change(name) {
    const kept = toHash({ ...this.state, unit: null, view: null, off: [], query: "" }, this.opened, this.units.parties);
    handOver(this.ownList);
    history.replaceState(null, "", `#${[`border=${name}`, ...kept.split("&").filter((pair) => pair && !/^(depth|show)=.*(,|%2C)/.test(pair))].join("&")}`);
    location.reload();
  }

  get state() {
    return this.store.get();
  }

  /** Say of each unit where it stands, for what is shown. */
  judge() {
    const { depths, rule, off } = this.state;
    this.status = statuses(this.units, depths, rule, off);
    this.units.facets.status = Array.from(this.status, (one) => STATUS_NAMES[one]);
  }

  /** Depths that can be shown: those the page was made for, and with an engine any up to the most. */
  get offered() {
    const refused = document.documentElement.dataset.engine === "refused" || Boolean(this.data.bands);
    return { depths: this.data.steps.map((step) => step.depth_km), most: refused ? null : this.data.engine?.most_km ?? null };
  }

  address() {
    const bands = this.units.bands?.rows.map((band) => band.key) ?? [];
    return fromHash(location.hash, {
      ...this.offered, parties: this.units.parties,
      units: this.byKey, counts: Object.keys(this.data.counting.choices), languages: Object.keys(this.messages), sorts: SORT_KEYS, tabs: TABS, layers: [...LAYERS, ...bands, ...this.units.parties.map((code) => `side-${code}`)],
    });
  }

  country(code) {
    return this.words.country(code, this.data.ground.codes, this.data.names);
  }

  build() {
    // Many bands have their own table beside the map; a legend as long would hide the zone.
    this.legendOpen = window.innerWidth > 1150 && (this.units.bands?.rows.length ?? 0) <= 4;
    // For a picture, drawn by a program, nothing stands in the way that is there to be pressed.
    document.documentElement.classList.toggle("picture", /[#&]picture\b/.test(location.hash));
    document.documentElement.classList.toggle("banded", Boolean(this.units.bands));
    document.querySelector(".legend").open = this.legendOpen;
    const { map, data } = this;
    const line = linePool(data.lines, data.decimals);
    const [west, south, east, north] = data.ground.box;
    map.options.inertia = false;
    this.view = new View(this);
    // Only the box of what is opened with is asked for before the zones are there.
    this.view.fit();
    // Only now: set before the first view, Leaflet would start to pan where the map stood at birth.
    map.setMaxBounds([[south, west], [north, east]]);
    this.ground = new Ground(map, data, () => this.state.off);
    this.states = drawStates(map, data);
    this.zones = this.units.bands ? new Bands(map, data, this.units, line) : new Zones(map, data, line);
    this.bandTable = this.units.bands ? new BandTable(this) : null;
    this.border = drawBorder(map, data, line);
    this.known = drawKnown(data, line);
    this.nested = new Nested(map, this);
    this.labels = new Labels(map, data, (code, name) =>
      this.words.country(code, { [code]: data.ground.countries.find((one) => one[0] === code)[1] }, { [code]: data.names[code] ?? name }));
    this.markers = new Markers(map, this);
    this.exercises = new Exercises(map, this);
    // Tiles are the one thing that is not in the file, and only where they were asked for.
    this.tiles = data.tiles ? L.tileLayer(data.tiles[0], { pane: "tiles", className: "tiles" }) : null;
    this.areas = new Areas(map, this, line);
    this.labels.stands = () => [...this.markers.stands(), ...this.named()];
    this.selection = new Selection(map, this);
    this.panel = new Panel(this);
    this.comparison = new Comparison(this);
    this.curve = new Curve(byId("curve"), this, (km) => this.panel.slideNear(km));
    this.list = new List(this);
    this.facets = new Facets(this);
    this.sheet = new Sheet(this);
    this.swipe = new Swipe(map, this);
    this.keeping = new Keeping(this);
    this.controls = new Controls(this);
    this.measure = new Measure(map, this);
    this.asked = new Asked(map, this);
    this.ownList = new OwnList(map, this);
    this.listen();
    this.drawAll();
    if (!this.units.bands) this.zones.warm();
    if (this.state.unit) this.showChosen(true, false);
  }

  /** The engine is there: draw what only it can. */
  ready() {
    byId("tab-own").hidden = false;
    this.desk = new Desk(this.data, readData("csbm-core"), this.engine);
    if (this.units.bands) {
      this.zones.canvas = new BandCanvas(this.map, this);
      this.drawMap();
      if (this.state.unit) this.selection.refresh(this.byKey.get(this.state.unit));
    } else {
      this.zones.canvas = new ZoneCanvas(this.map, this);
      this.zones.book = new AreaBook(this.desk, this.engine, () => this.drawAreas());
      this.drawMap();
      this.drawAreas();
      this.controls.drawLayers();
    }
    const kept = keptList();
    if (kept) this.ownList.give(kept.given, kept.name);
  }

  /** Areas have come: at most once in a frame, what shows them is drawn anew. */
  drawAreas() {
    this.counting ??= requestAnimationFrame(() => {
      this.counting = null;
      this.panel.drawSides();
      if (this.state.tab === "depths") this.comparison.draw();
    });
  }

  /** What our own words on the map cover: depths, bands, distances; as boxes in pixels of the map's layer. */
  named() {
    const corner = this.map.getContainer().getBoundingClientRect();
    return [...this.map.getPane("mapPane").querySelectorAll(".nested-name, .band-mark .band-number, .reach-label span")].map((node) => {
      const { left, top, right, bottom } = node.getBoundingClientRect();
      const from = this.map.containerPointToLayerPoint([left - corner.left, top - corner.top]);
      return [from.x, from.y, from.x + right - left, from.y + bottom - top];
    });
  }

  label(index) {
    const { units, words } = this;
    const status = STATUS_NAMES[this.status[index]];
    const distance = units.distance_m[index];
    return `${units.text.name[index]}, ${words.say(`status.${status}`)}, ${words.km(distance)}`;
  }

  /** A unit was pointed at on the map. While measuring, it is a point like any other. */
  pick(index, focus) {
    if (this.measure.on) this.measure.add({ lat: this.units.lat[index], lng: this.units.lon[index] });
    else this.choose(index, { focus });
  }

  choose(index, { zoom = false, focus = false } = {}) {
    if (index === null) {
      this.store.set({ unit: null });
      return;
    }
    this.pending = { zoom, focus };
    if (this.state.unit === this.keys[index]) this.showChosen(zoom, focus);
    else this.store.set({ unit: this.keys[index] });
  }

  showChosen(zoom, focus) {
    const index = this.byKey.get(this.state.unit);
    if (index === undefined) {
      this.selection.clear();
      return;
    }
    if (zoom) {
      const { units } = this;
      const here = [units.lat[index], units.lon[index]];
      const there = [units.nearest_lat[index] ?? here[0], units.nearest_lon[index] ?? here[1]];
      this.map.fitBounds([here, there], { padding: [90, 90], maxZoom: 11, animate: false });
    }
    this.selection.show(index, focus);
  }

  listen() {
    const { store, map } = this;
    let waiting = null;
    let changes = new Set();
    store.subscribe((_, changed) => {
      changes = changes.union ? changes.union(changed) : new Set([...changes, ...changed]);
      if (waiting !== null) return;
      waiting = requestAnimationFrame(() => {
        const now = changes;
        waiting = null;
        changes = new Set();
        this.redraw(now);
      });
    });
    map.on("dragstart", () => { this.view.moved = true; });
    map.on("zoomstart", () => { this.view.moved = this.view.moved || !this.view.fitting; });
    map.on("moveend", () => {
      if (!this.view.moved) return;
      const centre = map.getCenter();
      store.set({ view: [centre.lat, centre.lng, map.getZoom()] });
    });
    window.addEventListener("hashchange", () => {
      if (this.choice && chosenBorder(this.choice.shared) !== this.borderName) location.reload();
      else if (location.hash.slice(1) !== this.written) store.set({ ...this.opened, lang: this.state.lang, ...this.address() });
    });
    listenToPage(this);
  }

  redraw(changed) {
    const any = (...keys) => keys.some((key) => changed.has(key));
    const banded = Boolean(this.units.bands) && any("off");
    if (any("depths", "rule", "format", "lang") || banded) this.asked.refresh();
    if ((any("depths", "rule", "lang") || banded) && this.ownList.list) this.ownList.draw();
    if (any("lang")) {
      this.words = translator(this.messages, this.state.lang, navigator.languages);
      this.judge();
      this.drawAll();
      if (this.state.unit) this.selection.refresh(this.byKey.get(this.state.unit));
    } else {
      this.drawChanged(any);
    }
    if (any("unit")) {
      const { zoom = false, focus = false } = this.pending ?? {};
      this.pending = null;
      this.list.mark();
      this.showChosen(zoom, focus);
    } else if (any("depths", "rule", "format", "off") && this.state.unit) {
      this.selection.refresh(this.byKey.get(this.state.unit));
    }
    this.writeAddress();
  }

  drawChanged(any) {
    const banded = Boolean(this.units.bands) && any("off");
    if (any("depths", "rule") || banded) this.judge();
    if (any("notice")) this.panel.drawNotice();
    const numbers = any("depths", "rule", "third", "time", "count", "facets", "nested") || banded;
    const parts = [
      [numbers || any("off", "known", "beside"), () => this.drawMap()],
      [numbers || any("linked"), () => this.drawNumbers()],
      [numbers || any("show", "query", "sort", "descending"), () => this.drawList()],
      [any("off", "third", "rule", "known", "beside"), () => this.controls.drawLayers()],
      [any("third", "rule", "known", "nested") || banded, () => this.controls.drawLegend()],
      [any("rule", "third", "time"), () => this.panel.drawMethod()],
      [any("theme", "format"), () => this.controls.draw()],
      [any("tab"), () => this.drawTabs()],
      [any("depths") || banded, () => this.announce()],
    ];
    for (const [wanted, draw] of parts) if (wanted) draw();
  }

  drawAll() {
    this.drawWords();
    this.drawMap();
    this.drawNumbers();
    this.drawList();
    this.drawTabs();
    this.panel.drawMethod();
    this.controls.drawLayers();
    this.controls.drawLegend();
    this.controls.draw();
    this.labels.language = this.words.language;
    this.labels.draw();
    this.markers.relabel();
  }

  drawWords() {
    const { words, data } = this;
    document.documentElement.lang = words.language;
    for (const node of document.querySelectorAll("[data-say]")) node.textContent = words.say(node.dataset.say);
    for (const node of document.querySelectorAll("[data-say-label]")) {
      const text = words.say(node.dataset.sayLabel);
      node.setAttribute("aria-label", text);
      if (node.tagName === "BUTTON") node.title = text;
    }
    this.bandTable?.drawLimits();
    this.choice?.draw((code) => this.country(code), words.compare);
    byId("search").placeholder = words.say("search");
    byId("foot").textContent = `${words.say("disclaimer")} ${[data.border.source.attribution, data.tiles?.[1], "Natural Earth", "GSHHG", "GeoNames", data.ground.rasters && "NASA, NOAA", data.ground.own?.attribution, "Leaflet"].filter(Boolean).join(" · ")}`;
  }

  drawMap() {
    const { state, map } = this;
    this.zones.draw(state);
    this.swipe.draw();
    this.markers.draw(this.status, state);
    this.areas.draw(this.status, state);
    this.exercises.draw(state);
    this.nested.draw();
    const ground = ["cover", "relief", "own", "water", "ways"].filter((name) => state.off.includes(name)).join();
    if (ground !== this.groundOff) this.ground.redraw();
    this.groundOff = ground;
    const switched = [["border", this.border], ["tiles", this.tiles], ["states", this.states]];
    for (const [name, layer] of switched) {
      if (!layer) continue;
      if (state.off.includes(name)) map.removeLayer(layer);
      else map.addLayer(layer);
    }
    if (this.known) map[state.known ? "addLayer" : "removeLayer"](this.known);
    this.labels.shown = !state.off.includes("labels");
    clearTimeout(this.labelling);
    this.labelling = setTimeout(() => this.labels.draw(), 120);
  }

  drawNumbers() {
    this.panel.drawHeading();
    this.exercises.drawList();
    if (this.bandTable) this.bandTable.draw(bandBalance(this.units, this.state));
    else this.panel.drawDepth();
    this.panel.drawSides();
    this.panel.drawTime();
    this.curve.draw();
    if (this.state.tab === "kinds") this.panel.drawKinds();
    if (this.state.tab === "depths") this.comparison.draw();
  }

  drawList() {
    const { state } = this;
    for (const name of ["in", "indeterminate", "out"]) byId(`show-${name}`).checked = state.show.includes(name);
    if (document.activeElement !== byId("search")) byId("search").value = state.query;
    this.list.draw();
    this.facets.draw();
  }

  drawTabs() {
    for (const tab of TABS) {
      const chosen = tab === this.state.tab;
      byId(`tab-${tab}`).setAttribute("aria-selected", String(chosen));
      byId(`tab-${tab}`).tabIndex = chosen ? 0 : -1;
      byId(`panel-${tab}`).hidden = !chosen;
    }
    if (this.state.tab === "kinds") this.panel.drawKinds();
    if (this.state.tab === "depths") this.comparison.draw();
  }

  announce() {
    clearTimeout(this.saying);
    this.saying = setTimeout(() => {
      byId("said").textContent = `${byId("depth-now").textContent}. ${byId("list-count").textContent}`;
    }, 400);
  }

  writeAddress() {
    clearTimeout(this.writing);
    this.writing = setTimeout(() => {
      try {
        this.written = [this.prefix, toHash(this.state, this.opened, this.units.parties)].filter(Boolean).join("&");
        history.replaceState(null, "", this.written ? `#${this.written}` : location.pathname + location.search);
      } catch {
        // A page shown inside another has no address to write to; half a character has no escape.
      }
    }, 150);
  }
}

/** Called by the map's own script, once, with folium's map. */
function start(map) {
  if (byId("csbm-app")) return startChosen(map);
  return begun(new App(map, readData("csbm-data")));
}

function begun(app) {
  document.documentElement.classList.add("ready");
  app.begin();
  start.app = app;
  return app;
}

/** The page of every border: unpack the one that is asked for, then open as its own page would. */
async function startChosen(map) {
  const shared = readData("csbm-app");
  const name = chosenBorder(shared);
  let data = null;
  try {
    data = await dataOf(shared, name, readData("csbm-core"));
  } catch (error) {
    byId("title").textContent = "This browser cannot unpack or measure what the page holds: it refuses WebAssembly, or is too old.";
    throw error;
  }
  const app = new App(map, data, { shared, name });
  return begun(app);
}

return { start, serve };
})();
