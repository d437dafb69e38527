import type { VNode } from 'preact';
import type { Ctx } from '../../kernel/context.ts';
import { blank } from '../../kernel/forms/form.ts';
import type { Incoming } from '../../kernel/http/route.ts';
import { Empty } from '../../kernel/pages/notice.tsx';
import { Pager } from '../../kernel/pages/rows.tsx';
import { Acts, ButtonLink, Section } from '../../kernel/pages/structure.tsx';
import { kindOf } from '../entries/kind.ts';
import type { Entry } from '../entries/store.ts';
import { isId, pageSize, repliesShown } from './comment.ts';
import { commentForm } from './forms.ts';
import { Comment, CommentForm, ThanksForm } from './pages-comment.tsx';
import { isDiscussed } from './permissions.ts';
import { type CommentRow, listThreads } from './store.ts';

interface Thread {
  comment: CommentRow;
  replies: CommentRow[];
  /** Are there answers beyond those shown? */
  more: boolean;
}

/** Comments on a thing, with the form to add one. One query, however many they are: a page of them with the first answers of each. */
export async function discussionPart(ctx: Ctx, request: Incoming, entry: Entry): Promise<VNode | null> {
  if (kindOf(entry.kind).comments === 'no' || entry.visibility === 'draft') return null;
  const asked = request.query['commenti'];
  const from = isId(asked) ? asked : null;
  const person = ctx.actor.person;
  const rows = await listThreads(ctx.db, { entry: entry.id, person, from, most: pageSize, replies: repliesShown });
  const { threads, next } = threadsOf(rows);
  return <Discussion ctx={ctx} entry={entry} threads={threads} from={from} next={next} />;
}

function Discussion({
  ctx,
  entry,
  threads,
  from,
  next,
}: {
  ctx: Ctx;
  entry: Entry;
  threads: Thread[];
  from: string | null;
  next: string | null;
}) {
  const { t } = ctx.words;
  const page = kindOf(entry.kind).path(entry.code);
  const open = isDiscussed(entry);
  // The counter is a few seconds late; what is on the page is not.
  const sending = ctx.id();
  const shown = threads.flatMap(({ comment, replies }) => [comment, ...replies]).filter((one) => one.text !== '').length;
  return (
    <Section small id="commenti" title={t('discussion.title', { n: Math.max(entry.comments, shown) })}>
      {from && (
        <p>
          <a href={`${page}#commenti`}>{t('discussion.from-first')}</a>
        </p>
      )}
      {threads.length === 0 && (
        <Empty text={t(from ? 'discussion.none-here' : open ? 'discussion.none' : 'discussion.none-closed')} />
      )}
      {threads.map(({ comment, replies, more }) => (
        <Comment ctx={ctx} comment={comment} code={entry.code} open={open && comment.text !== ''}>
          {replies.map((reply) => (
            <Comment ctx={ctx} comment={reply} code={entry.code} />
          ))}
          {more && (
            <p>
              <a href={`/commenti/${comment.id}#risposte`}>{t('discussion.all-replies')}</a>
            </p>
          )}
        </Comment>
      ))}
      <Pager label={t('discussion.pages')} next={next ? `${page}?commenti=${next}#commenti` : undefined} />
      {ctx.actor.kind === 'person' && <ThanksForm />}
      {open && <Write ctx={ctx} entry={entry} page={page} sending={sending} />}
    </Section>
  );
}

function Write({ ctx, entry, page, sending }: { ctx: Ctx; entry: Entry; page: string; sending: string }) {
  const { t } = ctx.words;
  if (ctx.actor.kind !== 'person') {
    return (
      <Acts>
        <ButtonLink
          href={`/entra?next=${encodeURIComponent(`${page}#commenti`)}`}
          label={t('discussion.sign-in')}
          icon="chat"
          look="outline"
        />
      </Acts>
    );
  }
  return (
    <CommentForm
      ctx={ctx}
      kind={entry.kind}
      place={entry.place}
      form={blank('discussion.comment', commentForm, { code: entry.code, key: sending })}
      title={t('discussion.write')}
    />
  );
}

/** Rows in order of time to comments with their answers; what is beyond the page only says that it is there. */
export function threadsOf(rows: readonly CommentRow[]): { threads: Thread[]; next: string | null } {
  const tops = rows.filter((row) => row.parent === null);
  const replies = Map.groupBy(
    rows.filter((row) => row.parent !== null),
    (row) => row.parent!,
  );
  const threads = tops.slice(0, pageSize).map((comment) => {
    const own = replies.get(comment.id) ?? [];
    return { comment, replies: own.slice(0, repliesShown), more: own.length > repliesShown };
  });
  return { threads, next: tops[pageSize]?.id ?? null };
}
