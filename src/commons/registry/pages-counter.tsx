import type { Ctx } from '../../kernel/context.ts';
import type { FormState } from '../../kernel/forms/form.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { ActForm, Form, FormErrors, Submit } from '../../kernel/pages/form.tsx';
import { Field } from '../../kernel/pages/form-field.tsx';
import { Empty, Notice } from '../../kernel/pages/notice.tsx';
import { Acts, Breadcrumb, ButtonLink, Go, PageHead, Section } from '../../kernel/pages/structure.tsx';
import { Table } from '../../kernel/pages/table.tsx';
import type { Refusal } from '../../kernel/refusal.ts';
import { Refused } from '../people/pages-entering.tsx';
import { sitePage } from '../site/page.tsx';
import type { Place } from '../territory/territory.ts';
import { maySeeLists } from './permissions.ts';
import type { CheckRow, OpenCheck } from './store-facts.ts';
import { dayWords, nameOf } from './words.ts';

export const counter = '/banco/residenza';

const doneTexts: Record<string, string> = {
  scritto: 'registry.counter.done-record',
  ritirato: 'registry.counter.done-end',
};

/** Where an officer types the code that a person shows; and what was written here before. */
export function counterPage(
  ctx: Ctx,
  shown: { state: FormState; places: readonly Place[]; checks: readonly CheckRow[]; done?: string; refusal?: Refusal },
): Answer {
  const { t } = ctx.words;
  const { state, places, checks, refusal } = shown;
  const done = doneTexts[shown.done ?? ''];
  return sitePage(
    ctx,
    { title: t('registry.counter.title'), path: counter, section: counter, form: state, refusal, hidden: true, cache: 'private' },
    <div class="container">
      <PageHead title={t('registry.counter.title')} lead={t('registry.counter.lead')} />
      {done && !refusal && <Notice kind="done" title={t(done)} />}
      {refusal && <Refused ctx={ctx} refusal={refusal} />}
      {!maySeeLists.check(ctx.actor, undefined) && (
        <Acts>
          <ButtonLink href="/residenza/elenchi" label={t('registry.lists.title')} icon="list" look="quiet" />
        </Acts>
      )}
      <Section id="open" title={t('registry.counter.open')}>
        <FormErrors form={state} />
        <Form action={counter}>
          <Field form={state} name="place" options={places.map(({ id, name }) => ({ value: id, label: name }))} />
          <Field form={state} name="code" />
          <Submit label={t('registry.counter.open-act')} />
        </Form>
      </Section>
      <Section id="checks" title={t('registry.counter.checks')} last>
        {checks.length === 0 ? (
          <Empty text={t('registry.counter.none')} />
        ) : (
          <Table
            caption={t('registry.counter.checks')}
            columns={[
              { label: t('registry.counter.person') },
              { label: t('registry.counter.seen'), short: t('registry.counter.seen-short') },
              { label: t('registry.counter.until'), short: t('registry.counter.until-short') },
              { label: t('registry.counter.change') },
            ]}
            rows={checks.map((check) => rowOf(ctx, check))}
          />
        )}
      </Section>
    </div>,
  );
}

function rowOf(ctx: Ctx, check: CheckRow) {
  const { t, day } = ctx.words;
  const objection =
    check.contested && t('registry.counter.contested', { day: day(check.contested), text: check.objection ?? '' });
  return {
    head: <span id={`check-${check.id}`}>{check.name}</span>,
    meta: t('registry.counter.by', {
      officer: check.officerName,
      place: nameOf(ctx, check.place),
      day: dayWords(ctx, check.asOf),
    }),
    cells: [
      <>
        {t('registry.counter.saw', {
          as: check.belongs.map((one) => t(`registry.record-check.belongs.option-${one}`)).join(', '),
          document: t(`registry.document.${check.document}`),
          reason: check.reason ?? '',
        })}
        {objection && <p class="mb-0">{objection}</p>}
      </>,
      dayWords(ctx, check.until),
      <ActForm
        action={`${counter}/ritira`}
        hidden={{ id: check.id }}
        label={t('registry.counter.end')}
        look="quiet"
        describedBy={`check-${check.id}`}
      />,
    ],
  };
}

/** With the person present: is it who the document says, and what does it say? */
export function checkPage(ctx: Ctx, shown: { check: OpenCheck; state: FormState; refusal?: Refusal }): Answer {
  const { t, time } = ctx.words;
  const { check, state, refusal } = shown;
  const title = t('registry.check.title', { name: check.name });
  return sitePage(
    ctx,
    { title, path: counter, section: counter, form: state, refusal, hidden: true, cache: 'private' },
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: counter, label: t('registry.counter.title') }]} here={title} />
      <PageHead title={title} lead={t('registry.check.lead', { place: nameOf(ctx, check.place), time: time(check.expires) })} />
      {refusal && <Refused ctx={ctx} refusal={refusal} />}
      <Notice kind="info" title={t('registry.check.compare')} text={t('registry.check.compare-text')} />
      <FormErrors form={state} />
      <Form action={`${counter}/${check.id}`}>
        <Field form={state} name="document" />
        <Field form={state} name="belongs" />
        <Field form={state} name="age" />
        <Field form={state} name="reason" />
        <Field form={state} name="until" />
        <Acts>
          <Submit label={t('registry.check.act')} />
          <Go href={counter} label={t('registry.check.no')} />
        </Acts>
      </Form>
    </div>,
  );
}
