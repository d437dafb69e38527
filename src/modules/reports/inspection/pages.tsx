import { stateShown } from '../../../commons/entries/kind.ts';
import { sitePage } from '../../../commons/site/page.tsx';
import { getPlace } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import { blank, type FormState } from '../../../kernel/forms/form.ts';
import type { Answer } from '../../../kernel/http/route.ts';
import { FormErrors, fieldId, Submit } from '../../../kernel/pages/form.tsx';
import { Field } from '../../../kernel/pages/form-field.tsx';
import { State } from '../../../kernel/pages/icon.tsx';
import { Empty, Notice } from '../../../kernel/pages/notice.tsx';
import { Chips } from '../../../kernel/pages/rows.tsx';
import { Breadcrumb } from '../../../kernel/pages/structure.tsx';
import type { Refusal } from '../../../kernel/refusal.ts';
import { categoryName } from '../category.ts';
import { officeAlone } from '../desk/answered.tsx';
import type { DeskRow } from '../desk/store.ts';
import type { Answered } from '../intake/store.ts';
import { mayMove } from '../report.ts';
import { inspectForm } from './forms.ts';

export interface InspectionData {
  queue: 'all' | 'mine';
  /** Ordered by distance from where the officer stands. */
  near: boolean;
  rows: (DeskRow & { metres?: number })[];
  /** By report. */
  answers: ReadonlyMap<string, Answered[]>;
  done: boolean;
  /** The report whose form came back. */
  code?: string;
  form?: FormState;
  refusal?: Refusal;
}

/** For a phone in the street: few words, large buttons; what is pressed without network waits on the phone. */
export function inspectionPage(ctx: Ctx, data: InspectionData): Answer {
  const { t } = ctx.words;
  const { queue, near, rows } = data;
  const faulty = Boolean(data.form?.errors.length);
  return sitePage(
    ctx,
    {
      title: t('reports.inspection.title'),
      path: '/banco/sopralluogo',
      section: '/banco',
      place: rows[0]?.place,
      cache: 'private',
      hidden: true,
      islands: ['inspection'],
      errors: faulty,
      status: data.refusal?.status ?? (faulty ? 422 : 200),
    },
    <div
      class="container ar-last ar-inspection"
      data-inspection
      data-who={ctx.actor.person}
      data-waiting={t('reports.inspection.waiting')}
      data-sent={t('reports.inspection.sent')}
      data-sign-in={t('reports.inspection.sign-in')}
      data-kept={t('reports.inspection.kept', { n: 99 })}
      data-worker="/banco/sopralluogo/senza-rete.js"
      data-locate={t('reports.inspection.locate')}
    >
      <Breadcrumb trail={[{ href: '/banco', label: t('reports.desk.title') }]} here={t('reports.inspection.title')} />
      <h1 class="ar-h2">{t('reports.inspection.title')}</h1>
      {data.done && <Notice kind="done" title={t('reports.inspection.sent')} />}
      {data.refusal && <Notice kind="refusal" title={t(data.refusal.textKey, data.refusal.params)} />}
      <div role="status" data-pending />
      <Chips
        label={t('reports.desk.queues')}
        chips={[
          { href: '/banco/sopralluogo', label: t('reports.desk.all'), current: queue === 'all' && !near },
          { href: '/banco/sopralluogo?coda=mine', label: t('reports.desk.mine'), current: queue === 'mine' && !near },
        ]}
      />
      <form action="/banco/sopralluogo" method="post" data-around hidden>
        <input type="hidden" name="lat" />
        <input type="hidden" name="lon" />
        <Submit label={t('reports.inspection.around')} look="outline" />
      </form>
      {rows.length === 0 && <Empty text={t('reports.desk.empty')} links={[{ href: '/banco', label: t('reports.desk.title') }]} />}
      <ul class="list-unstyled ar-rows">
        {rows.map((row) => (
          <OnTheSpot
            ctx={ctx}
            row={row}
            answers={data.answers.get(row.id) ?? []}
            form={data.code === row.code ? data.form : undefined}
          />
        ))}
      </ul>
    </div>,
  );
}

interface SpotProps {
  ctx: Ctx;
  row: InspectionData['rows'][number];
  answers: readonly Answered[];
  form?: FormState;
}

function OnTheSpot({ ctx, row, answers, form: written }: SpotProps) {
  const { t, day } = ctx.words;
  const form = written ?? blank('reports.inspect', inspectForm, { key: ctx.id() });
  return (
    <li id={row.code}>
      <State {...stateShown(ctx.words, 'report', row.state, row.due, ctx.now)} />
      <h2 class="h3">
        <a href={`/segnalazioni/${row.code}`}>{row.title}</a>
      </h2>
      <p class="small ar-soft mb-2">
        {[
          row.metres === undefined ? '' : t('reports.desk.metres', { n: Math.round(row.metres) }),
          row.place_label || getPlace(ctx, row.place).name,
          categoryName(ctx, row.place, row.topic),
          row.due ? t('reports.by-weekday', { day: day(row.due) }) : '',
          officeAlone(ctx, row),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {answers.length > 0 && (
        <p class="small mb-2">
          {answers.map(({ asked, said }) => (
            <>
              {asked} <b>{said}</b>{' '}
            </>
          ))}
        </p>
      )}
      <details open={written !== undefined}>
        <summary>{t('reports.inspection.open')}</summary>
        <FormErrors form={form} />
        <form
          action={`/banco/sopralluogo/${row.code}`}
          method="post"
          enctype="multipart/form-data"
          data-report={row.code}
          data-title={row.title}
        >
          <Field form={form} name="key" />
          <Words ctx={ctx} form={form} code={row.code} />
          <div class="ar-big">
            {mayMove(row.state, 'taken-in-charge', 'office') && (
              <Submit label={t('reports.inspection.take-charge')} name="act" value="take-charge" look="outline" />
            )}
            <Submit label={t('reports.inspection.note')} name="act" value="note" look="outline" />
            <Submit label={t('reports.inspection.photo')} name="act" value="photo" look="outline" />
            {mayMove(row.state, 'resolved', 'office') && (
              <Submit label={t('reports.inspection.resolve')} name="act" value="resolve" />
            )}
          </div>
          <p role="status" class="mb-0" data-said />
        </form>
      </details>
    </li>
  );
}

/** Many on one page: the code keeps their ids apart, but for those that the list of errors leads to. */
function Words({ ctx, form, code }: { ctx: Ctx; form: FormState; code: string }) {
  const { t } = ctx.words;
  const id = (field: string) => (form.errors.length > 0 ? fieldId(form, field) : `${field}-${code}`);
  const text = form.values['text'];
  return (
    <>
      <div class="ar-field">
        <label class="form-label" for={id('text')}>
          {t('reports.inspection.words')}
        </label>
        <p class="ar-hint form-text" id={`${id('text')}-who`}>
          {t('reports.inspection.who-reads')}
        </p>
        <textarea class="form-control" id={id('text')} name="text" rows={3} aria-describedby={`${id('text')}-who`}>
          {typeof text === 'string' ? text : ''}
        </textarea>
      </div>
      <div class="ar-field">
        <label class="form-label" for={id('photo')}>
          {t('reports.inspection.picture')}
        </label>
        <input id={id('photo')} name="photo" type="file" accept="image/*" />
      </div>
    </>
  );
}
