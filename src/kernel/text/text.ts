import { type Formatters, IntlMessageFormat } from 'intl-messageformat';

export type Lang = 'it' | 'en';
export const langs: readonly Lang[] = ['it', 'en'];

export type TextParams = Record<string, string | number | Date>;

/** The reader's language: sentences and dates. Instants are shown in Europe/Rome.
 *  Every answer is plain text, never markup: the page escapes it. */
export interface Words {
  lang: Lang;
  /** ICU MessageFormat text of a key; an unknown key throws in tests and shows itself in production. */
  t(key: string, params?: TextParams): string;
  has(key: string): boolean;
  /** 18.412; at most `decimals` figures after the comma. */
  number(n: number, decimals?: number): string;
  /** 22,4% of a share between 0 and 1. */
  percent(share: number, decimals?: number): string;
  /** 184.000 € */
  euro(amount: number, decimals?: number): string;
  /** 4 dicembre 2026 */
  day(at: Date): string;
  /** 4 dicembre; with its year when that is another one and half a year away. */
  date(at: Date, now: Date): string;
  /** venerdì 4 dicembre; with its year in the same way. */
  weekday(at: Date, now: Date): string;
  /** 16 nov */
  short(at: Date): string;
  /** 8:05 */
  time(at: Date): string;
  /** 4 dicembre 2026, ore 8:05 */
  moment(at: Date): string;
  /** As a person would say it on that day: "oggi, ore 8:12", "ieri, ore 8:12", "16 novembre", "16 novembre 2025". */
  relative(at: Date, now: Date): string;
  /** The pieces of a date, for calendars: { day: '4', weekday: 'venerdì', month: 'dicembre', year: '2026' }. */
  parts(at: Date): { day: string; weekday: string; month: string; year: string };
}

const texts: Record<Lang, Map<string, string>> = { it: new Map(), en: new Map() };
const compiled: Record<Lang, Map<string, IntlMessageFormat>> = { it: new Map(), en: new Map() };
const made: Partial<Record<Lang, Words>> = {};
let showUnknown = false;

/** A room puts in its texts, once, at boot. A key said in one language only, led by another room, or said twice stops the boot. */
export function declareTexts(room: string, it: Record<string, string>, en: Record<string, string>): void {
  for (const key of new Set([...Object.keys(it), ...Object.keys(en)])) {
    if (!key.startsWith(`${room}.`)) throw new Error(`The text ${key} does not belong to the room ${room}`);
    if (it[key] === undefined || en[key] === undefined)
      throw new Error(`The text ${key} is missing in ${it[key] === undefined ? 'it' : 'en'}.json`);
  }
  for (const [lang, said] of [
    ['it', it],
    ['en', en],
  ] as const) {
    for (const [key, text] of Object.entries(said)) {
      // In ICU a straight apostrophe before a brace quotes it: "dell'{name}" would print the brace.
      if (/'[{}]/.test(text)) throw new Error(`The text ${key} (${lang}) has a straight apostrophe before a brace: write ’`);
      const before = texts[lang].get(key);
      if (before !== undefined && before !== text) throw new Error(`The text ${key} (${lang}) is declared twice`);
      texts[lang].set(key, text);
    }
  }
}

/** In production a missing sentence must not take a page down: its key is shown in its place. */
export function showUnknownKeys(): void {
  showUnknown = true;
}

/** Every declared key, for the test that none is unused. */
export function declaredKeys(): string[] {
  return [...texts.it.keys()];
}

export function wordsFor(lang: Lang): Words {
  made[lang] ??= makeWords(lang);
  return made[lang];
}

const locales: Record<Lang, string> = { it: 'it-IT', en: 'en-GB' };
const zone = 'Europe/Rome';

function makeWords(lang: Lang): Words {
  const wholeDay = dateFormat(lang, { day: 'numeric', month: 'long', year: 'numeric' });
  const dayOfMonth = dateFormat(lang, { day: 'numeric', month: 'long' });
  const dayOfWeek = dateFormat(lang, { weekday: 'long', day: 'numeric', month: 'long' });
  const wholeDayOfWeek = dateFormat(lang, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const shortDay = dateFormat(lang, { day: 'numeric', month: 'short' });
  const clock = dateFormat(lang, { hour: 'numeric', minute: '2-digit', hourCycle: 'h23' });
  const pieces = dateFormat(lang, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });

  const t: Words['t'] = (key, params) => {
    const text = texts[lang].get(key);
    if (text === undefined) {
      if (showUnknown) return key;
      throw new Error(`No text ${key} in ${lang}`);
    }
    if (!text.includes('{')) return text;
    let message = compiled[lang].get(key);
    if (!message) {
      message = compile(lang, text);
      compiled[lang].set(key, message);
    }
    return String(message.format(params));
  };
  // Italian prints 1204 without its dot unless asked (CLDR minimumGroupingDigits is 2); 8:05, not 08:05.
  const time = (at: Date) => clock.format(at).replace(/^0(?=\d)/, '');
  return Object.freeze<Words>({
    lang,
    t,
    has: (key) => texts[lang].has(key),
    number: (n, decimals = 2) => numberFormat(lang, { maximumFractionDigits: decimals }).format(n),
    percent: (share, decimals = 0) => numberFormat(lang, { style: 'percent', maximumFractionDigits: decimals }).format(share),
    euro: (amount, decimals = 0) =>
      numberFormat(lang, {
        style: 'currency',
        currency: 'EUR',
        minimumFractionDigits: decimals,
        maximumFractionDigits: decimals,
      }).format(amount),
    day: (at) => wholeDay.format(at),
    date: (at, now) => (ownYear(at, now) ? dayOfMonth : wholeDay).format(at),
    weekday: (at, now) => (ownYear(at, now) ? dayOfWeek : wholeDayOfWeek).format(at).replace(',', ''),
    short: (at) => shortDay.format(at),
    time,
    moment: (at) => t('kernel.time.moment', { day: wholeDay.format(at), time: time(at) }),
    relative(at, now) {
      const days = calendarDay(now) - calendarDay(at);
      if (days === 0) return t('kernel.time.today', { time: time(at) });
      if (days === 1) return t('kernel.time.yesterday', { time: time(at) });
      if (days === -1) return t('kernel.time.tomorrow', { time: time(at) });
      return romeYear(at) === romeYear(now) ? dayOfMonth.format(at) : wholeDay.format(at);
    },
    parts(at) {
      const found = Object.fromEntries(pieces.formatToParts(at).map((part) => [part.type, part.value]));
      return { day: found['day']!, weekday: found['weekday']!, month: found['month']!, year: found['year']! };
    },
  });
}

/** Whoever reads a day without a year takes the near one. */
function ownYear(at: Date, now: Date): boolean {
  return romeYear(at) === romeYear(now) || Math.abs(at.getTime() - now.getTime()) < 180 * 86_400_000;
}

function compile(lang: Lang, text: string): IntlMessageFormat {
  return new IntlMessageFormat(text, locales[lang], undefined, { ignoreTag: true, formatters: formatters(lang) });
}

/** So that {n, number}, {at, date} and the # of plurals speak as the rest of the house does. */
function formatters(lang: Lang): Formatters {
  return {
    getNumberFormat: (_, options) => numberFormat(lang, options as Intl.NumberFormatOptions),
    getDateTimeFormat: (_, options) => dateFormat(lang, options ?? {}),
    getPluralRules: (_, options) => new Intl.PluralRules(locales[lang], options),
  };
}

const formats = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function numberFormat(lang: Lang, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  const name = `${lang} ${JSON.stringify(options)}`;
  let found = formats.get(name) as Intl.NumberFormat | undefined;
  if (!found) {
    found = new Intl.NumberFormat(locales[lang], { ...options, useGrouping: 'always' });
    formats.set(name, found);
  }
  return found;
}

function dateFormat(lang: Lang, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = `date ${lang} ${JSON.stringify(options)}`;
  let found = formats.get(name) as Intl.DateTimeFormat | undefined;
  if (!found) {
    found = new Intl.DateTimeFormat(locales[lang], { ...options, timeZone: zone });
    formats.set(name, found);
  }
  return found;
}

const romeDay = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });

/** Rome is whole hours from UTC, so an hour lies in one day: asked for every date of a page, Intl answers once for each hour. */
const dayOfHour = new Map<number, string>();

function dayIn(at: Date): string {
  const hour = Math.floor(at.getTime() / 3_600_000);
  let day = dayOfHour.get(hour);
  if (day === undefined) {
    if (dayOfHour.size > 20_000) dayOfHour.clear();
    day = romeDay.format(at);
    dayOfHour.set(hour, day);
  }
  return day;
}

/** Number of the day in Rome, counted so that yesterday is one less. */
function calendarDay(at: Date): number {
  return Date.parse(dayIn(at)) / 86_400_000;
}

function romeYear(at: Date): string {
  return dayIn(at).slice(0, 4);
}
