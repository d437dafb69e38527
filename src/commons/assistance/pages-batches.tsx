import type { Assisted } from '../../kernel/actor.ts';
import type { Ctx } from '../../kernel/context.ts';
import type { FormState } from '../../kernel/forms/form.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { Form, FormErrors, Submit } from '../../kernel/pages/form.tsx';
import { Field } from '../../kernel/pages/form-field.tsx';
import { Empty } from '../../kernel/pages/notice.tsx';
import { Row, Rows } from '../../kernel/pages/rows.tsx';
import { Acts, Breadcrumb, ButtonLink, PageHead, Section } from '../../kernel/pages/structure.tsx';
import { DefinitionList } from '../../kernel/pages/table.tsx';
import type { Refusal } from '../../kernel/refusal.ts';
import { Refused } from '../people/pages-entering.tsx';
import { sitePage } from '../site/page.tsx';
import { getPlace, officeName, type Place } from '../territory/territory.ts';
import { Deeds } from './pages.tsx';
import type { Deed } from './store.ts';
import type { Batch } from './store-batches.ts';

export const batchesPath = '/sportello/carta';

/** Where an operator begins to enter sheets; the batches of the own counters. */
export function batchesPage(
  ctx: Ctx,
  shown: { places: readonly Place[]; asked: FormState; batches: readonly Batch[]; refusal?: Refusal },
): Answer {
  const { places, asked, batches, refusal } = shown;
  const { t, moment } = ctx.words;
  return sitePage(
    ctx,
    { title: t('assistance.batches'), path: batchesPath, section: '/sportello', form: asked, refusal, cache: 'private' },
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: '/sportello', label: t('assistance.counter') }]} here={t('assistance.batches')} />
      <PageHead title={t('assistance.batches')} lead={t('assistance.batches-lead')} />
      {refusal && <Refused ctx={ctx} refusal={refusal} />}
      <FormErrors form={asked} />
      <Form action={batchesPath} files>
        <Field form={asked} name="place" options={places.map((place) => ({ value: place.id, label: officeName(ctx, place) }))} />
        <Field form={asked} name="about" />
        <Field form={asked} name="protocol" />
        <Field form={asked} name="sheets" />
        <Field form={asked} name="scan" />
        <Submit label={t('assistance.batch-begin')} />
      </Form>
      <Section id="lotti" title={t('assistance.batches-done')} small>
        {batches.length === 0 && <Empty text={t('assistance.batches-none')} />}
        <Rows label={t('assistance.batches-done')}>
          {batches.map((batch) => (
            <Row
              href={`/sportello/ricevuta/${batch.id}`}
              title={batch.about || batch.protocol}
              meta={[getPlace(ctx, batch.place).name, moment(batch.opened), progress(ctx, batch, batch.entered)]}
            />
          ))}
        </Rows>
      </Section>
    </div>,
  );
}

function progress(ctx: Ctx, { sheets }: Batch, entered: number | null): string {
  return entered === null
    ? ctx.words.t('assistance.batch-open', { sheets })
    : ctx.words.t('assistance.batch-entered', { entered, sheets });
}

/** While sheets are entered: how many are done, the next one, and the end. */
export function batchPage(
  ctx: Ctx,
  shown: { assisted: Assisted; batch: Batch; deeds: readonly Deed[]; closing: FormState; refusal?: Refusal },
): Answer {
  const { assisted, batch, deeds, closing, refusal } = shown;
  const { t } = ctx.words;
  return sitePage(
    ctx,
    {
      title: t('assistance.batch'),
      path: '/sportello',
      section: '/sportello',
      form: closing,
      refusal,
      cache: 'private',
      hidden: true,
    },
    <div class="container ar-last">
      <PageHead title={t('assistance.batch')} kicker={batch.about} lead={progress(ctx, batch, deeds.length)} />
      {refusal && <Refused ctx={ctx} refusal={refusal} />}
      <FormErrors form={closing} />
      {!assisted.over && (
        <Acts>
          <ButtonLink href="/segnalazioni/nuova" label={t('assistance.batch-report', { n: deeds.length + 1 })} />
        </Acts>
      )}
      <Section id="fatto" title={t('assistance.batch-done')} small>
        <Deeds ctx={ctx} deeds={deeds} />
      </Section>
      <Section id="chiudi" title={t('assistance.batch-close')} lead={t('assistance.batch-close-lead')} small>
        <Form action="/sportello/fine">
          {deeds.length !== batch.sheets && !assisted.over && <Field form={closing} name="difference" />}
          <Submit label={t('assistance.batch-close')} />
        </Form>
      </Section>
    </div>,
  );
}

/** What was entered, for the office's file: each sheet with its code and its proof. */
export function batchReceiptPage(ctx: Ctx, batch: Batch, deeds: readonly Deed[]): Answer {
  const { t, moment } = ctx.words;
  return sitePage(
    ctx,
    {
      title: t('assistance.batch-receipt'),
      path: `/sportello/ricevuta/${batch.id}`,
      section: '/sportello',
      place: batch.place,
      cache: 'private',
      hidden: true,
    },
    <div class="container ar-last">
      <Breadcrumb
        trail={[
          { href: '/sportello', label: t('assistance.counter') },
          { href: batchesPath, label: t('assistance.batches') },
        ]}
        here={t('assistance.batch-receipt')}
      />
      <PageHead
        title={t('assistance.batch-receipt')}
        kicker={officeName(ctx, getPlace(ctx, batch.place))}
        lead={progress(ctx, batch, batch.entered)}
      />
      <DefinitionList
        items={[
          { term: t('assistance.open-batch.about.label'), value: batch.about },
          { term: t('assistance.open-batch.protocol.label'), value: batch.protocol },
          { term: t('assistance.when'), value: moment(batch.opened) },
          ...(batch.difference ? [{ term: t('assistance.close.difference.label'), value: batch.difference }] : []),
          { term: t('assistance.scan-print'), value: <span class="ar-code">{batch.scan}</span> },
        ]}
      />
      <Section id="fatto" title={t('assistance.batch-done')} small>
        <Deeds ctx={ctx} deeds={deeds} />
      </Section>
    </div>,
  );
}
