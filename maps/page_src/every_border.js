// The page of every land border: a border's data are unpacked where it is chosen; see maps/app.py.

import { byId, element, readData } from "./dom.js";
import { inflated } from "./core.js";
import { decodeLine } from "./polyline.js";
import { Engine } from "./engine.js";
import { unpacked } from "./model.js";
import { STATUS_NAMES } from "./rule.js";
import { groupsName, groupsNamed, joinedBorder, pairsBetween } from "./groups.js";
import { halved } from "./zone_area.js";

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

/** Which border the address asks for, of two states or of two groups, or the first there is. */
export function chosenBorder(shared) {
  const asked = decodeURIComponent(/(?:^#|&)border=([A-Z,%C2-]*)(?=&|$)/.exec(location.hash)?.[1] ?? "");
  const groups = groupsNamed(asked);
  if (groups && pairsBetween(shared.borders, groups)) return groupsName(groups);
  const names = shared.borders.map(([one, other]) => `${one}-${other}`);
  return names.includes(USUAL) ? USUAL : names[0];
}

/** One border as it is carried, its line unpacked. */
async function unpackedBorder(name) {
  const [text, line] = readData(`csbm-border-${name}`).split(" ");
  const [border, coordinates] = await Promise.all([unpackJson(text), inflated(line).then(fromPlanes)]);
  return { ...border, line: coordinates };
}

/** The border of two states or of two groups. */
async function borderNamed(shared, name) {
  const groups = groupsNamed(name);
  const borders = await Promise.all(pairsBetween(shared.borders, groups).map((pair) => unpackedBorder(pair.join("-"))));
  return borders.length === 1 ? borders[0] : joinedBorder(borders, groups);
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
export function unitsAround(units, engine, depths, rule) {
  const text = Object.fromEntries(Object.entries(units.text).map(([name, column]) => [name, unpacked(column, units.count)]));
  // An area has no one place: what is drawn as one cannot be judged anew here.
  const shaped = new Set(units.shapes.map(({ unit }) => unit));
  const all = engine.places(units.lat.map((lat, at) => ({
    at, lat, lon: units.lon[at], accuracy_m: units.position_accuracy_m[at] ?? Infinity, atSea: false, locatedIn: text.located_in[at],
  })));
  // Farther than the land that is known nobody can be told as the holder.
  const places = all.filter((place) => !place.beyond && !shaped.has(place.at));
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
export async function dataOf(shared, name, module) {
  const [border, world] = await Promise.all([borderNamed(shared, name), unpackJson(readData("csbm-world"))]);
  const coordinates = border.line;
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
  // Where the borders of groups end, which land is nearest to an end is not worked out here.
  data.round_only = border.parties.length > 2;
  data.units = unitsAround(template.units, data.engine.made, data.depth_km, data.tripoint);
  return data;
}

/** Two choices, a state and its neighbour; who chooses another border opens the page anew with it. */
export class BorderChoice {
  constructor(shared, name, go) {
    this.shared = shared;
    const [one, other] = name.split("-");
    // A single state is chosen first, and the group beside it.
    this.chosen = one.includes(",") && !other.includes(",") ? [other, one] : [one, other];
    this.go = go;
    byId("border-choice").hidden = false;
    byId("border-first").addEventListener("change", (event) => this.first(event.target.value));
    byId("border-second").addEventListener("change", (event) => this.second(event.target.value));
  }

  neighbours(code) {
    return this.shared.borders.filter(([one, other]) => code === one || code === other).map(([one, other]) => (code === one ? other : one)).sort();
  }

  /** What can stand on the other side of a choice: each neighbour, and all of them; of a group what the address says. */
  offered([first, second]) {
    const others = this.neighbours(first);
    const all = others.length > 1 ? [others.join(",")] : [];
    return [...new Set([...others, ...all, second])].filter(Boolean);
  }

  first(code) {
    const others = this.neighbours(code);
    this.chosen = [code, others.length === 1 ? others[0] : ""];
    if (others.length === 1) this.second(others[0]);
    else this.draw(this.country, this.compare, this.words);
  }

  second(codes) {
    if (codes) this.go(groupsName(groupsNamed(`${this.chosen[0]}-${codes}`)));
  }

  /** In a language: `country` names a state, `compare` orders names. */
  draw(country, compare, words) {
    Object.assign(this, { country, compare, words });
    const [first, second] = this.chosen;
    const all = this.neighbours(first).join(",");
    const called = (codes) => (codes === all && codes.includes(",") ? words.say("border.all") : codes.split(",").map(country).join(", "));
    const named = (choices) => choices.map((codes) => [called(codes), codes]).sort((a, b) => Number(a[1].includes(",")) - Number(b[1].includes(",")) || compare(a[0], b[0]));
    const fill = (id, choices, chosen) => byId(id).replaceChildren(...named(choices).map(([text, value]) => element("option", { value, text, selected: value === chosen })));
    fill("border-first", [...new Set([...this.shared.borders.flatMap(([one, other]) => [one, other]), first])], first);
    fill("border-second", this.offered(this.chosen), second);
    if (!second) byId("border-second").prepend(element("option", { value: "", text: "…", selected: true }));
  }
}
