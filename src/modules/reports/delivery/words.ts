import type { Ctx } from '../../../kernel/context.ts';
import type { Delivery } from './store.ts';

/** For the office: how far it is. */
export function deliverySentence(ctx: Ctx, delivery: Delivery): string {
  const { t, moment } = ctx.words;
  const { state, tries, next_try, sent, acknowledged } = delivery;
  if (state === 'queued' && delivery.last_error && next_try)
    return t('reports.delivery.again', { tries, why: hindranceSentence(ctx, delivery), when: moment(next_try) });
  if (state === 'queued') return t('reports.delivery.leaving');
  if (state === 'failed') return t('reports.delivery.failed');
  if (state === 'sent') return t('reports.delivery.sent', { when: moment(sent!) });
  return t('reports.delivery.acknowledged', { when: moment(acknowledged!) });
}

/** What stood in the way, and what to do about it. */
export function hindranceSentence(ctx: Ctx, { last_error, last_status, last_words }: Delivery): string {
  const { t } = ctx.words;
  const why = t(`reports.delivery.why-not.${last_error ?? 'unclear'}`, { status: last_status ?? 0 });
  return last_words ? `${why} ${t('reports.delivery.they-say', { words: last_words })}` : why;
}

/** For everybody: whether the body has it; nothing while the first try is under way. */
export function publicSentence(ctx: Ctx, { state, last_error }: Delivery): string | undefined {
  const { t } = ctx.words;
  if (state === 'failed') return t('reports.delivery.not-yet-office');
  if (state === 'queued') return last_error ? t('reports.delivery.not-yet') : undefined;
  return state === 'sent' ? t('reports.delivery.has-it') : undefined;
}

/** What the body said when it closed, attributed, as a beginning for the answer of the office. */
export function closingWords(ctx: Ctx, body: string, { remote_notes }: Pick<Delivery, 'remote_notes'>): string {
  const { t } = ctx.words;
  // Room for what the office adds.
  const words = remote_notes?.slice(0, 3500);
  return words ? t('reports.delivery.closed-words', { body, words }) : t('reports.delivery.closed-no-words', { body });
}
