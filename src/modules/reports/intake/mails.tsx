import { getPlace, officeName, territoryOf } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import { type Letter, toHtml, toText } from '../../../kernel/mail/layout.tsx';

/** The link that proves the address behind a report. Who did not send it has nothing to do. */
export function confirmationMail(
  ctx: Ctx,
  report: { email: string; code: string; token: string; place: string; receipt: string; proof: string },
): { to: string; subject: string; html: string; text: string } {
  const { t } = ctx.words;
  const letter: Letter = {
    lang: ctx.words.lang,
    subject: t('reports.mail.confirm-subject', { code: report.code }),
    sender: { name: officeName(ctx, getPlace(ctx, report.place)), within: territoryOf(ctx).metropolis?.name },
    state: { kind: 'new', word: t('reports.state.sent') },
    // Nothing that the sender typed: the address may be somebody else's.
    title: t('reports.mail.confirm-title', { code: report.code }),
    sentence: t('reports.mail.confirm-text'),
    button: { label: t('reports.mail.confirm-button'), url: `${ctx.config.origin}/segnalazioni/conferma/${report.token}` },
    receipt: {
      label: t('reports.receipt.code'),
      code: report.receipt,
      proof: { label: t('reports.receipt.proof'), url: report.proof },
    },
    why: t('reports.mail.confirm-why'),
  };
  return { to: report.email, subject: letter.subject, html: toHtml(letter), text: toText(letter) };
}
