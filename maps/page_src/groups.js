// Several borders of an app as the one line between two groups of states; boundaries/groups.py.

const STATES = "[A-Z]{3}(?:,[A-Z]{3})*";
const SAME_DEG = 1e-9;
const NAMED = new RegExp(`^(${STATES})-(${STATES})$`);

/** The borders [one, other] between two groups; null where a state shares none, or stands on both sides. */
export function pairsBetween(borders, [first, second]) {
  if (new Set([...first, ...second]).size < first.length + second.length) return null;
  const pairs = borders.filter(([one, other]) => (first.includes(one) && second.includes(other)) || (first.includes(other) && second.includes(one)));
  const met = new Set(pairs.flatMap(([one, other]) => [one, other]));
  return [...first, ...second].every((code) => met.has(code)) ? pairs.map(([one, other]) => [one, other]) : null;
}

/** Two groups from a name such as BLR-LTU,POL: states in order, the group of the first code first; null where it is none. */
export function groupsNamed(name) {
  const found = NAMED.exec(name);
  if (!found) return null;
  const groups = [found[1], found[2]].map((codes) => [...new Set(codes.split(","))].sort());
  return groups.sort((a, b) => (a.join() < b.join() ? -1 : 1));
}

export const groupsName = (groups) => groups.map((codes) => codes.join(",")).join("-");

const boxAround = (boxes) => [0, 1, 2, 3].map((side) => (side < 2 ? Math.min : Math.max)(...boxes.map((box) => box[side])));

/** Whose land is around all of the borders, once each, in the order in which a place is asked for it. */
function landsAround(borders, parties) {
  const lands = new Map();
  for (const [own, names] of borders.flatMap(({ rest }) => rest.lands)) {
    const unknown = own.split("/").includes("unknown");
    if (!lands.has(own)) lands.set(own, [own, unknown ? [...parties, "elsewhere"] : names]);
  }
  const rank = (own) => (/^[A-Z]{3}$/.test(own) ? (parties.includes(own) ? 1 : 2) : 0);
  const place = (own) => (rank(own) === 1 ? parties.indexOf(own) : 0);
  return [...lands.values()].sort(([a], [b]) => rank(a) - rank(b) || place(a) - place(b) || (rank(a) === 2 && a > b ? 1 : rank(a) === 2 ? -1 : 0));
}

/** All lines as one: longitudes, then latitudes. */
function together(lines) {
  const half = (line, at) => line.subarray((at * line.length) / 2, ((at + 1) * line.length) / 2);
  const whole = new Float64Array(lines.reduce((sum, line) => sum + line.length, 0));
  let to = 0;
  for (const at of [0, 1]) {
    for (const line of lines) {
      whole.set(half(line, at), to);
      to += line.length / 2;
    }
  }
  return whole;
}

/** A border's true ends by part, of those at which no other border goes on: `free` has all that are. */
function freeEnds({ rest, line }, free) {
  const count = line.length / 2;
  const starts = rest.parts.reduce((found, size) => [...found, found.at(-1) + size], [0]);
  return rest.ends.filter(([part, atStart]) => {
    const vertex = atStart ? starts[part] : starts[part + 1] - 1;
    // A line's own vertex and the end that is told of it may differ in their last bit.
    return free.some(([lon, lat]) => Math.abs(lon - line[vertex]) < SAME_DEG && Math.abs(lat - line[count + vertex]) < SAME_DEG);
  });
}

/** Several borders, each with its line, as one border of two groups; only the round reading is known at its ends. */
export function joinedBorder(borders, groups) {
  const parties = groups.flat();
  const accuracy = Math.max(...borders.map((border) => border.accuracy_m));
  const met = new Map();
  for (const [lon, lat] of borders.flatMap((border) => border.marks)) met.set(`${lon} ${lat}`, (met.get(`${lon} ${lat}`) ?? 0) + 1);
  const marks = borders.flatMap((border) => border.marks).filter(([lon, lat]) => met.get(`${lon} ${lat}`) === 1);
  const rest = { parts: [], runs: [], ends: [], stars: [], accuracy_m: accuracy, lines: [], lands: landsAround(borders, parties) };
  for (const border of borders) {
    const before = rest.parts.length;
    const name = border.parties.join("-");
    const told = (words, radius) => (radius > accuracy ? words.replace(/^hangs on km/, `hangs on ${name} km`) : "");
    rest.runs.push(...border.rest.runs.map(([part, first, last, radius, words]) => [before + part, first, last, radius, told(words, radius)]));
    rest.ends.push(...freeEnds(border, marks).map(([part, atStart]) => [before + part, atStart]));
    rest.parts.push(...border.rest.parts);
  }
  const [{ sights, source }] = borders;
  const countries = new Map(borders.flatMap((border) => border.sights.countries).map((one) => [one[0], one]));
  return {
    parties, groups, title: groupsName(groups), rest, line: together(borders.map(({ line }) => line)), accuracy_m: accuracy, source,
    length_km: borders.reduce((sum, border) => sum + border.length_km, 0),
    disputes: borders.flatMap(({ disputes }) => disputes),
    marks,
    box: boxAround(borders.map(({ box }) => box)), view: boxAround(borders.map(({ view }) => view)), tolerance_m: Math.max(...borders.map((border) => border.tolerance_m)),
    sights: {
      ...sights, box: boxAround(borders.map((border) => border.sights.box)), near: boxAround(borders.map((border) => border.sights.near)),
      countries: [...countries.values()], codes: Object.assign({}, ...borders.map((border) => border.sights.codes)),
    },
    tiles: [...new Set(borders.flatMap(({ tiles }) => tiles))],
  };
}
