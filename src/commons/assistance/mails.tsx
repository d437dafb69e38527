import type { Ctx } from '../../kernel/context.ts';
import { toHtml, toText } from '../../kernel/mail/layout.tsx';
import type { Message } from '../../kernel/mail/mail.ts';
import type { Words } from '../../kernel/text/text.ts';
import { getPlace, officeName } from '../territory/territory.ts';
import type { Deed, SessionRow } from './store.ts';

/** Who helped is known to the office; the person is told where, when and what was done. */
export function receiptMail(ctx: Ctx, words: Words, to: string, session: SessionRow, deeds: readonly Deed[]): Message {
  const office = officeName({ ...ctx, words }, getPlace(ctx, session.place));
  const subject = words.t('assistance.mail.subject', { office });
  const letter = {
    lang: words.lang,
    subject,
    sender: { name: office },
    title: subject,
    sentence: words.t('assistance.mail.text', { office, moment: words.moment(session.opened), n: deeds.length }),
    rows: deeds.map((deed) => ({
      title: [words.t(`${deed.verb}.at-counter`), deed.code].filter(Boolean).join(' '),
      lines: [words.moment(deed.at)],
      url: `${ctx.config.origin}/registro/prova/${deed.act}`,
    })),
    why: words.t('assistance.mail.why'),
  };
  return { to, subject, html: toHtml(letter), text: toText(letter) };
}
