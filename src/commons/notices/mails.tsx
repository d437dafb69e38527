import type { Ctx } from '../../kernel/context.ts';
import { type Letter, toHtml, toText } from '../../kernel/mail/layout.tsx';
import type { Message } from '../../kernel/mail/mail.ts';
import { wordsFor } from '../../kernel/text/text.ts';
import { shortPerson } from '../discussion/comment.ts';
import { kindOf } from '../entries/kind.ts';
import { shortName } from '../site/site.tsx';
import { getPlace, officeName, territoryOf } from '../territory/territory.ts';
import { nameOf } from './follow.ts';
import { howTold, toldKey } from './notice.ts';
import type { Happening, ToMail } from './store-notices.ts';
import { type Stop, tokenOf } from './token.ts';

/** So many things in a digest, and so many lines of each; the rest is on the page. */
const thingsInADigest = 30;
const linesOfAThing = 5;

/** One act, at once, in the language of the person. */
export async function noticeMail(from: Ctx, key: Buffer, id: string, told: ToMail): Promise<Message> {
  const ctx = { ...from, words: wordsFor(told.language) };
  const { t, day } = ctx.words;
  const state = kindOf(told.kind).states[String(told.public['state'])];
  const due = told.closed === null && typeof told.public['due'] === 'string' ? new Date(told.public['due']) : null;
  const place = getPlace(ctx, told.place);
  const stop: Stop = told.follow
    ? { what: 'follow', person: told.person, follow: told.follow }
    : { what: 'thing', person: told.person, entry: told.entry };
  const toAuthor = told.reason === 'author' ? await howTold(told.verb)?.toAuthor?.(ctx, told) : undefined;
  return message(ctx, id, told.email, tokenOf(key, stop), {
    subject: `${whatHappened(ctx, told)}: ${told.title} (${told.code})`,
    sender: { name: officeName(ctx, place), within: place.kind === 'metropolis' ? undefined : territoryOf(ctx).metropolis?.name },
    state: state && { kind: state.look, word: t(state.word) },
    title: told.title,
    sentence: [t(keyOf(told, 'told-sentence'), { who: whoActed(ctx, told) }), toAuthor].filter(Boolean).join(' '),
    quote: told.said ? { text: told.said, author: whoActed(ctx, told) } : undefined,
    promised: due ? { label: t('notices.mail.promised'), date: day(due) } : undefined,
    button: { label: t('notices.mail.see'), url: addressOf(ctx, told) },
    receipt: { label: t('notices.mail.code'), code: told.code },
    why: t('notices.mail.why', { reason: whyTold(ctx, told) }),
  });
}

/** What happened lately to the things that a person follows, each with its news, the newest first. */
export function digestMail(from: Ctx, key: Buffer, id: string, all: readonly ToMail[]): Message {
  const { person, email, language } = all[0]!;
  const ctx = { ...from, words: wordsFor(language) };
  const { t } = ctx.words;
  const things = [...Map.groupBy(all, (told) => told.entry).values()];
  const whole = territoryOf(ctx).metropolis?.name ?? 'Arengo';
  const rest = things.length - thingsInADigest;
  return message(ctx, id, email, tokenOf(key, { what: 'digest', person }), {
    subject: t('notices.digest.subject', { n: all.length, name: shortName(whole) }),
    sender: { name: whole },
    title: t('notices.digest.title', { n: things.length }),
    sentence: t(rest > 0 ? 'notices.digest.rest' : 'notices.digest.text', { n: Math.max(rest, 0) }),
    rows: things.slice(0, thingsInADigest).map((own) => ({
      title: own[0]!.title,
      url: `${ctx.config.origin}${kindOf(own[0]!.kind).path(own[0]!.code)}`,
      lines: linesOf(ctx, own),
    })),
    button: { label: t('notices.digest.all'), url: `${ctx.config.origin}/notifiche` },
    why: t('notices.digest.why'),
  });
}

function linesOf(ctx: Ctx, own: readonly Happening[]): string[] {
  const { t, relative } = ctx.words;
  const lines = own
    .slice(0, linesOfAThing)
    .map((told) => [whatHappened(ctx, told), whoActed(ctx, told), relative(told.at, ctx.now)].filter(Boolean).join(' · '));
  return own.length > linesOfAThing ? [...lines, t('notices.digest.more', { n: own.length - linesOfAThing })] : lines;
}

/** «Risolta», «Ti hanno risposto». */
export function whatHappened(ctx: Ctx, told: Happening): string {
  return ctx.words.t(keyOf(told, 'told'));
}

/** Where to read it. */
export function pathOf(told: Happening): string {
  return told.comment ? `/commenti/${told.comment}` : kindOf(told.kind).path(told.code);
}

/** Officers sign with their name and office, others in short, as on the page. */
export function whoActed(ctx: Ctx, told: Happening): string {
  const office = officeName(ctx, getPlace(ctx, told.place));
  if (told.office) return told.name ? `${told.name}, ${office}` : office;
  if (told.verb !== 'discussion.comment') return told.organisation ?? '';
  return told.organisation ?? (shortPerson(told.name) || ctx.words.t('discussion.nobody'));
}

/** «segui Arenaria» */
export function whyTold(ctx: Ctx, told: Happening): string {
  const name = told.follow
    ? nameOf(ctx, { kind: told.follow_kind, topic: told.follow_topic, place: told.follow_place, metres: told.follow_metres })
    : '';
  return ctx.words.t(`notices.reason.${told.reason}`, { name });
}

function keyOf(happening: Happening, what: 'told' | 'told-sentence'): string {
  return toldKey(happening.reason === 'reply' ? 'notices.reply' : happening.verb, what);
}

function addressOf(ctx: Ctx, told: Happening): string {
  return `${ctx.config.origin}${pathOf(told)}`;
}

function message(ctx: Ctx, id: string, to: string, token: string, says: Omit<Letter, 'lang' | 'stop'>): Message {
  const stop = `${ctx.config.origin}/notifiche/basta/${token}`;
  const letter: Letter = {
    ...says,
    subject: says.subject.replaceAll(/\s+/g, ' '),
    lang: ctx.words.lang,
    stop: { label: ctx.words.t('notices.mail.stop'), url: stop },
  };
  // The same at each try: where one arrived and was not acknowledged, the mailbox knows the next.
  const messageId = `<${id}@${new URL(ctx.config.origin).hostname}>`;
  return { to, subject: letter.subject, html: toHtml(letter), text: toText(letter), listUnsubscribe: stop, messageId };
}
