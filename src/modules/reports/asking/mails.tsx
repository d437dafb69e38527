import { getPlace, officeName, territoryOf } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import { type Letter, toHtml, toText } from '../../../kernel/mail/layout.tsx';
import type { Message } from '../../../kernel/mail/mail.ts';
import type { MailJob } from '../../../kernel/room.ts';
import { wordsFor } from '../../../kernel/text/text.ts';
import { isState, states } from '../report.ts';
import { hashOf } from './actions.ts';
import { findAddressed } from './store.ts';

/** «È davvero risolto?», composed at each try: who answered meanwhile is not asked. */
export const askMail: MailJob = {
  name: 'reports.ask-mail',
  compose: async (from: Ctx, { token }: { token: string }): Promise<Message | undefined> => {
    const asked = await findAddressed(from.db, hashOf(token));
    if (!asked || !isState(asked.state)) return undefined;
    const ctx = { ...from, words: wordsFor(asked.language) };
    const { t } = ctx.words;
    const place = getPlace(ctx, asked.place);
    const letter: Letter = {
      lang: ctx.words.lang,
      subject: t('reports.fixed.subject', { title: asked.title, code: asked.code }),
      sender: { name: officeName(ctx, place), within: territoryOf(ctx).metropolis?.name },
      state: { kind: states[asked.state].look, word: t(states[asked.state].word) },
      title: asked.title,
      sentence: t('reports.fixed.sentence'),
      button: { label: t('reports.fixed.button'), url: `${ctx.config.origin}/segnalazioni/davvero/${token}` },
      receipt: { label: t('reports.fixed.code'), code: asked.code },
      why: t('reports.fixed.why'),
    };
    const id = hashOf(token).toString('hex').slice(0, 32);
    const { host } = new URL(ctx.config.origin);
    return {
      to: asked.email,
      subject: letter.subject,
      html: toHtml(letter),
      text: toText(letter),
      messageId: `<ask-${id}@${host}>`,
    };
  },
};
