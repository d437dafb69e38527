export interface CreditPart {
  text: string;
  href?: string;
}

/** Who made a map, as its archive says it: HTML of somebody else, of which only words and links to the web are kept. */
export function creditOf(html: string): CreditPart[] {
  const parts: CreditPart[] = [];
  let rest = html.slice(0, 2_000);
  while (rest !== '') {
    const link = /<a\s[^>]*?href\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*>(.*?)<\/a\s*>/is.exec(rest);
    add(parts, rest.slice(0, link?.index ?? rest.length));
    if (!link) break;
    const href = words(link[1] ?? link[2] ?? '');
    add(parts, link[3]!, /^https?:\/\//i.test(href) && URL.canParse(href) ? href : undefined);
    rest = rest.slice(link.index + link[0].length);
  }
  return parts;
}

function add(parts: CreditPart[], html: string, href?: string): void {
  const text = words(html);
  if (text.trim() !== '') parts.push(href ? { text, href } : { text });
}

const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', copy: '©' };

function words(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:#(\d{1,6})|#x([0-9a-f]{1,5})|(\w+));/gi, (whole, decimal, hex, name) => {
      if (name) return characters[name.toLowerCase()] ?? whole;
      return String.fromCodePoint(Math.min(0x10ffff, decimal ? Number(decimal) : Number.parseInt(hex, 16)));
    })
    .replace(/\s+/g, ' ');
}
