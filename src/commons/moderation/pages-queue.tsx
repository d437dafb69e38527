import type { Ctx } from '../../kernel/context.ts';
import { blank, type FormState } from '../../kernel/forms/form.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { Desk, Panel, PanelFacts, Queues, type WorkItem, WorkList } from '../../kernel/pages/desk.tsx';
import { Form, FormErrors, Submit } from '../../kernel/pages/form.tsx';
import { Field } from '../../kernel/pages/form-field.tsx';
import { Empty, Notice } from '../../kernel/pages/notice.tsx';
import { Says } from '../../kernel/pages/says.tsx';
import { Acts } from '../../kernel/pages/structure.tsx';
import type { Refusal } from '../../kernel/refusal.ts';
import { daysBetween } from '../../kernel/time.ts';
import { speaker } from '../discussion/pages-comment.tsx';
import { kindOf } from '../entries/kind.ts';
import { sitePage } from '../site/page.tsx';
import { getPlace } from '../territory/territory.ts';
import { dismissForm, hideForm, restoreForm, togetherForm } from './forms.ts';
import { reasons, refOf, states, type Target } from './moderation.ts';
import type { DecisionRow, Queue, QueueRow, SubjectRow } from './store.ts';

export const queues: readonly Queue[] = ['open', 'hidden', 'settled'];

/** After so many days a flag has waited too long. */
const patience = 3;

export interface QueueData {
  queue: Queue;
  /** In whose house the desk stands. */
  place: string;
  rows: QueueRow[];
  counts: { open: number; hidden: number };
  open: {
    target: Target;
    subject: SubjectRow | null;
    flags: { reason: string; words: string; at: Date }[];
    decisions: DecisionRow[];
  } | null;
  /** The form that came back. */
  form?: FormState;
  refusal?: Refusal;
  done?: number;
}

/** The moderators' desk: what waits, the thing itself with the reasons given, and the three things that can be done. */
export function queuePage(ctx: Ctx, data: QueueData): Answer {
  const { t } = ctx.words;
  const { queue, rows, counts, open, form, refusal } = data;
  const link = (one: Queue, count: number) => ({
    href: queueAddress(one),
    label: t(`moderation.queue.${one}`),
    count,
    current: one === queue,
  });
  const together = form?.name === 'moderation.together' ? form : blank('moderation.together', togetherForm);
  const body = (
    <Desk
      queues={
        <Queues
          label={t('moderation.menu')}
          queues={[
            {
              title: t('moderation.menu'),
              links: [
                link('open', counts.open),
                link('hidden', counts.hidden),
                link('settled', queue === 'settled' ? rows.length : 0),
              ],
            },
          ]}
        />
      }
      list={
        <div>
          <div class="ar-section-h d-flex flex-wrap justify-content-between">
            <h1 class="ar-h2">{t(`moderation.queue.${queue}`)}</h1>
            <p class="mb-0">
              <a href="/moderazione/cifre">{t('moderation.figures.title')}</a>
            </p>
          </div>
          {data.done !== undefined && data.done > 0 && <Notice kind="done" title={t('moderation.done', { n: data.done })} />}
          {refusal && <Notice kind="refusal" title={t(refusal.textKey, refusal.params)} />}
          <FormErrors form={together} />
          {rows.length === 0 ? (
            <Empty text={t(`moderation.queue.${queue}-empty`)} />
          ) : (
            <WorkList
              caption={t('moderation.menu')}
              heads={[
                t('moderation.head.since'),
                t('moderation.head.what'),
                t('moderation.head.kind'),
                t('moderation.head.flags'),
                t('moderation.head.reason'),
                t('moderation.head.state'),
              ]}
              groups={groups(ctx, data)}
              action={`/moderazione/insieme?coda=${queue}`}
              acts={actsOf(queue).map((act) => ({ name: 'act', value: act, label: t(`moderation.act.${act}`) }))}
            >
              {actsOf(queue).length > 0 && (
                <>
                  {queue === 'open' && <Field form={together} name="reason" options={reasonOptions(ctx)} />}
                  <Field form={together} name="words" />
                </>
              )}
            </WorkList>
          )}
        </div>
      }
      panel={open ? <Opened ctx={ctx} queue={queue} open={open} form={form} /> : undefined}
    />
  );
  return sitePage(
    ctx,
    {
      title: t('moderation.menu'),
      path: '/moderazione',
      section: '/moderazione',
      place: data.place,
      cache: 'private',
      office: true,
      hidden: true,
      form,
      refusal,
    },
    body,
  );
}

/** What can be done with several at once, from each queue. */
export function actsOf(queue: Queue): readonly ('hide' | 'dismiss' | 'restore')[] {
  return queue === 'open' ? ['hide', 'dismiss'] : queue === 'hidden' ? ['restore'] : [];
}

export function queueAddress(queue: Queue, ref?: string): string {
  const params = new URLSearchParams();
  if (queue !== 'open') params.set('coda', queue);
  if (ref) params.set('apri', ref);
  const query = params.toString();
  return query ? `/moderazione?${query}` : '/moderazione';
}

/** The longest wait first. */
function groups(ctx: Ctx, data: QueueData): { title: string; items: WorkItem[] }[] {
  const { t } = ctx.words;
  const items = data.rows.map((row) => workItem(ctx, data, row));
  if (data.queue !== 'open') return [{ title: t(`moderation.queue.${data.queue}`), items }];
  return [
    { title: t('moderation.group.late', { n: patience }), items: items.filter((item) => item.late) },
    { title: t('moderation.group.recent'), items: items.filter((item) => !item.late) },
  ].filter((group) => group.items.length > 0);
}

function workItem(ctx: Ctx, { queue, open }: QueueData, row: QueueRow): WorkItem {
  const { t } = ctx.words;
  const ref = refOf(row.code, row.comment);
  const days = daysBetween(row.state === 'open' ? row.opened : row.changed, ctx.now);
  const opened = open && refOf(open.target.entry.code, open.target.comment?.id ?? null);
  return {
    id: ref,
    href: `${queueAddress(queue, ref)}#open`,
    title: row.said === null ? row.title : shortened(row.said) || ctx.words.t('discussion.withdrawn'),
    meta: [row.code, getPlace(ctx, row.place).name].join(' · '),
    due: t('moderation.days', { n: days }),
    late: row.state === 'open' && days > patience,
    kind: row.comment ? t('moderation.comment') : t(kindOf(row.kind).one),
    weight: row.flags,
    owner: row.reason ? t(`moderation.reason.${row.reason}`) : t('moderation.no-reason'),
    state: { look: states[row.state].look, word: t(states[row.state].word) },
    open: opened === ref,
  };
}

function Opened({ ctx, queue, open, form }: { ctx: Ctx; queue: Queue; open: NonNullable<QueueData['open']>; form?: FormState }) {
  const { t, moment } = ctx.words;
  const { entry, comment } = open.target;
  const state = states[open.subject?.state ?? 'open'];
  const page = comment ? `/commenti/${comment.id}` : kindOf(entry.kind).path(entry.code);
  return (
    <Panel
      id="open"
      code={entry.code}
      title={comment ? t('moderation.comment-on', { title: entry.title }) : entry.title}
      state={{ look: state.look, word: t(state.word) }}
    >
      <PanelFacts
        facts={[
          { term: t('moderation.fact.place'), value: getPlace(ctx, entry.place).name },
          { term: t('moderation.fact.written'), value: moment(comment?.at ?? entry.published) },
          { term: t('moderation.fact.page'), value: <a href={page}>{t('moderation.fact.see')}</a> },
        ]}
      />
      {comment ? (
        <Says {...speaker(ctx, comment)} office={comment.office !== null} text={comment.text} />
      ) : (
        entry.summary && <p class="ar-typed">{entry.summary}</p>
      )}
      {open.flags.length > 0 && (
        <>
          <h3>{t('moderation.flags-of', { n: open.flags.length })}</h3>
          <ul>
            {open.flags.map((one) => (
              <li>
                <b>{t(`moderation.reason.${one.reason}`)}</b> <span class="ar-soft">{moment(one.at)}</span>
                {one.words && <p class="ar-typed">{one.words}</p>}
              </li>
            ))}
          </ul>
        </>
      )}
      {open.decisions.length > 0 && (
        <>
          <h3>{t('moderation.decided')}</h3>
          <ul>
            {open.decisions.map((one) => (
              <li>
                <b>{t(`moderation.decision.${one.kind}`)}</b> <span class="ar-soft">{moment(one.at)}</span>
                {one.words && <p class="ar-typed">{one.words}</p>}
              </li>
            ))}
          </ul>
        </>
      )}
      <Judging ctx={ctx} queue={queue} open={open} form={form} />
      <p class="small ar-soft">{t('moderation.stays')}</p>
    </Panel>
  );
}

const judgements = {
  hide: { path: 'nascondi', schema: hideForm, fields: ['reason', 'words'] },
  dismiss: { path: 'archivia', schema: dismissForm, fields: ['words'] },
  restore: { path: 'ripristina', schema: restoreForm, fields: ['words'] },
} as const;

function Judging({ ctx, queue, open, form }: { ctx: Ctx; queue: Queue; open: NonNullable<QueueData['open']>; form?: FormState }) {
  const { t } = ctx.words;
  const { entry, comment } = open.target;
  const state = open.subject?.state;
  const possible =
    state === 'hidden' ? (['restore'] as const) : state === 'open' ? (['hide', 'dismiss'] as const) : (['hide'] as const);
  return (
    <>
      {possible.map((act, i) => {
        const { path, schema, fields } = judgements[act];
        const name = `moderation.${act}`;
        const state = form?.name === name ? form : blank(name, schema);
        return (
          <details class="ar-office-act" open={form ? form.name === name : i === 0}>
            <summary>{t(`moderation.act.${act}`)}</summary>
            <FormErrors form={state} />
            <Form
              action={`/moderazione/${path}`}
              hidden={{ code: entry.code, ...(comment ? { comment: comment.id } : {}), coda: queue }}
            >
              {fields.map((field) => (
                <Field form={state} name={field} options={field === 'reason' ? reasonOptions(ctx) : undefined} />
              ))}
              <Acts>
                <Submit label={t(`moderation.act.${act}`)} look={i === 0 ? 'primary' : 'outline'} />
              </Acts>
            </Form>
          </details>
        );
      })}
    </>
  );
}

function reasonOptions(ctx: Ctx) {
  return reasons.map((reason) => ({ value: reason, label: ctx.words.t(`moderation.reason.${reason}`) }));
}

function shortened(text: string): string {
  const letters = [...text.replace(/\s+/g, ' ')];
  return letters.length > 80 ? `${letters.slice(0, 79).join('')}…` : letters.join('');
}
