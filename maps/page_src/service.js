// What takes long, apart from the page: in a worker where the browser allows one, else in the page itself.

import { Engine } from "./engine.js";
import { readList } from "./list_reader.js";
import { recordsOfSheet } from "./sheet_reader.js";
import { STATUS_NAMES } from "./rule.js";
import { listAsCsv } from "./list_saving.js";

const PER_STEP = 5000;
/** So many places are drawn on the map. */
export const DRAWN = 2000;

/** The lists and areas of one border, measured with an engine of its own. */
export class Service {
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
export function serve(scope) {
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
