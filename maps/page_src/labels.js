// Names of places and states that never lie on each other, nor on a sign: the larger and nearer first.

const TOWN_SIZES = [1000000, 300000, 100000, 40000, 8000];
/** Pixels of the map for each name: what keeps it readable. */
const ROOM_OWN = 11000;
const LINE_PX = 15;
const GAP = 7;
/** Where a name may stand beside its place: to the right, left, above, below. */
const BESIDE = [[1, 0], [-1, 0], [0, -1], [0, 1]];

export function overlap(one, other) {
  return one[0] < other[2] && one[2] > other[0] && one[1] < other[3] && one[3] > other[1];
}

export class Labels {
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
