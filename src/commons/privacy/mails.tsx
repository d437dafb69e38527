import type { Ctx } from '../../kernel/context.ts';
import { toHtml, toText } from '../../kernel/mail/layout.tsx';
import type { Message } from '../../kernel/mail/mail.ts';
import type { Words } from '../../kernel/text/text.ts';
import { territoryOf } from '../territory/territory.ts';

/** Its button leads to the own profile, where one signs in: whoever only reads the mail opens nothing. */
export function readyMail(ctx: Ctx, words: Words, to: string): Message {
  return letter(ctx, words, to, 'ready', '/profilo/dati');
}

export function goneMail(ctx: Ctx, to: string): Message {
  return letter(ctx, ctx.words, to, 'gone', '/privacy');
}

function letter(ctx: Ctx, words: Words, to: string, what: 'ready' | 'gone', path: string): Message {
  const { t } = words;
  const said = {
    lang: words.lang,
    subject: t(`privacy.mail.${what}.subject`),
    sender: { name: territoryOf(ctx).metropolis?.name ?? 'Arengo' },
    title: t(`privacy.mail.${what}.title`),
    sentence: t(`privacy.mail.${what}.text`),
    button: { label: t(`privacy.mail.${what}.act`), url: `${ctx.config.origin}${path}` },
    why: t(`privacy.mail.${what}.why`),
  };
  return { to, subject: said.subject, html: toHtml(said), text: toText(said) };
}
