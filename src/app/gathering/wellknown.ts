import { kindOf } from '../../commons/entries/kind.ts';
import { everyEntry } from '../../commons/entries/list.ts';
import { settingOf } from '../../commons/settings/settings.ts';
import { territoryOf } from '../../commons/territory/territory.ts';
import type { Ctx } from '../../kernel/context.ts';
import { text } from '../../kernel/http/answers.ts';
import type { Answer, Route } from '../../kernel/http/route.ts';
import { anyone, feed } from '../../kernel/http/routes.ts';
import { xml } from '../../protocols/atom/atom.ts';

/** Files that programs look for by their name. */
export const wellKnownRoutes: readonly Route[] = [
  feed('/robots.txt', anyone, 'What search engines may read', async (ctx) =>
    text(
      `User-agent: *\nDisallow: /api/\nDisallow: /banco\nDisallow: /tiles/\nDisallow: /fondo/\nSitemap: ${ctx.config.origin}/sitemap.xml\n`,
      'text/plain; charset=utf-8',
    ),
  ),
  feed('/sitemap.xml', anyone, 'Addresses of the public pages', (ctx) => sitemap(ctx)),
  // RFC 9116; the date moves with the day.
  feed('/.well-known/security.txt', anyone, 'How to tell us of a weakness', async (ctx) => {
    const expires = new Date(ctx.now.getTime() + 180 * 86_400_000).toISOString().slice(0, 10);
    return text(
      `Contact: ${contactOf(ctx)}\nExpires: ${expires}T00:00:00Z\nPreferred-Languages: it, en\nCanonical: ${ctx.config.origin}/.well-known/security.txt\n`,
      'text/plain; charset=utf-8',
    );
  }),
];

function contactOf(ctx: Ctx): string {
  const { metropolis } = territoryOf(ctx);
  const email = metropolis ? settingOf<{ email?: string }>(ctx, metropolis.id, 'site.contacts').email : undefined;
  return email ? `mailto:${email}` : `${ctx.config.origin}/note-legali`;
}

/** Sitemap protocol 0.9: the standing pages and the newest five thousand things. */
async function sitemap(ctx: Ctx): Promise<Answer> {
  const { origin } = ctx.config;
  const standing = [
    '/',
    '/segnalazioni',
    '/notizie',
    '/mappa',
    '/comuni',
    '/registro',
    ...territoryOf(ctx).municipalities.map((place) => `/comuni/${place.slug}`),
  ];
  const lines = standing.map((path) => `<url><loc>${xml(origin + path)}</loc></url>`);
  for await (const entry of everyEntry(ctx, {}, 5_000)) {
    lines.push(
      `<url><loc>${xml(origin + kindOf(entry.kind).path(entry.code))}</loc><lastmod>${entry.updated.toISOString()}</lastmod></url>`,
    );
  }
  return text(
    `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${lines.join('\n')}\n</urlset>\n`,
    'application/xml; charset=utf-8',
  );
}
