// Areas at any depth as they are asked for: those known, and those that the service is still to tell.

const PENDING = { km2: null, error: null };

export class AreaBook {
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
