import type { Ctx } from '../../kernel/context.ts';
import { toHtml, toText } from '../../kernel/mail/layout.tsx';
import type { Message } from '../../kernel/mail/mail.ts';
import type { Words } from '../../kernel/text/text.ts';
import { getPlace } from '../territory/territory.ts';
import type { Webhook } from './store.ts';

/** To those who look after the place: a program hears nothing any more. Its address may hold a secret of theirs: only the host is told. */
export function stoppedMail(ctx: Ctx, words: Words, to: string, webhook: Webhook, why: 'failing' | 'gone'): Message {
  const { t } = words;
  const { host } = new URL(webhook.url);
  const place = getPlace(ctx, webhook.place).name;
  const said = {
    lang: words.lang,
    subject: t('webhooks.mail.subject', { host }),
    sender: { name: place },
    title: t('webhooks.mail.subject', { host }),
    sentence: t(`webhooks.mail.${why}`, { host, place }),
    button: { label: t('webhooks.mail.act'), url: `${ctx.config.origin}/webhook/${webhook.id}` },
    why: t('webhooks.mail.why', { place }),
  };
  return { to, subject: said.subject, html: toHtml(said), text: toText(said) };
}
