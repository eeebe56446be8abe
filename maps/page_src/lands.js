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
export function withoutSeams(rings, seams) {
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
export class Area {
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

export class Lands {
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
