import type { Ctx } from '../../kernel/context.ts';
import { toHtml, toText } from '../../kernel/mail/layout.tsx';
import type { Message } from '../../kernel/mail/mail.ts';
import type { Words } from '../../kernel/text/text.ts';
import { getPlace, officeName } from '../territory/territory.ts';
import type { State } from './organisations.ts';
import { powerInWords } from './powers.ts';

interface Of {
  id: string;
  name: string;
  place: string;
}

/** What an office decided, or what it still wants to see. */
export function decisionMail(
  ctx: Ctx,
  words: Words,
  to: string,
  { organisation, what, words: said }: { organisation: Of; what: State | 'wanted'; words?: string },
): Message {
  return letter(ctx, words, to, organisation, `organisations.mail.${what}`, {
    quote: said,
    button: { label: words.t('organisations.mail.see'), url: `${ctx.config.origin}/organizzazioni/${organisation.id}` },
    why: words.t('organisations.mail.why-delegate', { name: organisation.name }),
  });
}

export function invitationMail(
  ctx: Ctx,
  words: Words,
  to: string,
  invitation: Of & { powers: readonly string[]; until: Date | null; expires: Date; token: string },
): Message {
  const { name, powers, until, expires, token } = invitation;
  const may = powers.map((power) => powerInWords(words, power)).join('; ');
  return letter(ctx, words, to, invitation, 'organisations.mail.invitation', {
    params: { may, expires: words.day(expires), until: until ? words.day(until) : '', dated: until ? 'yes' : 'no' },
    button: { label: words.t('organisations.mail.invitation.act'), url: `${ctx.config.origin}/organizzazioni/inviti/${token}` },
    why: words.t('organisations.mail.why-invited', { name }),
  });
}

/** `own`: to the delegate whose time ends. */
export function endingMail(
  ctx: Ctx,
  words: Words,
  to: string,
  ending: { organisation: string; name: string; place: string; until: Date; own: boolean },
): Message {
  const { organisation, name, place, until, own } = ending;
  const what = `organisations.mail.${own ? 'ending-own' : 'ending'}`;
  return letter(ctx, words, to, { name, place }, what, {
    params: { day: words.day(until) },
    button: { label: words.t('organisations.mail.see'), url: `${ctx.config.origin}/organizzazioni/${organisation}/delegati` },
    why: words.t('organisations.mail.why-delegate', { name }),
  });
}

function letter(
  ctx: Ctx,
  words: Words,
  to: string,
  { name, place }: Pick<Of, 'name' | 'place'>,
  key: string,
  more: { params?: Record<string, string>; quote?: string; button: { label: string; url: string }; why: string },
): Message {
  const office = officeName({ ...ctx, words }, getPlace(ctx, place));
  const params = { name, office, ...more.params };
  const whole = {
    lang: words.lang,
    sender: { name: office },
    subject: words.t(`${key}.subject`, params),
    title: words.t(`${key}.subject`, params),
    sentence: words.t(`${key}.text`, params),
    quote: more.quote ? { text: more.quote, author: office } : undefined,
    button: more.button,
    why: more.why,
  };
  return { to, subject: whole.subject, html: toHtml(whole), text: toText(whole) };
}
