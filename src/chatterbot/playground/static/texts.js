// The page's own texts, from the program's catalogue.

let texts = {};
let current = "en";

/** Load the texts of a language. */
export async function load(language) {
  const answer = await fetch(`/texts/${language}.json`);
  if (!answer.ok) throw new Error(`texts: ${answer.status}`);
  texts = await answer.json();
  current = language;
  document.documentElement.lang = language;
  document.title = t("title");
}

/** The text of a key; `{name}` in it is replaced by `params.name`. */
export function t(key, params = {}) {
  const text = texts[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in params ? String(params[name]) : whole));
}

/** The language in use. */
export function language() {
  return current;
}

/** A time of day, or a date and a time if it is not today. */
export function time(iso) {
  const moment = new Date(iso);
  const today = moment.toDateString() === new Date().toDateString();
  const options = today ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" };
  return new Intl.DateTimeFormat(current, options).format(moment);
}

/** A Discord timestamp, `<t:seconds:style>`. */
export function timestamp(seconds, style) {
  const moment = new Date(seconds * 1000);
  if (Number.isNaN(moment.getTime())) return String(seconds);
  if (style === "R") return relative(seconds - Date.now() / 1000);
  const formats = {
    t: { timeStyle: "short" },
    T: { timeStyle: "medium" },
    d: { dateStyle: "short" },
    D: { dateStyle: "long" },
    f: { dateStyle: "long", timeStyle: "short" },
    F: { dateStyle: "full", timeStyle: "short" },
  };
  return new Intl.DateTimeFormat(current, formats[style] ?? formats.f).format(moment);
}

function relative(seconds) {
  const words = new Intl.RelativeTimeFormat(current, { numeric: "auto" });
  const units = [["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3600], ["minute", 60]];
  for (const [unit, length] of units) if (Math.abs(seconds) >= length) return words.format(Math.round(seconds / length), unit);
  return words.format(Math.round(seconds), "second");
}
