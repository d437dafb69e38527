import type { Ctx } from '../../kernel/context.ts';
import { type Letter, toHtml, toText } from '../../kernel/mail/layout.tsx';
import { type Lang, wordsFor } from '../../kernel/text/text.ts';
import { kindOf } from '../entries/kind.ts';
import { settingOf } from '../settings/settings.ts';
import { getPlace, officeName, territoryOf } from '../territory/territory.ts';
import type { Reason, Target } from './moderation.ts';

/** What the job `mail.send` takes. */
export interface Mail {
  to: string;
  subject: string;
  html: string;
  text: string;
}

interface Reader {
  email: string;
  language: Lang;
}

/** A statement of reasons, and the way to contest it (Regulation (EU) 2022/2065, art. 17): what, why, in whose words, where to turn. */
export function hiddenMail(ctx: Ctx, to: Reader, target: Target, reason: Reason, said: string): Mail {
  const { t } = wordsFor(to.language);
  const on = target.comment ? 'comment' : 'entry';
  const { email } = settingOf<{ email?: string }>(ctx, target.entry.place, 'site.contacts');
  const what = { title: target.entry.title, reason: t(`moderation.reason.${reason}`), code: target.entry.code };
  const turn = email
    ? t('moderation.mail.turn-mail', { email, code: what.code })
    : t('moderation.mail.turn-office', { office: office(ctx, to, target), code: what.code });
  return letter(ctx, to, target, said, {
    subject: t(`moderation.mail.hidden.${on}.subject`, what),
    state: { kind: 'no', word: t('moderation.state.hidden') },
    title: t(`moderation.mail.hidden.${on}.title`, what),
    sentence: `${t(`moderation.mail.hidden.${on}.text`, what)} ${turn}`,
  });
}

export function restoredMail(ctx: Ctx, to: Reader, target: Target, said: string): Mail {
  const { t } = wordsFor(to.language);
  const on = target.comment ? 'comment' : 'entry';
  const what = { title: target.entry.title };
  return letter(ctx, to, target, said, {
    subject: t(`moderation.mail.restored.${on}.subject`, what),
    state: { kind: 'done', word: t('moderation.state.restored') },
    title: t(`moderation.mail.restored.${on}.title`, what),
    sentence: t(`moderation.mail.restored.${on}.text`, what),
  });
}

function letter(
  ctx: Ctx,
  to: Reader,
  target: Target,
  said: string,
  says: Pick<Letter, 'subject' | 'state' | 'title' | 'sentence'>,
): Mail {
  const { t } = wordsFor(to.language);
  const { entry, comment } = target;
  const path = comment ? `/commenti/${comment.id}` : kindOf(entry.kind).path(entry.code);
  const sender = office(ctx, to, target);
  const metropolis = territoryOf(ctx).metropolis?.name;
  const full: Letter = {
    ...says,
    lang: to.language,
    sender: { name: sender, within: metropolis === sender ? undefined : metropolis },
    quote: { text: said, author: t('moderation.mail.moderators', { office: sender }) },
    button: { label: t('moderation.mail.see'), url: `${ctx.config.origin}${path}` },
    why: t('moderation.mail.why'),
  };
  return { to: to.email, subject: full.subject, html: toHtml(full), text: toText(full) };
}

/** The administration writes, in the reader's language; who judged is in the register. */
function office(ctx: Ctx, to: Reader, target: Target): string {
  return officeName({ ...ctx, words: wordsFor(to.language) }, getPlace(ctx, target.entry.place));
}
