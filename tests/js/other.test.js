import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { mgrs, written } from "../../maps/page_src/coordinates.js";
import { corners, countWithin, roundTop } from "../../maps/page_src/curve.js";
import { webAddress } from "../../maps/page_src/dom.js";
import { COLUMNS, toCsv, toGeojson, toKml } from "../../maps/page_src/downloads.js";
import { decodeLine, decodeSteps, linePool } from "../../maps/page_src/polyline.js";
import { createStore, fromHash, toHash } from "../../maps/page_src/state.js";
import { chooseLanguage, readMessages, spaced, translator } from "../../maps/page_src/words.js";

// What a page carries: keys once, texts of each language in their order, plurals by category.
const english = JSON.parse(readFileSync(new URL("../../maps/assets/messages/en.json", import.meta.url)));
const { messages, unread } = readMessages({
  keys: ["list.count", "list.nomatch"],
  texts: {
    en: [english["list.count"], english["list.nomatch"]],
    pl: [{ one: "{number} jednostka", few: "{number} jednostki", many: "{number} jednostek" }, "Brak."],
    ru: [{ one: "{number} часть", few: "{number} части", many: "{number} частей" }, "Нет."],
  },
  unread: ["pl", "ru"],
});

// The known example of the polyline code: 38.5 N 120.2 W, 40.7 N 120.95 W, 43.252 N 126.453 W.
test("the polyline code is read back, longitude first", () => {
  const points = decodeLine("_p~iF~ps|U_ulLnnqC_mqNvxq`@", 5);
  assert.deepEqual(points.map(([lat, lon]) => [lon, lat]), [[38.5, -120.2], [40.7, -120.95], [43.252, -126.453]]);
});

test("steps beyond 31 bits keep their last digit", () => {
  assert.deepEqual(decodeSteps("_zlnC_gk|HA?"), [2350000, 5200000, 2350001, 5200000]);
});

test("a pool joins stretches forwards and backwards without doubling their ends", () => {
  const line = linePool([["??AAAA"], [[0, 2, 0], "????"], [[0, 0, 1], [0, 1, 2]]], 0);
  assert.deepEqual(line(0), [[0, 0], [1, 1], [2, 2]]);
  assert.deepEqual(line(1), [[2, 2], [1, 1], [0, 0]]);
  assert.deepEqual(line(2), [[0, 0], [1, 1], [2, 2]]);
});

const opened = {
  depths: { AAA: 80, BBB: 80 }, linked: true, rule: "round", third: false, unit: null, view: null, lang: "en",
  langChosen: false, theme: "auto", sort: "distance", descending: false, show: ["in", "indeterminate"],
  query: "", tab: "units", time: "", off: [], facets: {}, nested: [], format: "decimal",
};
const known = {
  depths: [30, 50, 80], parties: ["AAA", "BBB"], units: new Map([["a&b=c#é", 0]]), languages: ["en", "pl"],
  sorts: ["distance", "name"], tabs: ["units", "method"], layers: ["zones", "labels"],
};

test("a page as it opened has no address of its own", () => {
  assert.equal(toHash(opened, opened, known.parties), "");
});

test("an address brings back all of a state", () => {
  const patch = {
    depths: { AAA: 50, BBB: 30 }, linked: false, rule: "perpendicular", third: true, unit: "a&b=c#é",
    view: [52.1, 23.5, 8.25], lang: "pl", langChosen: true, theme: "dark", sort: "name", descending: true,
    show: ["out"], query: "50 % & more", tab: "method", time: "2019", off: ["labels"],
    facets: { side: ["AAA"], kind: ["a b", "c,d"] }, nested: [30, 80], format: "dms",
  };
  const state = { ...opened, ...patch };
  assert.deepEqual(fromHash(`#${toHash(state, opened, known.parties)}`, known), patch);
});

test("an address that means nothing changes nothing", () => {
  for (const hash of [
    "#", "#rule=square", "#unit=nobody", "#view=95,1,2", "#view=1,2",
    "#lang=xx", "#theme=pink", "#sort=-nothing", "#tab=x", "#time=12345", "#third=yes", "#__proto__=1", "#q=%E0%A4%A",
    "#constructor=1", "#=1", "#depth",
  ]) {
    assert.deepEqual(fromHash(hash, known), {}, hash);
  }
  assert.deepEqual(fromHash("#off=<b>,zones", known), { off: ["zones"] });
});

test("a depth that cannot be shown changes none and is told; with an engine any depth to the metre can", () => {
  for (const text of ["70", "x", "30,50,80", "NaN", "-3", ""]) {
    assert.deepEqual(fromHash(`#depth=${text}`, known), { notice: { key: "depth.made", values: { asked: text } } }, text);
  }
  const any = { ...known, most: 200 };
  assert.deepEqual(Object.values(fromHash("#depth=83.4", any).depths), [83.4, 83.4]);
  assert.deepEqual(Object.values(fromHash("#depth=0.0014,199.9999", any).depths), [0.001, 200]);
  for (const text of ["200.001", "0", "0.0004", "Infinity", "1e9"]) assert.equal(fromHash(`#depth=${text}`, any).notice.key, "depth.refused");
});

test("a store tells what changed, and says nothing where nothing did", () => {
  const store = createStore({ a: 1, b: [1] });
  const told = [];
  store.subscribe((_, changed) => told.push([...changed]));
  store.set({ a: 1, b: [1] });
  store.set({ a: 2, b: [1] });
  assert.deepEqual(told, [["a"]]);
});

test("messages come by key, and say which languages no native speaker has read", () => {
  assert.equal(translator(messages, "ru").say("list.nomatch"), "Нет.");
  assert.deepEqual(unread, ["pl", "ru"]);
});

test("the browser's first language that there is is chosen", () => {
  assert.equal(chooseLanguage(["de-DE", "be-BY", "ru"], ["en", "be", "ru"]), "be");
  assert.equal(chooseLanguage(["xx"], ["en", "be"]), "en");
  assert.equal(chooseLanguage([], ["en"]), "en");
});

test("counted words take the form their number asks for", () => {
  const count = (language, number) => translator(messages, language).say("list.count", { count: number, number });
  assert.deepEqual([1, 2, 5, 22].map((number) => count("pl", number)), ["1 jednostka", "2 jednostki", "5 jednostek", "22 jednostki"]);
  assert.deepEqual([1, 2, 5, 21].map((number) => count("ru", number)), ["1 часть", "2 части", "5 частей", "21 часть"]);
  assert.equal(count("en", 1), "1 unit");
  assert.equal(count("pl", 1.5), "1.5 jednostek", "what no whole number asks for takes the last form");
});

test("numbers and dates follow the language, and odd dates stay as written", () => {
  const pl = translator(messages, "pl");
  assert.equal(pl.number(1234.5, 1), "1234,5");
  assert.equal(translator(messages, "en").number(12345.6), "12,346");
  assert.equal(pl.date("2024-05-01"), "1 maja 2024");
  assert.equal(pl.date("2024-05"), "maj 2024");
  assert.equal(pl.date("2024"), "2024");
  assert.equal(pl.date("spring 2011 to 2014-03-26"), "spring 2011 to 2014-03-26");
  assert.equal(pl.number(null), "–");
});

test("words that are no keys stay as written, whatever every object knows by that name", () => {
  const en = translator(messages, "en");
  assert.equal(en.term("kind", "air_field_x"), "air field x");
  assert.equal(en.term("kind", "<b>_x"), "<b>_x");
  for (const word of ["constructor", "__proto__", "toString"]) {
    assert.equal(en.country(word, {}, {}), word);
    assert.equal(en.term("kind", word), word);
  }
  assert.equal(en.say("list.nomatch", {}), messages.en["list.nomatch"]);
  assert.equal(spaced("depth_table"), "depth table");
});

test("states have their names in the reader's language", () => {
  const codes = { BLR: "BY" };
  assert.equal(translator(messages, "pl").country("BLR", codes, { BLR: "Belarus" }), "Białoruś");
  assert.equal(translator(messages, "en").country("BLR", codes, { BLR: "Belarus" }), "Belarus");
  assert.equal(translator(messages, "pl").country("XYZ", codes, {}), "XYZ");
});

// Reference values by GEOTRANS, through the package mgrs of PyPI.
const MGRS = [
  [52.0936, 23.6911, "34U FC 84343 74865"], [53.6758, 23.8289, "34U FE 86848 51169"], [-33.8568, 151.2153, "56H LH 34900 52288"],
  [0, 0, "31N AA 66021 00000"], [60.3913, 5.3221, "32V KN 97353 00648"], [78.2232, 15.6267, "33X WG 14278 83355"],
  [68.7, 33.1, "36W WB 04053 20914"], [-54.8, -68.3, "19F EV 45000 27239"],
];

test("MGRS agrees with another program, at odd zones too", () => {
  for (const [lat, lon, reference] of MGRS) assert.equal(mgrs(lat, lon), reference);
  assert.equal(mgrs(85, 0), "");
});

test("positions are written in three ways, and round to the next minute", () => {
  assert.equal(written(52.0936, -23.6911, "decimal"), "52.09360, -23.69110");
  assert.equal(written(52.0936, -23.6911, "dms"), "52°05′37.0″N 23°41′28.0″W");
  assert.equal(written(51.9999999, 0, "dms"), "52°00′00.0″N 0°00′00.0″E");
  assert.equal(written(89, 10, "mgrs"), "89.00000, 10.00000");
  assert.equal(written(10, 190, "decimal"), "10.00000, -170.00000");
});

test("only web addresses are links", () => {
  assert.equal(webAddress("https://example.org/a b"), "https://example.org/a%20b");
  for (const bad of ["javascript:alert(1)", " JaVaScript:alert(1)", "data:text/html,x", "ftp://x", "//x", "x", ""]) {
    assert.equal(webAddress(bad), null, bad);
  }
});

const rec = (changes) => ({ ...Object.fromEntries(COLUMNS.map((name) => [name, ""])), lat: 52, lon: 23, ...changes });

test("a CSV quotes what must be quoted and runs nothing in a spreadsheet", () => {
  const csv = toCsv([rec({ name: 'a "b", c', reason: "=1+1", distance_km: -1.5, side_certain: true, id: "\tx" })]);
  const [head, row] = csv.split("\r\n");
  assert.equal(head, COLUMNS.join(","));
  assert.ok(row.startsWith('\'\tx,"a ""b"", c",'));
  assert.ok(row.includes(",'=1+1,"));
  assert.ok(row.includes(",-1.5,"));
});

test("GeoJSON and KML hold every unit and break on no text", () => {
  const records = [rec({ id: "1", name: "</name>&\u0000", lon: 23.5, lat: 52.5 })];
  const json = JSON.parse(toGeojson(records));
  assert.deepEqual(json.features[0].geometry.coordinates, [23.5, 52.5]);
  const kml = toKml("<t>", records);
  assert.ok(kml.includes("<name>&lt;/name&gt;&amp;\ufffd</name>"));
  assert.ok(kml.includes("<coordinates>23.5,52.5</coordinates>"));
});

test("the curve's stairs keep their last count however many units there are", () => {
  const sorted = Array.from({ length: 50000 }, (_, at) => at * 4);
  const stairs = corners(sorted, 200000, 800);
  assert.ok(stairs.length <= 801);
  assert.equal(stairs.at(-1)[1], 50000);
  assert.equal(countWithin(sorted, 399), 100);
  assert.equal(roundTop(158), 200);
  assert.equal(roundTop(1), 1);
});
