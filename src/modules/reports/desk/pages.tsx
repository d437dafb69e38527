import type { Attachment } from '../../../commons/attachments/store.ts';
import { stateShown } from '../../../commons/entries/kind.ts';
import type { Entry } from '../../../commons/entries/store.ts';
import { administratorRoles } from '../../../commons/people/roles.ts';
import { sitePage } from '../../../commons/site/page.tsx';
import { getPlace, officeName, type Place } from '../../../commons/territory/territory.ts';
import { holdsAnywhere } from '../../../kernel/actor.ts';
import type { Ctx } from '../../../kernel/context.ts';
import type { FormState } from '../../../kernel/forms/form.ts';
import type { Answer } from '../../../kernel/http/route.ts';
import { Desk, Queues, type WorkItem, WorkList } from '../../../kernel/pages/desk.tsx';
import { Empty, Notice } from '../../../kernel/pages/notice.tsx';
import { type FilterField, Filters } from '../../../kernel/pages/rows.tsx';
import { ActionLine } from '../../../kernel/pages/structure.tsx';
import type { Refusal } from '../../../kernel/refusal.ts';
import { daysBetween } from '../../../kernel/time.ts';
import type { Way } from '../bodies/routing.ts';
import type { Body } from '../bodies/store.ts';
import { categoriesOf, categoryName } from '../category.ts';
import type { Delivery } from '../delivery/store.ts';
import type { Answered } from '../intake/store.ts';
import { shownStates, states, statesThatAre } from '../report.ts';
import type { ReportRow } from '../store.ts';
import type { Hop } from '../store-moves.ts';
import { officeAlone } from './answered.tsx';
import { OpenReport } from './pages-report.tsx';
import { Outcome, Together, type TogetherData } from './pages-together.tsx';
import { address, askedOf, type DeskAsked, shownAtOnce } from './queue.ts';
import { countedTo, type DeskRow, type QueueCounts } from './store.ts';
import type { InternalNote, NearReport } from './store-office.ts';
import { type TogetherOutcome, togetherActs } from './together.ts';

export interface OpenedReport {
  entry: Entry;
  report: ReportRow;
  hops: Hop[];
  deliveries: ReadonlyMap<string, Delivery>;
  photos: Attachment[];
  notes: InternalNote[];
  answers: Answered[];
  near: NearReport[];
  /** To whom the office may pass it. */
  bodies: Body[];
  /** Who answers for it, where that is not this desk. */
  way: Way | null;
}

export interface DeskData {
  asked: DeskAsked;
  office: Place;
  /** Those whose desk this is: several for the metropolis. */
  places: readonly Place[];
  /** Who works there, once for each place. */
  colleagues: { person: string; name: string; place: string }[];
  rows: DeskRow[];
  counts: QueueCounts;
  open: OpenedReport | null;
  /** The form that came back with errors, by its verb; without errors, one that a ready text was written into. */
  form?: FormState;
  refusal?: Refusal;
  /** What is to be confirmed for several at once, and what became of it. */
  together?: TogetherData;
  outcome?: TogetherOutcome;
  picked?: readonly string[];
}

/** The officer's desk: queues, the list by urgency, the open report with everything that can be done. */
export function deskPage(ctx: Ctx, data: DeskData): Answer {
  const { t, number } = ctx.words;
  const { asked, counts, office, open } = data;
  const late = `${number(counts.late)}${counts.late >= countedTo ? '+' : ''}`;
  const faulty = Boolean(data.form?.errors.length || data.together?.form?.errors.length);
  const body = (
    <Desk
      queues={<DeskQueues ctx={ctx} data={data} />}
      list={
        <div>
          <div class="ar-section-h d-flex flex-wrap justify-content-between">
            <h1 class="ar-h2">{t(`reports.desk.${asked.coda}`)}</h1>
            <p class="mb-0">{counts.late > 0 ? t('reports.desk.late', { n: late }) : t('reports.desk.none-late')}</p>
          </div>
          {data.outcome && <Outcome ctx={ctx} outcome={data.outcome} />}
          {data.refusal && <Notice kind="refusal" title={t(data.refusal.textKey, data.refusal.params)} />}
          {data.together && <Together ctx={ctx} asked={asked} together={data.together} />}
          <Filters action="/banco" kept={{ coda: asked.coda }} fields={filters(ctx, data)} />
          <ActionLine links={[{ href: address({ ...asked, apri: '' }, '/banco/coda.csv'), label: t('reports.desk.csv') }]} />
          {data.rows.length === 0 ? (
            <NothingHere ctx={ctx} asked={asked} />
          ) : (
            <WorkList
              caption={t('reports.desk.caption', { office: officeName(ctx, office) })}
              heads={[
                t('reports.desk.head-due'),
                t('reports.desk.head-report'),
                t('reports.desk.head-kind'),
                t('reports.desk.head-also'),
                t('reports.desk.head-owner'),
                t('reports.desk.head-state'),
              ]}
              groups={groups(ctx, data)}
              action={address({ ...asked, apri: '' }, '/banco/insieme')}
              acts={[
                ...togetherActs.map(({ act }) => ({ name: 'act', value: act, label: t(`reports.together.button-${act}`) })),
                { name: 'act', value: 'print', label: t('reports.desk.print'), reads: '/banco/stampa' },
              ]}
            />
          )}
          {data.rows.length === shownAtOnce && <p class="ar-soft">{t('reports.desk.first', { n: shownAtOnce })}</p>}
        </div>
      }
      panel={open ? <OpenReport ctx={ctx} data={data} open={open} /> : undefined}
    />
  );
  return sitePage(
    ctx,
    {
      title: t('reports.desk.title'),
      path: '/banco',
      section: '/banco',
      place: office.id,
      cache: 'private',
      office: true,
      hidden: true,
      islands: ['desk'],
      errors: faulty,
      refusal: faulty ? undefined : data.refusal,
    },
    body,
  );
}

/** Nothing with these filters, or nothing at all: then the way leads to what is open, unless this is it. */
function NothingHere({ ctx, asked }: { ctx: Ctx; asked: DeskAsked }) {
  const { t } = ctx.words;
  const unfiltered = address({ ...askedOf({}), coda: asked.coda });
  if (address({ ...asked, apri: '' }) !== unfiltered)
    return <Empty text={t('reports.desk.empty-filtered')} links={[{ href: unfiltered, label: t('reports.desk.no-filters') }]} />;
  const text = t(asked.coda === 'closed' ? 'reports.desk.empty-closed' : 'reports.desk.empty');
  return <Empty text={text} links={asked.coda === 'all' ? [] : [{ href: '/banco', label: t('reports.desk.see-all') }]} />;
}

function DeskQueues({ ctx, data: { asked, counts } }: { ctx: Ctx; data: DeskData }) {
  const { t } = ctx.words;
  const link = (coda: DeskAsked['coda'], count?: number) => ({
    href: coda === 'all' ? '/banco' : `/banco?coda=${coda}`,
    label: t(`reports.desk.${coda}`),
    count,
    more: count !== undefined && count >= countedTo,
    current: asked.coda === coda,
  });
  return (
    <Queues
      label={t('reports.desk.queues')}
      queues={[
        {
          title: t('reports.many'),
          links: [link('all', counts.open), link('mine', counts.mine), link('nobody', counts.nobody), link('closed')],
        },
        {
          title: t('reports.desk.else'),
          links: [
            { href: '/banco/sopralluogo', label: t('reports.inspection.title') },
            { href: '/banco/gruppi', label: t('reports.clusters.title') },
            {
              href: '/banco/consegne',
              label: t('reports.deliveries.title'),
              ...(counts.deliveries > 0 && { count: counts.deliveries }),
            },
            { href: '/banco/cruscotto', label: t('reports.figures.crumb') },
            ...(holdsAnywhere(ctx.actor, administratorRoles)
              ? [
                  { href: '/banco/enti', label: t('reports.bodies.title') },
                  { href: '/impostazioni', label: t('reports.desk.ready-many') },
                ]
              : []),
          ],
        },
      ]}
    />
  );
}

function filters(ctx: Ctx, { asked, office, places, colleagues }: DeskData): FilterField[] {
  const { t, lang } = ctx.words;
  const open = new Set(statesThatAre(asked.coda !== 'closed'));
  const people = new Map(colleagues.map(({ person, name }) => [person, name]));
  const fields: FilterField[] = [
    { name: 'q', label: t('reports.filter.text'), value: asked.q },
    {
      name: 'tipo',
      label: t('reports.filter.category'),
      value: asked.tipo,
      options: [
        { value: '', label: t('reports.filter.all-categories') },
        ...categoriesOf(ctx, office.id).map((one) => ({ value: one.code, label: one[lang] })),
      ],
    },
    {
      name: 'stato',
      label: t('reports.desk.head-state'),
      value: asked.stato,
      options: [
        { value: '', label: t('reports.desk.any-state') },
        ...(asked.coda === 'closed' ? [] : [{ value: 'late', label: t('reports.desk.group-late') }]),
        ...shownStates.filter((state) => open.has(state)).map((state) => ({ value: state, label: t(states[state].word) })),
      ],
    },
    {
      name: 'chi',
      label: t('reports.desk.head-owner'),
      value: asked.chi,
      options: [
        { value: '', label: t('reports.desk.any-owner') },
        ...[...people].map(([person, name]) => ({ value: person, label: name })),
      ],
    },
  ];
  if (places.length > 1)
    fields.push({
      name: 'comune',
      label: t('reports.desk.place'),
      value: asked.comune,
      options: [
        { value: '', label: t('reports.desk.any-place') },
        ...places.map((place) => ({ value: place.slug, label: place.name })),
      ],
    });
  return fields;
}

/** By urgency, not by state: late, today, within three days, later. */
function groups(ctx: Ctx, data: DeskData) {
  const { t } = ctx.words;
  const { rows, asked } = data;
  const picked = new Set(data.picked ?? []);
  const items = rows.map((row) => ({
    row,
    item: { ...workItem(ctx, row, asked), picked: picked.has(row.code) },
    days: row.due ? daysBetween(ctx.now, row.due) : 999,
    late: Boolean(row.due && row.due < ctx.now),
  }));
  if (asked.coda === 'closed') return [{ title: t('reports.desk.closed'), items: items.map(({ item }) => item) }];
  const named: [string, (one: (typeof items)[number]) => boolean][] = [
    ['late', (one) => one.late],
    ['today', (one) => !one.late && one.days === 0],
    ['soon', (one) => !one.late && one.days > 0 && one.days <= 3],
    ['later', (one) => !one.late && one.days > 3],
  ];
  return named
    .map(([name, of]) => ({ title: t(`reports.desk.group-${name}`), items: items.filter(of).map(({ item }) => item) }))
    .filter((group) => group.items.length > 0);
}

function workItem(ctx: Ctx, row: DeskRow, asked: DeskAsked): WorkItem {
  const { t } = ctx.words;
  const days = row.due ? daysBetween(ctx.now, row.due) : 0;
  return {
    id: row.code,
    href: `${address({ ...asked, apri: row.code })}#open`,
    title: row.title,
    meta: [row.code.split('-').at(-1), row.place_label || getPlace(ctx, row.place).name, officeAlone(ctx, row)]
      .filter(Boolean)
      .join(' · '),
    due: row.due ? t('reports.desk.days', { n: Math.abs(days) }) : '',
    late: Boolean(row.due && row.due < ctx.now && asked.coda !== 'closed'),
    kind: categoryName(ctx, row.place, row.topic),
    weight: row.supports,
    owner: row.assignee_name ?? undefined,
    state: stateShown(ctx.words, 'report', row.state, asked.coda === 'closed' ? null : row.due, ctx.now),
    open: asked.apri === row.code,
  };
}
