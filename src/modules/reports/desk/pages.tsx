import { stateShown } from '../../../commons/entries/kind.ts';
import type { Entry } from '../../../commons/entries/store.ts';
import { sitePage } from '../../../commons/site/page.tsx';
import { getPlace, officeName, type Place } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import type { FormState } from '../../../kernel/forms/form.ts';
import type { Answer } from '../../../kernel/http/route.ts';
import { Desk, Queues, type WorkItem, WorkList } from '../../../kernel/pages/desk.tsx';
import { Empty, Notice } from '../../../kernel/pages/notice.tsx';
import { Filters } from '../../../kernel/pages/rows.tsx';
import type { Refusal } from '../../../kernel/refusal.ts';
import { daysBetween } from '../../../kernel/time.ts';
import { categoriesOf, categoryName } from '../category.ts';
import type { ReportRow } from '../store.ts';
import type { Hop } from '../store-moves.ts';
import { OpenReport } from './pages-report.tsx';
import type { DeskRow, QueueCounts } from './store.ts';

export interface DeskAsked {
  coda: 'all' | 'mine' | 'nobody' | 'closed';
  q: string;
  tipo: string;
  apri: string;
}

export interface DeskData {
  asked: DeskAsked;
  office: Place;
  rows: DeskRow[];
  counts: QueueCounts;
  open: { entry: Entry; report: ReportRow; hops: Hop[] } | null;
  /** The form that came back with errors, by its verb. */
  form?: FormState;
  refusal?: Refusal;
  done?: string;
}

/** The officer's desk: queues, the list by urgency, the open report with everything that can be done. */
export function deskPage(ctx: Ctx, data: DeskData): Answer {
  const { t } = ctx.words;
  const { asked, counts, office, open } = data;
  const link = (coda: DeskAsked['coda'], label: string, count: number) => ({
    href: address({ ...asked, coda, apri: '' }),
    label,
    count,
    current: asked.coda === coda,
  });
  const body = (
    <Desk
      queues={
        <Queues
          label={t('reports.desk.queues')}
          queues={[
            {
              title: t('reports.many'),
              links: [
                link('all', t('reports.desk.all'), counts.open),
                link('mine', t('reports.desk.mine'), counts.mine),
                link('nobody', t('reports.desk.nobody'), counts.nobody),
              ],
            },
          ]}
        />
      }
      list={
        <div>
          <div class="ar-section-h d-flex flex-wrap justify-content-between">
            <h1 class="ar-h2">{t(`reports.desk.${asked.coda}`)}</h1>
            <p class="mb-0">{counts.late > 0 ? t('reports.desk.late', { n: counts.late }) : t('reports.desk.none-late')}</p>
          </div>
          {data.done && <Notice kind="done" title={data.done} />}
          {data.refusal && <Notice kind="refusal" title={t(data.refusal.textKey, data.refusal.params)} />}
          <Filters
            action="/banco"
            kept={{ coda: asked.coda }}
            fields={[
              { name: 'q', label: t('reports.filter.text'), value: asked.q },
              {
                name: 'tipo',
                label: t('reports.filter.category'),
                value: asked.tipo,
                options: [
                  { value: '', label: t('reports.filter.all-categories') },
                  ...categoriesOf(ctx, office.id).map((one) => ({ value: one.code, label: one[ctx.words.lang] })),
                ],
              },
            ]}
          />
          {data.rows.length === 0 ? (
            <Empty text={t('reports.desk.empty')} links={[{ href: '/banco', label: t('reports.desk.all') }]} />
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
              action={`/banco/insieme?coda=${asked.coda}`}
              acts={[{ name: 'act', value: 'take-charge', label: t('reports.desk.take-charge') }]}
            />
          )}
        </div>
      }
      panel={open ? <OpenReport ctx={ctx} data={data} entry={open.entry} report={open.report} /> : undefined}
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
      errors: Boolean(data.form),
      status: data.form ? 422 : (data.refusal?.status ?? 200),
    },
    body,
  );
}

export function address(asked: DeskAsked): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) if (value && value !== 'all') params.set(name, value);
  const query = params.toString();
  return query ? `/banco?${query}` : '/banco';
}

/** By urgency, not by state: late, today, within three days, later. */
function groups(ctx: Ctx, { rows, asked }: DeskData) {
  const { t } = ctx.words;
  const items = rows.map((row) => ({
    row,
    item: workItem(ctx, row, asked),
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
    href: address({ ...asked, apri: row.code }),
    title: row.title,
    meta: [row.code.split('-').at(-1), row.place_label || getPlace(ctx, row.place).name].join(' · '),
    due: row.due ? t('reports.desk.days', { n: Math.abs(days) }) : '',
    late: Boolean(row.due && row.due < ctx.now && asked.coda !== 'closed'),
    kind: categoryName(ctx, row.place, row.topic),
    weight: row.supports,
    owner: row.assignee_name ?? undefined,
    state: stateShown(ctx.words, 'report', row.state, asked.coda === 'closed' ? null : row.due, ctx.now),
    open: asked.apri === row.code,
  };
}
