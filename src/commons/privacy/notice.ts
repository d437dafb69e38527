import { createHash } from 'node:crypto';
import type { Ctx } from '../../kernel/context.ts';
import { type Lang, type Words, wordsFor } from '../../kernel/text/text.ts';
import { settingOf } from '../settings/settings.ts';
import { officeName, type Place, territoryOf } from '../territory/territory.ts';
import { sayOf } from './procedures.ts';
import { insertAcceptance, listNotices, type NoticeRow } from './store.ts';

/** The notice that holds somewhere: of the municipality, else of the metropolis, else the one that the house has by itself (version 0). */
export interface InForce {
  place: Place;
  version: number;
  text: Record<Lang, string>;
  since: Date | null;
}

/** What was published for a procedure where it is read: those of the municipality come before those of the metropolis. */
export async function noticesFor(ctx: Ctx, place: Place, procedure: string): Promise<{ inForce: InForce; earlier: NoticeRow[] }> {
  const { metropolis } = territoryOf(ctx);
  const rows = await listNotices(ctx.db, [place.id, ...(metropolis ? [metropolis.id] : [])], procedure);
  const own = rows.filter((row) => row.place === place.id);
  const list = own.length > 0 ? own : rows;
  const [latest, ...earlier] = list;
  return { inForce: latest ? published(ctx, latest) : byItself(ctx, place, procedure), earlier };
}

/** The current notice of each procedure, where it is read. */
export function inForceAmong(ctx: Ctx, place: Place, procedure: string, rows: readonly NoticeRow[]): InForce {
  const of = rows.filter((row) => row.procedure === procedure);
  const latest = of.find((row) => row.place === place.id) ?? of[0];
  return latest ? published(ctx, latest) : byItself(ctx, place, procedure);
}

/** Notes which version somebody had before the eyes when something was sent. To be called within the verb. It is information, not consent: nothing
 *  was ticked, since what the house does with the data does not rest on consent (GDPR art. 6(1)(e), 13). */
export async function noteNotice(
  ctx: Ctx,
  sent: { procedure: string; place: string; person: string | null; entry?: string },
): Promise<void> {
  const place = territoryOf(ctx).byId.get(sent.place);
  if (!place) return;
  const { inForce } = await noticesFor(ctx, place, sent.procedure);
  await insertAcceptance(ctx.db, {
    id: ctx.id(),
    procedure: sent.procedure,
    place: inForce.place.id,
    version: inForce.version,
    print: createHash('sha256').update(inForce.text[ctx.words.lang]).digest(),
    person: sent.person,
    entry: sent.entry ?? null,
    now: ctx.now,
  });
}

function published(ctx: Ctx, row: NoticeRow): InForce {
  const place = territoryOf(ctx).byId.get(row.place)!;
  return { place, version: row.version, text: { it: row.it, en: row.en }, since: row.since };
}

/** What GDPR art. 13 asks to be said, made from what the house knows: an installation is never without. */
function byItself(ctx: Ctx, place: Place, procedure: string): InForce {
  const text = (lang: Lang) => defaultText({ ...ctx, words: wordsFor(lang) }, place, procedure);
  return { place, version: 0, text: { it: text('it'), en: text('en') }, since: null };
}

interface Contact {
  name?: string;
  address?: string;
  phone?: string;
  email?: string;
}

function defaultText(ctx: Ctx, place: Place, procedure: string): string {
  const { words } = ctx;
  const { t } = words;
  const contacts = settingOf<Contact>(ctx, place.id, 'site.contacts');
  const officer = settingOf<Contact>(ctx, place.id, 'privacy.dpo');
  const reached = (one: Contact) => [one.name, one.address, one.phone, one.email].filter(Boolean).join(', ');
  const office = officeName(ctx, place);
  return [
    t('privacy.default.who', { office, contacts: reached(contacts) || t('privacy.default.contacts-below') }),
    reached(officer) ? t('privacy.default.dpo', { contacts: reached(officer) }) : t('privacy.default.no-dpo', { office }),
    part(words, 'what', procedure),
    part(words, 'basis', procedure),
    part(words, 'kept', procedure),
    t('privacy.default.others'),
    t('privacy.default.rights'),
    t('privacy.default.must'),
  ].join('\n\n');
}

function part(words: Words, what: 'what' | 'basis' | 'kept', procedure: string): string {
  return words.t(`privacy.default.${what}`, { say: sayOf(words, procedure, what) });
}
