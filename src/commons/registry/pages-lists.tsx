import type { Ctx } from '../../kernel/context.ts';
import type { FormState } from '../../kernel/forms/form.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { Form, FormErrors, Submit } from '../../kernel/pages/form.tsx';
import { Field } from '../../kernel/pages/form-field.tsx';
import { Empty, Notice } from '../../kernel/pages/notice.tsx';
import { Row, Rows } from '../../kernel/pages/rows.tsx';
import { Acts, Breadcrumb, Go, PageHead, Section } from '../../kernel/pages/structure.tsx';
import { DefinitionList, Figures } from '../../kernel/pages/table.tsx';
import type { Refusal } from '../../kernel/refusal.ts';
import { Refused } from '../people/pages-entering.tsx';
import { sitePage } from '../site/page.tsx';
import type { Place } from '../territory/territory.ts';
import { mostRejects } from './lists.ts';
import { counter } from './pages-counter.tsx';
import type { ExchangeRow } from './store-anpr.ts';
import type { ListRow, ListState } from './store-lists.ts';
import { dayWords, nameOf } from './words.ts';

export const lists = '/residenza/elenchi';

const looks = { reading: 'work', 'in-force': 'done', replaced: 'taken', failed: 'no' } as const satisfies Record<
  ListState,
  string
>;

/** The lists of the municipalities that one looks after, a new one to be sent, and what ANPR was asked. */
export function listsPage(
  ctx: Ctx,
  shown: {
    state: FormState;
    places: readonly Place[];
    lists: readonly ListRow[];
    exchanges: readonly ExchangeRow[];
    refusal?: Refusal;
  },
): Answer {
  const { t } = ctx.words;
  const { state, refusal } = shown;
  return sitePage(
    ctx,
    { title: t('registry.lists.title'), path: lists, section: counter, form: state, refusal, hidden: true, cache: 'private' },
    <div class="container">
      <Breadcrumb trail={[{ href: counter, label: t('registry.counter.title') }]} here={t('registry.lists.title')} />
      <PageHead title={t('registry.lists.title')} lead={t('registry.lists.lead')} />
      {refusal && <Refused ctx={ctx} refusal={refusal} />}
      <Section id="lists" title={t('registry.lists.there')}>
        {shown.lists.length === 0 ? (
          <Empty text={t('registry.lists.none')} links={[{ href: '#send', label: t('registry.lists.send') }]} />
        ) : (
          <Rows label={t('registry.lists.there')}>
            {shown.lists.map((list) => (
              <ListInRow ctx={ctx} list={list} />
            ))}
          </Rows>
        )}
      </Section>
      <Section id="send" title={t('registry.lists.send')} lead={t('registry.lists.send-lead')}>
        <FormErrors form={state} />
        <Form action={lists} files>
          <Field form={state} name="place" options={shown.places.map(({ id, name }) => ({ value: id, label: name }))} />
          <Field form={state} name="validOn" />
          <Field form={state} name="file" />
          <Submit label={t('registry.lists.send-act')} />
        </Form>
      </Section>
      <Section id="anpr" title={t('registry.exchanges.title')} lead={t('registry.exchanges.lead')} last>
        <Exchanges ctx={ctx} exchanges={shown.exchanges} />
      </Section>
    </div>,
  );
}

function ListInRow({ ctx, list }: { ctx: Ctx; list: ListRow }) {
  const { t } = ctx.words;
  return (
    <Row
      href={`${lists}/${list.id}`}
      title={t('registry.lists.of', { place: nameOf(ctx, list.place), day: dayWords(ctx, list.validOn) })}
      state={{ look: looks[list.state], word: t(`registry.list.${list.state}`) }}
      meta={[countWords(ctx, list)]}
    />
  );
}

function countWords(ctx: Ctx, list: ListRow): string {
  const { t } = ctx.words;
  if (list.state === 'reading') return t('registry.lists.read-so-far', { n: list.read });
  if (list.state === 'failed') return t(`registry.failed.${list.reason}`);
  return t('registry.lists.taken', { n: list.taken, rejected: list.rejected });
}

function Exchanges({ ctx, exchanges }: { ctx: Ctx; exchanges: readonly ExchangeRow[] }) {
  const { t, moment, number } = ctx.words;
  if (!ctx.config.anpr) return <p>{t('registry.exchanges.off')}</p>;
  if (exchanges.length === 0) return <p>{t('registry.exchanges.none')}</p>;
  return (
    <Figures
      id="exchanges"
      wide
      caption={t('registry.exchanges.caption')}
      columns={[
        { label: t('registry.exchanges.at') },
        { label: t('registry.exchanges.place') },
        { label: t('registry.exchanges.purpose') },
        { label: t('registry.exchanges.outcome') },
        { label: t('registry.exchanges.took'), figures: true },
      ]}
      rows={exchanges.map((one) => ({
        head: moment(one.at),
        cells: [
          nameOf(ctx, one.place),
          one.purpose,
          [t(`registry.exchange.${one.outcome ?? 'open'}`), one.status ? `(${one.status})` : ''].join(' ').trim(),
          one.milliseconds === null ? '' : t('registry.exchanges.seconds', { n: number(one.milliseconds / 1000, 1) }),
        ],
      }))}
    />
  );
}

/** How far a list is, what became of it, and the lines that were not taken: never what stood in them. */
export function listPage(
  ctx: Ctx,
  { list, rejects }: { list: ListRow; rejects: readonly { line: number; reason: string }[] },
): Answer {
  const { t, relative } = ctx.words;
  const title = t('registry.lists.of', { place: nameOf(ctx, list.place), day: dayWords(ctx, list.validOn) });
  return sitePage(
    ctx,
    { title, path: `${lists}/${list.id}`, section: counter, hidden: true, cache: 'private' },
    <div class="container">
      <Breadcrumb
        trail={[
          { href: counter, label: t('registry.counter.title') },
          { href: lists, label: t('registry.lists.title') },
        ]}
        here={title}
      />
      <PageHead title={title} state={{ look: looks[list.state], word: t(`registry.list.${list.state}`) }} />
      {list.state === 'reading' && (
        <Notice
          kind="info"
          title={t('registry.lists.read-so-far', { n: list.read })}
          text={t('registry.lists.reading-text')}
          links={[{ href: `${lists}/${list.id}`, label: t('registry.own.look-again') }]}
        />
      )}
      {list.state === 'failed' && (
        <Notice kind="refusal" title={t(`registry.failed.${list.reason}`)} text={t('registry.lists.failed-text')} />
      )}
      <Section id="counts" title={t('registry.lists.counts')}>
        <DefinitionList
          items={[
            { term: t('registry.lists.sent'), value: relative(list.begun, ctx.now) },
            { term: t('registry.lists.rows'), value: ctx.words.number(list.read) },
            { term: t('registry.lists.people'), value: ctx.words.number(list.taken) },
            { term: t('registry.lists.rejected'), value: ctx.words.number(list.rejected) },
            ...(list.inForce ? [{ term: t('registry.lists.since'), value: relative(list.inForce, ctx.now) }] : []),
          ]}
        />
      </Section>
      <Section id="rejects" title={t('registry.lists.rejects')} last>
        {rejects.length === 0 ? (
          <p>{t('registry.lists.no-rejects')}</p>
        ) : (
          <>
            {list.rejected > rejects.length && <p>{t('registry.lists.first-rejects', { n: mostRejects })}</p>}
            <Figures
              caption={t('registry.lists.rejects-caption')}
              columns={[{ label: t('registry.lists.line') }, { label: t('registry.lists.why') }]}
              rows={rejects.map(({ line, reason }) => ({ head: String(line), cells: [t(`registry.reject.${reason}`)] }))}
            />
          </>
        )}
        <Acts>
          <Go href={lists} label={t('registry.lists.back')} />
        </Acts>
      </Section>
    </div>,
  );
}
