import type { Entry } from '../../commons/entries/store.ts';
import type { Ctx } from '../../kernel/context.ts';
import { blank, type FormState } from '../../kernel/forms/form.ts';
import { Form, FormErrors, Optional, Submit } from '../../kernel/pages/form.tsx';
import { Field } from '../../kernel/pages/form-field.tsx';
import { FileField } from '../../kernel/pages/form-files.tsx';
import { Acts, Section } from '../../kernel/pages/structure.tsx';
import { addWordsForm, askedByReceipt, contestForm, sayResolvedForm } from './forms.ts';
import type { Added } from './photos.ts';
import { askBackFrom, contestUntil, mayMove } from './report.ts';
import type { ReportRow } from './store.ts';
import type { Hop } from './store-moves.ts';

const acts = {
  back: { act: 'riprendi', verb: 'reports.ask-back', schema: contestForm },
  contest: { act: 'contesta', verb: 'reports.contest', schema: contestForm },
  resolved: { act: 'risolta', verb: 'reports.say-resolved', schema: sayResolvedForm },
  words: { act: 'aggiungi', verb: 'reports.add-words', schema: addWordsForm },
} as const;

/** Where the form was: on the page of the receipt, to which it then leads back. */
export const byReceipt = 'ricevuta';

interface MineProps {
  ctx: Ctx;
  entry: Entry;
  report: ReportRow;
  hops: readonly Hop[];
  contested: boolean;
  /** Already shown, on the page of the receipt. */
  receipt?: string;
  form?: FormState;
}

/** What whoever sent the report may do now: by the account, or with the receipt. What another system's table brought, nobody sent here. */
export function Mine({ ctx, entry, report, hops, contested, receipt, form }: MineProps) {
  const { t, date } = ctx.words;
  if (report.channel === 'import') return null;
  const author = ctx.actor.person !== null && ctx.actor.person === entry.author;
  const known = author || receipt !== undefined;
  const readBy = entry.visibility === 'public' ? 'all' : 'office';
  const until = contestUntil(entry, ctx.now);
  const back = entry.state === 'not-ours' && entry.closed ? askBackFrom(entry.closed) : null;
  const body = hops.at(-1)?.body ?? '';
  const possible = [
    ...(back && back <= ctx.now ? [acts.back] : []),
    ...(until && !contested ? [acts.contest] : []),
    ...(mayMove(entry.state, 'resolved', 'reporter') ? [acts.resolved] : []),
    acts.words,
  ];
  return (
    <Section small id="tua" title={t(known ? 'reports.mine.title-known' : 'reports.mine.title')}>
      {!known && <p class="ar-soft">{t('reports.mine.text')}</p>}
      {back && (
        <p class="ar-soft">
          {t('reports.mine.outside', {
            body,
            known: body ? 'yes' : 'no',
            day: date(back, ctx.now),
            now: back <= ctx.now ? 'yes' : 'no',
          })}
        </p>
      )}
      {until && (
        <p class="ar-soft">
          {contested ? t('reports.mine.contested') : t('reports.mine.contest-until', { day: date(until, ctx.now) })}
        </p>
      )}
      {possible.map((one) => {
        const state = form?.name === one.verb ? form : blank(one.verb, one.schema, { code: entry.code });
        return (
          <details class="ar-office-act" open={form?.name === one.verb}>
            <summary>{t(`${one.verb}.title`)}</summary>
            <FormErrors form={state} />
            {one === acts.words && <p class="ar-soft">{t(`reports.add-words.read-by-${readBy}`)}</p>}
            <Form
              action={`/segnalazioni/${entry.code}/${one.act}`}
              files={one === acts.words}
              hidden={receipt ? { receipt, via: byReceipt } : {}}
            >
              {!known && <Field form={{ ...state, schema: askedByReceipt(one.schema) }} name="receipt" />}
              <Field form={state} name="answer" />
              {one === acts.words && <PhotosToAdd ctx={ctx} form={state} />}
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

/** Up to three, with what is seen in them; those that came with a form that was wrong need not come again. */
function PhotosToAdd({ ctx, form }: { ctx: Ctx; form: FormState }) {
  const { t } = ctx.words;
  const kept = (form.values['photos'] ?? []) as Added[];
  return (
    <>
      {kept.map(({ id }, i) => (
        <div class="ar-check">
          <input type="checkbox" id={`kept-${i}`} name="kept" value={id} checked />
          <label for={`kept-${i}`}>{t('reports.add-words.kept', { n: i + 1 })}</label>
        </div>
      ))}
      <FileField form={form} name="photos" accept="image/*" multiple />
      <div class="ar-field">
        <label class="form-label" for="photos-alt">
          {t('reports.add-words.alt')} <Optional />
        </label>
        <input class="form-control" id="photos-alt" name="alt" maxLength={200} value={kept[0]?.alt} />
      </div>
    </>
  );
}
