export interface AtomFeed {
  /** An IRI that never changes (RFC 4287, section 4.2.6), such as the address of the list. */
  id: string;
  title: string;
  subtitle?: string;
  /** Address of this feed, and of the page it tells of. */
  self: string;
  page: string;
  author: string;
  lang: string;
  updated: Date;
  entries: readonly AtomEntry[];
}

export interface AtomEntry {
  id: string;
  title: string;
  url: string;
  published: Date;
  updated: Date;
  /** Plain text. */
  summary?: string;
  author?: string;
  categories?: readonly string[];
  point?: { lat: number; lon: number };
}

/** Atom 1.0 (RFC 4287), with the place of each entry in GeoRSS Simple (OGC 17-002r1: latitude first). */
export function atom(feed: AtomFeed): string {
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:georss="http://www.georss.org/georss" xml:lang="${xml(feed.lang)}">`,
    element('id', feed.id),
    element('title', feed.title),
    ...(feed.subtitle ? [element('subtitle', feed.subtitle)] : []),
    link('self', feed.self, ' type="application/atom+xml"'),
    link('alternate', feed.page, ' type="text/html"'),
    element('updated', feed.updated.toISOString()),
    `<author>${element('name', feed.author)}</author>`,
    ...feed.entries.map(entryXml),
    '</feed>',
  ];
  return `${lines.join('\n')}\n`;
}

function entryXml(entry: AtomEntry): string {
  const lines = [
    '<entry>',
    element('id', entry.id),
    element('title', entry.title),
    link('alternate', entry.url, ' type="text/html"'),
    element('published', entry.published.toISOString()),
    element('updated', entry.updated.toISOString()),
    ...(entry.author ? [`<author>${element('name', entry.author)}</author>`] : []),
    ...(entry.categories ?? []).map((term) => `<category term="${xml(term)}"/>`),
    ...(entry.summary ? [element('summary', entry.summary)] : []),
    ...(entry.point ? [element('georss:point', `${entry.point.lat} ${entry.point.lon}`)] : []),
    '</entry>',
  ];
  return lines.join('\n');
}

function element(name: string, text: string): string {
  return `<${name}>${xml(text)}</${name}>`;
}

function link(rel: string, href: string, more: string): string {
  return `<link rel="${rel}" href="${xml(href)}"${more}/>`;
}

/** Text for element or attribute; tab, CR and LF are escaped because readers would turn them into spaces or LF. */
export function xml(text: string): string {
  return holdable(text).replace(/[&<>"'\t\n\r]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** What XML 1.0 cannot hold even escaped (production 2, Char) is dropped. */
export function holdable(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '');
}
