import type { Ctx } from '../../kernel/context.ts';
import { toHtml, toText } from '../../kernel/mail/layout.tsx';
import type { Message } from '../../kernel/mail/mail.ts';
import type { Words } from '../../kernel/text/text.ts';
import { territoryOf } from '../territory/territory.ts';
import type { RoleName } from './roles.ts';

/** The same words for a known address and a new one. */
export function linkMail(ctx: Ctx, to: string, link: string): Message {
  const { t } = ctx.words;
  return letter(ctx, ctx.words, to, {
    subject: t('people.mail.link.subject'),
    title: t('people.mail.link.title'),
    sentence: t('people.mail.link.text'),
    button: { label: t('people.mail.link.act'), url: link },
    why: t('people.mail.link.why'),
  });
}

export function invitationMail(
  ctx: Ctx,
  words: Words,
  { to, name, held, link }: { to: string; name: string; held: { role: RoleName; place: string } | null; link: string },
): Message {
  const { t } = words;
  const by = ctx.actor.name;
  const invited = t('people.mail.invitation.text', { by, address: `${ctx.config.origin}/entra` });
  const role = held && t('people.mail.invitation.role', { role: t(`people.role.${held.role}`), place: held.place });
  return letter(ctx, words, to, {
    subject: t('people.mail.invitation.subject', { by }),
    title: t('people.mail.invitation.title', { name }),
    sentence: role ? `${invited} ${role}` : invited,
    button: { label: t('people.mail.link.act'), url: link },
    why: t('people.mail.invitation.why', { by }),
  });
}

export function passwordMail(ctx: Ctx, words: Words, to: string): Message {
  const { t } = words;
  return letter(ctx, words, to, {
    subject: t('people.mail.password.subject'),
    title: t('people.mail.password.title'),
    sentence: t('people.mail.password.text', { moment: words.moment(ctx.now) }),
    button: { label: t('people.mail.password.act'), url: `${ctx.config.origin}/entra?next=/profilo` },
    why: t('people.mail.password.why'),
  });
}

/** What changed in the ways to enter: each is told, so that whoever did not do it knows (ASVS 5.0, 6.3.7). */
export type Change =
  | 'passkey-added'
  | 'passkey-removed'
  | 'codes-added'
  | 'codes-removed'
  | 'recovery-used'
  | 'recovery-renewed'
  | 'second-reset'
  | 'sessions-ended';

export function changeMail(ctx: Ctx, words: Words, to: string, change: Change, params: { n?: number }): Message {
  const { t } = words;
  return letter(ctx, words, to, {
    subject: t(`people.mail.${change}.subject`),
    title: t(`people.mail.${change}.subject`),
    sentence: t(`people.mail.${change}.text`, { moment: words.moment(ctx.now), ...params }),
    button: { label: t('people.mail.change.act'), url: `${ctx.config.origin}/profilo` },
    why: t('people.mail.change.why'),
  });
}

export function roleMail(ctx: Ctx, words: Words, { to, role, place }: { to: string; role: RoleName; place: string }): Message {
  const { t } = words;
  const said = { by: ctx.actor.name, place, role: t(`people.role.${role}`) };
  return letter(ctx, words, to, {
    subject: t('people.mail.role.subject', said),
    title: t('people.mail.role.title'),
    sentence: t('people.mail.role.text', said),
    button: { label: t('people.mail.role.act'), url: `${ctx.config.origin}/profilo` },
    why: t('people.mail.role.why'),
  });
}

interface Said {
  subject: string;
  title: string;
  sentence: string;
  button: { label: string; url: string };
  why: string;
}

/** The account is of the whole metropolitan city: it is the one who writes. */
function letter(ctx: Ctx, words: Words, to: string, said: Said): Message {
  const whole = { ...said, lang: words.lang, sender: { name: territoryOf(ctx).metropolis?.name ?? 'Arengo' } };
  return { to, subject: said.subject, html: toHtml(whole), text: toText(whole) };
}
