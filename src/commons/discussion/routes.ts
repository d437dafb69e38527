import type { Ctx } from '../../kernel/context.ts';
import type { FormState } from '../../kernel/forms/form.ts';
import { redirect } from '../../kernel/http/answers.ts';
import { wrongCursor } from '../../kernel/http/lists.ts';
import type { Answer, FormEnds, Incoming, Route } from '../../kernel/http/route.ts';
import { anyone, form, page, read } from '../../kernel/http/routes.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { findEntry } from '../entries/store.ts';
import { getPlace, officeName } from '../territory/territory.ts';
import { comment, edit, type Said, takeBackThanks, thank, withdraw } from './actions.ts';
import { isId, pageSize, shortPerson } from './comment.ts';
import { commentsQuery, commentsReply } from './forms.ts';
import { commentPage, writingPage } from './pages.tsx';
import { type CommentRow, findComment, listComments, listReplies, listVersions } from './store.ts';

/** Back to where the comment is read; whoever must sign in first comes back to it. */
const atComment: FormEnds<Said> = {
  then: (_ctx, said) => said.url,
  again: async (ctx, request, _state, refusal) =>
    refusal?.status === 401
      ? redirect(`/entra?next=/commenti/${request.params['id']}`)
      : oneComment(ctx, request, undefined, refusal),
};

export const routes: readonly Route[] = [
  form('/commenti', comment, {
    then: (_ctx, said) => said.url,
    again: writing,
  }),
  page('/commenti/:id', anyone, 'One comment, with its answers and its history', (ctx, request) => oneComment(ctx, request)),
  form('/commenti/:id/modifica', edit, {
    then: (_ctx, changed) => `/commenti/${changed.id}`,
    again: (ctx, request, state, refusal) => oneComment(ctx, request, state, refusal),
  }),
  form('/commenti/:id/ritira', withdraw, atComment),
  form('/commenti/:id/grazie', thank, atComment),
  form('/commenti/:id/grazie/ritira', takeBackThanks, atComment),
  read(
    '/api/v1/entries/:code/comments',
    anyone,
    'Comments on a public thing, oldest first',
    commentsQuery,
    commentsReply,
    async (ctx, query, request) => {
      const entry = await findEntry(ctx.db, ctx.actor, request.params['code'] ?? '');
      if (!entry) return refuse('kernel.absent', 404);
      if (query.cursor !== undefined && !isId(query.cursor)) return wrongCursor();
      const most = query.limit ?? 50;
      const rows = await listComments(ctx.db, { entry: entry.id, from: query.cursor ?? null, most: most + 1 });
      return { items: rows.slice(0, most).map((row) => commentJson(ctx, row)), next: rows[most]?.id ?? null };
    },
  ),
];

async function writing(ctx: Ctx, request: Incoming, state: FormState, refusal?: Refusal): Promise<Answer | Refusal> {
  if (refusal?.status === 401) return refusal;
  const entry = await findEntry(ctx.db, ctx.actor, String(request.body['code'] ?? ''));
  if (!entry) return refuse('kernel.absent', 404);
  const { parent } = state.values;
  const answered = isId(parent) ? await findComment(ctx.db, ctx.actor, parent) : undefined;
  return writingPage(ctx, { entry, parent: answered ?? null, form: state, refusal });
}

async function oneComment(ctx: Ctx, request: Incoming, state?: FormState, refusal?: Refusal): Promise<Answer | Refusal> {
  const { id } = request.params;
  const found = isId(id) ? await findComment(ctx.db, ctx.actor, id) : undefined;
  if (!found) return refuse('kernel.absent', 404);
  const asked = request.query['risposte'];
  const from = isId(asked) ? asked : null;
  const replies = found.parent
    ? []
    : await listReplies(ctx.db, { parent: found.id, person: ctx.actor.person, from, most: pageSize + 1 });
  return commentPage(ctx, {
    comment: found,
    replies: replies.slice(0, pageSize),
    from,
    next: replies[pageSize]?.id ?? null,
    versions: found.edited ? await listVersions(ctx.db, found.id) : [],
    form: refusal ? undefined : state,
    refusal,
  });
}

/** Names as the page shows them: in short for people, in full for those who speak for an office. */
function commentJson(ctx: Ctx, row: CommentRow) {
  const name = row.office ? row.name : shortPerson(row.name);
  return {
    id: row.id,
    parent: row.parent,
    author: (row.withdrawn ? '' : name) || null,
    organisation: row.withdrawn ? null : row.organisation,
    office: row.office && !row.withdrawn ? officeName(ctx, getPlace(ctx, row.office)) : null,
    stance: row.stance,
    text: row.text,
    assurance: row.assurance,
    at: row.at.toISOString(),
    edited: row.edited?.toISOString() ?? null,
    withdrawn: row.withdrawn?.toISOString() ?? null,
    thanks: row.thanks,
    url: `${ctx.config.origin}/commenti/${row.id}`,
  };
}
