import type { Entry } from '../../commons/entries/store.ts';
import type { Ctx } from '../../kernel/context.ts';
import { blank, type FormState } from '../../kernel/forms/form.ts';
import { Form, FormErrors, Submit } from '../../kernel/pages/form.tsx';
import { Field } from '../../kernel/pages/form-field.tsx';
import { Acts, Section } from '../../kernel/pages/structure.tsx';
import { addWordsForm, contestForm, sayResolvedForm } from './forms.ts';
import { contestDays, mayMove } from './report.ts';

const acts = {
  contest: { act: 'contesta', verb: 'reports.contest', schema: contestForm },
  resolved: { act: 'risolta', verb: 'reports.say-resolved', schema: sayResolvedForm },
  words: { act: 'aggiungi', verb: 'reports.add-words', schema: addWordsForm },
} as const;

/** What whoever sent the report may do now: by the account, or with the receipt. */
export function Mine({ ctx, entry, contested, form }: { ctx: Ctx; entry: Entry; contested: boolean; form?: FormState }) {
  const { t, date } = ctx.words;
  const author = ctx.actor.person !== null && ctx.actor.person === entry.author;
  const until = entry.closed && new Date(entry.closed.getTime() + contestDays * 86_400_000);
  const reopens = until !== null && mayMove(entry.state, 'sent', 'reporter') && until > ctx.now;
  const possible = [
    ...(reopens && !contested ? [acts.contest] : []),
    ...(mayMove(entry.state, 'resolved', 'reporter') ? [acts.resolved] : []),
    acts.words,
  ];
  return (
    <Section small id="tua" title={t('reports.mine.title')}>
      <p class="ar-soft">{t(author ? 'reports.mine.text-author' : 'reports.mine.text')}</p>
      {reopens && (
        <p class="ar-soft">{contested ? t('reports.mine.contested') : t('reports.mine.contest-until', { day: date(until) })}</p>
      )}
      {possible.map((one) => {
        const state = form?.name === one.verb ? form : blank(one.verb, one.schema, { code: entry.code });
        return (
          <details class="ar-office-act" open={form?.name === one.verb}>
            <summary>{t(`${one.verb}.title`)}</summary>
            <FormErrors form={state} />
            <Form action={`/segnalazioni/${entry.code}/${one.act}`}>
              {!author && <Field form={state} name="receipt" />}
              <Field form={state} name="answer" />
              <Acts>
                <Submit label={t(`${one.verb}.title`)} look="outline" />
              </Acts>
            </Form>
          </details>
        );
      })}
    </Section>
  );
}
