// Words, numbers and dates in the reader's language.

/** The language to open with: the first of the browser's that there is, else English. */
export function chooseLanguage(wanted, offered) {
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
export function spaced(text) {
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
export function readMessages({ keys, texts, unread }) {
  const byKey = (told) => Object.fromEntries(keys.map((key, at) => [key, told[at]]));
  return { messages: Object.fromEntries(Object.entries(texts).map(([language, told]) => [language, byKey(told)])), unread };
}

/** A translator for one language: words by key, numbers, dates and names of states. */
export function translator(messages, language, wanted = []) {
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
