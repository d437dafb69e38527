import { stateShown } from '../../../commons/entries/kind.ts';
import type { Entry } from '../../../commons/entries/store.ts';
import { mapAround } from '../../../commons/territory/drawing.ts';
import { territoryOf } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import { blank, type FormState } from '../../../kernel/forms/form.ts';
import { Panel, PanelFacts } from '../../../kernel/pages/desk.tsx';
import { Form, FormErrors, Submit } from '../../../kernel/pages/form.tsx';
import { Field } from '../../../kernel/pages/form-field.tsx';
import { MapFigure } from '../../../kernel/pages/map.tsx';
import { Says } from '../../../kernel/pages/says.tsx';
import { Acts } from '../../../kernel/pages/structure.tsx';
import { hopSentence } from '../hops.ts';
import { closingReasons, mayMove, type State, states } from '../report.ts';
import type { ReportRow } from '../store.ts';
import type { Hop } from '../store-moves.ts';
import {
  answerForm,
  closeForm,
  duplicateForm,
  passOutsideForm,
  passToOfficeForm,
  planForm,
  referenceForm,
  reopenForm,
  resolveForm,
  startForm,
  takeChargeForm,
} from './forms.ts';
import type { DeskData } from './pages.tsx';

/** The open report: what is known of it, and everything that the office may do with it now. */
export function OpenReport({ ctx, data, entry, report }: { ctx: Ctx; data: DeskData; entry: Entry; report: ReportRow }) {
  const { t, day, moment } = ctx.words;
  const point = entry.geometry?.type === 'Point' ? (entry.geometry.coordinates as [number, number]) : null;
  return (
    <Panel
      id="open"
      code={entry.code}
      title={entry.title}
      state={stateShown(ctx.words, 'report', entry.state, entry.closed ? null : entry.due, ctx.now)}
    >
      {point && (
        <MapFigure
          id="panel-map"
          {...mapAround(ctx, point[1], point[0], 5000, 300, 140)}
          label={t('reports.where-map', { place: entry.place_label })}
        />
      )}
      <PanelFacts
        facts={[
          { term: t('reports.desk.fact-due'), value: entry.due ? day(entry.due) : '' },
          { term: t('reports.desk.fact-sent'), value: moment(entry.published) },
          { term: t('reports.desk.head-owner'), value: report.assignee_name ?? t('reports.desk.owner-nobody') },
          { term: t('reports.desk.head-also'), value: String(entry.supports) },
          {
            term: t('reports.desk.fact-page'),
            value: <a href={`/segnalazioni/${entry.code}`}>{t('reports.desk.public-page')}</a>,
          },
        ]}
      />
      {data.open!.hops.length > 0 && <Hops ctx={ctx} hops={data.open!.hops} />}
      {report.description && (
        <Says
          who={
            report.reporter ?? (report.contact ? t('reports.desk.unconfirmed', { name: report.contact }) : t('reports.anonymous'))
          }
          text={report.description}
        />
      )}
      <OfficeForms ctx={ctx} data={data} entry={entry} />
      <p class="small ar-soft">{t('reports.desk.stays')}</p>
    </Panel>
  );
}

/** What an office does with a report: its verb and where it leads. Only what the table allows from here is offered. */
const acts: { act: string; verb: string; schema: FormState['schema']; to?: State; in?: State; fields: string[] }[] = [
  {
    act: 'prendi-in-carico',
    verb: 'reports.take-charge',
    schema: takeChargeForm,
    to: 'taken-in-charge',
    fields: ['answer', 'promised'],
  },
  { act: 'riferimento', verb: 'reports.add-reference', schema: referenceForm, in: 'not-ours', fields: ['reference'] },
  { act: 'rispondi', verb: 'reports.answer', schema: answerForm, fields: ['answer', 'promised'] },
  { act: 'programma', verb: 'reports.plan', schema: planForm, to: 'planned', fields: ['promised', 'answer'] },
  { act: 'inizia-i-lavori', verb: 'reports.start-work', schema: startForm, to: 'in-progress', fields: ['answer'] },
  { act: 'risolvi', verb: 'reports.resolve', schema: resolveForm, to: 'resolved', fields: ['answer'] },
  { act: 'chiudi', verb: 'reports.close', schema: closeForm, to: 'closed-without-action', fields: ['reason', 'answer'] },
  {
    act: 'passa-al-comune',
    verb: 'reports.pass-to-office',
    schema: passToOfficeForm,
    to: 'sent',
    fields: ['municipality', 'answer'],
  },
  {
    act: 'passa-fuori',
    verb: 'reports.pass-outside',
    schema: passOutsideForm,
    to: 'not-ours',
    fields: ['body', 'contact', 'reference', 'answer'],
  },
  { act: 'doppia', verb: 'reports.mark-duplicate', schema: duplicateForm, to: 'duplicate', fields: ['of', 'answer'] },
];

const reopening = {
  act: 'riapri',
  verb: 'reports.reopen',
  schema: reopenForm,
  to: 'taken-in-charge',
  fields: ['answer', 'promised'],
} as const satisfies (typeof acts)[number];

function possibleActs(entry: Entry): typeof acts {
  const possible = acts.filter((one) => {
    if (one.in) return entry.state === one.in;
    if (!one.to) return true;
    return mayMove(entry.state, one.to, 'office') && !(states[one.to].open && entry.closed);
  });
  return entry.closed && mayMove(entry.state, reopening.to, 'office') ? [...possible, reopening] : possible;
}

/** What the office may do from this state: the likeliest act open, the others a press away. */
function OfficeForms({ ctx, data, entry }: { ctx: Ctx; data: DeskData; entry: Entry }) {
  const { t } = ctx.words;
  return (
    <>
      {possibleActs(entry).map((one, i) => {
        const form = data.form?.name === one.verb ? data.form : blank(one.verb, one.schema, { code: entry.code });
        return (
          <details class="ar-office-act" open={data.form ? data.form.name === one.verb : i === 0}>
            <summary>{t(`${one.verb}.title`)}</summary>
            <FormErrors form={form} />
            <Form action={`/banco/${entry.code}/${one.act}`} hidden={{ coda: data.asked.coda }}>
              {one.fields.map((field) => (
                <Field form={form} name={field} options={choices(ctx, entry, field)} />
              ))}
              <Acts>
                <Submit label={t(`${one.verb}.title`)} look={i === 0 ? 'primary' : 'outline'} />
              </Acts>
            </Form>
          </details>
        );
      })}
    </>
  );
}

function choices(ctx: Ctx, entry: Entry, field: string): { value: string; label: string }[] | undefined {
  const { t } = ctx.words;
  if (field === 'reason')
    return closingReasons.map((reason) => ({ value: reason, label: t(`reports.close.reason.option-${reason}`) }));
  if (field !== 'municipality') return undefined;
  const others = territoryOf(ctx).municipalities.filter((place) => place.id !== entry.place);
  return others.map((place) => ({ value: place.slug, label: place.name }));
}

/** Where it was passed, the latest last. */
function Hops({ ctx, hops }: { ctx: Ctx; hops: readonly Hop[] }) {
  return (
    <ul class="small">
      {hops.map((hop) => (
        <li>{hopSentence(ctx, hop)}</li>
      ))}
    </ul>
  );
}
