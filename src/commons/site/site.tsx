import type { Ctx } from '../../kernel/context.ts';
import type { Route } from '../../kernel/http/route.ts';
import type { Site } from '../../kernel/pages/document.tsx';
import type { MenuItem } from '../module.ts';
import { settingOf } from '../settings/settings.ts';
import { shapeOf } from '../territory/drawing.ts';
import { officeName, type Place, territoryOf } from '../territory/territory.ts';

/** Each entry with the rule of the page it leads to: a door is shown to whoever may pass it, and to nobody else. */
let menu: readonly (MenuItem & Pick<Route, 'may'>)[] = [];

/** Called once, when the house is built. */
export function declareMenu(items: readonly MenuItem[], routes: readonly Route[]): void {
  const led = items.map((item) => {
    const page = routes.find((route) => route.kind === 'page' && route.path === item.href);
    if (!page) throw new Error(`the menu leads to ${item.href}, which is no page`);
    return { ...item, may: page.may };
  });
  menu = led.sort((a, b) => a.order - b.order);
}

interface Contacts {
  address?: string;
  phone?: string;
  hours?: string;
  email?: string;
}

/** Whose house a page is: that of the metropolis, or of one municipality in it. No query: places and settings are in memory. */
export function siteOf(ctx: Ctx, path: string, section: string | undefined, placeId?: string | null): Site {
  const { t, lang } = ctx.words;
  const { metropolis, municipalities, byId } = territoryOf(ctx);
  const own = placeId ? byId.get(placeId) : undefined;
  const place: Place | null = own?.kind === 'municipality' ? own : metropolis;
  const whole = metropolis?.name ?? 'Arengo';
  const local = place?.kind === 'municipality';
  const contacts = place ? settingOf<Contacts>(ctx, place.id, 'site.contacts') : {};
  const statement = place ? settingOf<string | null>(ctx, place.id, 'site.accessibility-statement') : null;
  const other = lang === 'it' ? ('en' as const) : ('it' as const);
  const items = menu.filter((item) => item.may.check(ctx.actor, undefined) === undefined);
  return {
    name: local ? officeName(ctx, place!) : shortName(whole),
    tagline: local ? t('site.in-house-of', { name: shortName(whole) }) : t('site.house-of', { n: municipalities.length }),
    top: { href: '/', label: whole },
    home: local ? `/comuni/${place!.slug}` : '/',
    shape: place ? shapeOf(ctx, place, 48) : undefined,
    theme: local ? { name: place!.slug, href: `/temi/${place!.slug}.css` } : undefined,
    nav: items.map((item) => ({ href: item.href, label: t(item.label), current: item.href === section })),
    search: '/cerca',
    actor: ctx.actor.assisted
      ? { name: t('site.at-counter'), href: '/sportello' }
      : ctx.actor.kind === 'person'
        ? { name: ctx.actor.name, href: '/profilo' }
        : undefined,
    signIn: {
      href: `${ctx.actor.awaits ? '/entra/secondo' : '/entra'}${path === '/' ? '' : `?next=${encodeURIComponent(path)}`}`,
      label: t(ctx.actor.awaits ? 'site.finish-sign-in' : 'site.sign-in'),
    },
    footer: {
      seal: { href: '/registro' },
      name: place ? officeName(ctx, place) : 'Arengo',
      contact: <Contact contacts={contacts} help={t('site.help-desk')} />,
      links: [
        [
          { href: '/segnalazioni/nuova', label: t('site.report-inefficiency'), element: 'report-inefficiency' },
          { href: '/mappa', label: t('site.map') },
          { href: '/comuni', label: t('site.municipalities') },
          { href: '/organizzazioni', label: t('site.organisations') },
        ],
        [
          { href: statement || '/accessibilita', label: t('site.accessibility'), element: 'accessibility-link' },
          { href: '/privacy', label: t('site.privacy'), element: 'privacy-policy-link' },
          { href: '/note-legali', label: t('site.legal'), element: 'legal-notes' },
          { href: '/dati', label: t('site.data') },
        ],
      ],
    },
    languages: [
      { lang: other, label: other === 'it' ? 'Italiano' : 'English', href: `/lingua/${other}?next=${encodeURIComponent(path)}` },
    ],
  };
}

/** «Città metropolitana di Valdarena» is Valdarena to its people. */
export function shortName(whole: string): string {
  return whole.replace(/^citt[aà]['’]? metropolitana (di |dell['’]|della |del )?/i, '') || whole;
}

function Contact({ contacts, help }: { contacts: Contacts; help: string }) {
  if (!contacts.address && !contacts.phone) return null;
  return (
    <p>
      {contacts.address}
      {contacts.address && <br />}
      {contacts.phone && (
        <>
          {help} <a href={`tel:${contacts.phone.replace(/[^+\d]/g, '')}`}>{contacts.phone}</a>
          {contacts.hours && `, ${contacts.hours}`}
        </>
      )}
    </p>
  );
}
