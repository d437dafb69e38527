import type { VNode } from 'preact';
import { attachmentPath } from '../../commons/attachments/attachments.ts';
import type { Attachment } from '../../commons/attachments/store.ts';
import { shortPerson } from '../../commons/discussion/comment.ts';
import type { Entry } from '../../commons/entries/store.ts';
import type { ThreadRow } from '../../commons/entries/store-notes.ts';
import { getPlace, officeName } from '../../commons/territory/territory.ts';
import type { Ctx } from '../../kernel/context.ts';
import { Photos } from '../../kernel/pages/says.tsx';
import type { Knot } from '../../kernel/pages/thread.tsx';
import { categoryName } from './category.ts';
import { hopSentence } from './hops.ts';
import { isState, states } from './report.ts';
import type { ReportRow } from './store.ts';
import type { Hop } from './store-moves.ts';

/** Acts that promise a day. */
const datedVerbs = ['reports.take-charge', 'reports.plan', 'reports.reopen', 'reports.change-category'];

/** What its reporter did. */
const ownVerbs = [
  'reports.send',
  'reports.say-resolved',
  'reports.contest',
  'reports.ask-back',
  'reports.add-words',
  'reports.say-fixed',
];

/** A reporter is named in short; whoever did not say a name is nobody. */
export function reporterName(ctx: Ctx, report: ReportRow, { organisation }: Pick<Entry, 'organisation'>): string {
  const { t } = ctx.words;
  const name = report.reporter ? shortPerson(report.reporter) : t('reports.anonymous');
  return organisation ? t('reports.on-behalf', { name, organisation }) : name;
}

/** All that a thread is drawn from. */
export interface Threaded {
  entry: Entry;
  report: ReportRow;
  thread: ThreadRow[];
  hops: Hop[];
  /** Those that came later stand under the act that added them; empty for whoever may not open them. */
  photos: readonly Attachment[];
}

/** Of an officer who was erased the act says nothing any more, but only offices do what reporters do not. */
export function isOffice(row: ThreadRow): boolean {
  return row.staff || (row.forgotten && !ownVerbs.includes(row.verb));
}

/** What happened, solid; what is promised, dotted. */
export function knots(ctx: Ctx, data: Threaded): Knot[] {
  const { t, moment, weekday } = ctx.words;
  const { entry, thread, report } = data;
  const place = getPlace(ctx, entry.place);
  const done = thread.map((row): Knot => {
    const then = row.place ? getPlace(ctx, row.place) : place;
    const state = String(row.public['state'] ?? '');
    const moved = row.verb === 'reports.answer' && row.public['due'] !== undefined;
    const who = isOffice(row)
      ? [row.name, officeName(ctx, then)].filter(Boolean).join(', ')
      : ownVerbs.includes(row.verb)
        ? reporterName(ctx, report, entry)
        : '';
    const due =
      typeof row.public['due'] === 'string' && !moved
        ? t('reports.thread.promised', { day: weekday(new Date(row.public['due']), ctx.now) })
        : '';
    return {
      look: moved ? 'late' : isState(state) ? states[state].look : 'taken',
      when: moment(row.at),
      who,
      title: knotTitle(ctx, data, row, moved),
      body: (
        <>
          {typeof row.public['assisted'] === 'string' && (
            <p>
              {t(row.public['paper'] ? 'reports.thread.paper' : 'reports.thread.assisted', {
                office: officeName(ctx, getPlace(ctx, row.public['assisted'])),
              })}
            </p>
          )}
          {row.verb === 'reports.send' && (
            <p>
              {t(row.public['body'] ? 'reports.thread.followed' : 'reports.thread.competent', { office: officeName(ctx, then) })}
            </p>
          )}
          {typeof row.public['thing'] === 'string' && <p>{t('reports.thread.thing', { thing: row.public['thing'] })}</p>}
          {whereTo(ctx, data, row)}
          {row.public['reason'] !== undefined && <p>{t(`reports.close.reason.option-${String(row.public['reason'])}`)}</p>}
          {row.verb === 'reports.change-category' && <p>{kinds(ctx, then.id, row)}</p>}
          {row.text && <p class="ar-typed">{row.text}</p>}
          <AddedPhotos ctx={ctx} data={data} row={row} />
          {due && datedVerbs.includes(row.verb) && <p>{due}</p>}
          <p class="small">
            <a class="ar-soft" href={`/registro/prova/${row.act}`}>
              {t('reports.thread.proof')} <span class="visually-hidden">{moment(row.at)}</span>
            </a>
          </p>
        </>
      ),
    };
  });
  if (entry.closed || !entry.due) return done;
  const waiting = entry.state === 'sent';
  return [
    ...done,
    {
      look: waiting ? 'taken' : 'done',
      when: t(entry.due < ctx.now ? 'reports.was-for-weekday' : 'reports.by-weekday', { day: weekday(entry.due, ctx.now) }),
      who: report.assignee_name ?? officeName(ctx, place),
      title: t(waiting ? 'reports.thread.next-answer' : 'reports.thread.next-done'),
      promised: true,
    },
  ];
}

function AddedPhotos({ ctx, data: { photos }, row }: { ctx: Ctx; data: Threaded; row: ThreadRow }) {
  const { t } = ctx.words;
  const added = photos.filter(({ act, kind }) => act === row.act && kind === 'image');
  if (added.length > 0) return <Photos photos={added.map((photo) => thumb(ctx, photo))} />;
  const n = row.verb === 'reports.add-words' ? Number(row.public['photos'] ?? 0) : 0;
  return n > 0 && photos.length === 0 ? <p>{t('reports.thread.photos', { n })}</p> : null;
}

/** A photo, small; it leads to itself. */
export function thumb(ctx: Ctx, photo: Attachment) {
  return {
    src: attachmentPath(photo, 'small'),
    href: attachmentPath(photo),
    alt: photo.alt || ctx.words.t('reports.photo-without-words'),
    width: 240,
    height: 180,
  };
}

/** The hop that an act made, or the other report that it is about. */
function whereTo(ctx: Ctx, { hops }: Threaded, row: ThreadRow): VNode | null {
  const { t } = ctx.words;
  const hop = hops.find((one) => one.act === (row.public['hop'] ?? row.act));
  const other = row.public['of'] ?? row.public['report'];
  const file = row.public['case'];
  if (typeof file === 'string')
    return (
      <p>
        <a class="ar-code" href={`/fascicoli/${file}`}>
          {file}
        </a>
      </p>
    );
  if (typeof other === 'string')
    return (
      <p>
        <a class="ar-code" href={`/segnalazioni/${other}`}>
          {other}
        </a>
      </p>
    );
  if (!hop) return null;
  if (['reports.deliver', 'reports.hear', 'reports.update-report'].includes(row.verb)) return null;
  if (row.verb === 'reports.add-reference') return <p>{t('reports.thread.reference', { reference: hop.reference ?? '' })}</p>;
  return (
    <>
      <p>{hopSentence(ctx, hop)}</p>
      {hop.contact && <p>{t('reports.hop-contact', { contact: hop.contact })}</p>}
    </>
  );
}

/** From one kind of problem to another; a kind that is no longer offered goes by its code. */
function kinds(ctx: Ctx, place: string, row: ThreadRow): string {
  const name = (code: unknown) => (typeof code === 'string' ? categoryName(ctx, place, code) || code : '');
  return ctx.words.t('reports.thread.kinds', { before: name(row.public['before']), after: name(row.public['category']) });
}

function knotTitle(ctx: Ctx, { hops }: Threaded, row: ThreadRow, moved: boolean): string {
  const { t, date } = ctx.words;
  const body = hops.find((one) => one.act === row.public['hop'])?.body ?? '';
  if (row.public['why'] === 'taken-back') return t('reports.thread.deliver-no-more');
  if (row.verb === 'reports.deliver') return t(`reports.thread.deliver-${String(row.public['delivery'])}`, { body });
  if (row.verb === 'reports.hear' || (row.verb === 'reports.update-report' && body))
    return t(`reports.thread.hear-${row.public['turned'] ? String(row.public['remote']) : 'words'}`, { body });
  if (row.verb === 'reports.say-fixed') return t(`reports.thread.say-fixed-${row.public['fixed'] ? 'yes' : 'no'}`);
  if (moved) return t('reports.thread.moved', { day: date(new Date(String(row.public['due'])), ctx.now) });
  return t(`reports.thread.${row.verb.slice('reports.'.length)}`);
}
