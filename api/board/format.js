// How things are written: dates and times on the hotel's own clock, money with its currency, states in plain words.

const LOCALE = "en-GB";
let zone = "UTC";
let skew = 0; // milliseconds that the server's clock is ahead of ours
let dates = makers();

function makers() {
  const make = (options) => new Intl.DateTimeFormat(LOCALE, { timeZone: zone, ...options });
  return {
    time: make({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
    date: make({ weekday: "short", day: "numeric", month: "short" }),
    short: make({ day: "numeric", month: "short" }),
    day: make({ year: "numeric", month: "2-digit", day: "2-digit" }),
  };
}

/** Write times as the clocks at the hotel show them; `serverNow` is what the server says the time is. */
export function keepTime(timezone, serverNow) {
  skew = Date.parse(serverNow) - Date.now();
  if (timezone !== zone) {
    zone = timezone;
    dates = makers();
  }
}

/** Milliseconds since 1970, by the server's clock. */
export const now = () => Date.now() + skew;

/** "14:05" */
export const time = (instant) => dates.time.format(typeof instant === "string" ? Date.parse(instant) : instant);

/** "Sat, 21 Nov, 14:05" or, today, "14:05" */
export function moment(instant) {
  const at = Date.parse(instant);
  return dates.day.format(at) === dates.day.format(now()) ? time(at) : `${dates.short.format(at)}, ${time(at)}`;
}

/** "Sat, 21 Nov" of an instant in milliseconds. */
export const weekday = (instant) => dates.date.format(instant);

const calendar = new Intl.DateTimeFormat(LOCALE, { timeZone: "UTC", weekday: "short", day: "numeric", month: "short" });
const calendarShort = new Intl.DateTimeFormat(LOCALE, { timeZone: "UTC", day: "numeric", month: "short" });

/** A calendar day "2026-11-21": "Sat, 21 Nov" */
export const day = (date) => calendar.format(Date.parse(`${date}T00:00Z`));

/** "21 Nov" */
export const short = (date) => calendarShort.format(Date.parse(`${date}T00:00Z`));

/** "20 – 23 Nov" or "30 Nov – 2 Dec" */
export const stay = (from, to) => calendarShort.formatRange(Date.parse(`${from}T00:00Z`), Date.parse(`${to}T00:00Z`));

/** "281.22" and "EUR": "€281.22" */
export const money = (amount, currency) =>
  new Intl.NumberFormat(LOCALE, { style: "currency", currency, currencyDisplay: "narrowSymbol" }).format(amount);

/** Milliseconds as a clock: "24:13", "1:02:09", "2 d 3 h". The sign is left to the words around it. */
export function clock(span) {
  const seconds = Math.floor(Math.abs(span) / 1000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (number) => String(number).padStart(2, "0");
  if (hours >= 48) return `${Math.floor(hours / 24)} d ${hours % 24} h`;
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** Minutes in words: "35 min", "2 h 10 min" */
export const minutes = (count) => (count < 60 ? `${count} min` : `${Math.floor(count / 60)} h ${count % 60} min`);

/** "1 night", "2 nights" */
export const count = (number, word, plural = `${word}s`) => `${number} ${number === 1 ? word : plural}`;

/** PAY_AT_PROPERTY: "Pay at property" */
export function words(code) {
  const text = code.replaceAll("_", " ").toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What each room status is called at the desk, and how one knows it without colour. */
export const ROOM_STATUS = {
  READY_FOR_GUEST: { label: "Ready", sign: "✓" },
  OCCUPIED: { label: "Occupied", sign: "●" },
  CHECKOUT_DIRTY: { label: "Dirty", sign: "✕" },
  CLEANING_IN_PROGRESS: { label: "Cleaning", sign: "↻" },
  CLEANED_UNINSPECTED: { label: "To inspect", sign: "◔" },
  MAINTENANCE_REQUIRED: { label: "Repair", sign: "!" },
  OUT_OF_ORDER: { label: "Out of order", sign: "⊘" },
};

/** What each risk level is called. */
export const RISK = { DUE_SOON: "Due soon", OVERDUE: "Overdue", CRITICAL: "Critical", GRACE: "In grace" };
