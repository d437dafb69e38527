import { countComments, insertComments, type NewComment } from '../../commons/discussion/store.ts';
import { setCounter } from '../../commons/entries/store.ts';
import { listDelegations } from '../../commons/organisations/store-delegates.ts';
import type { Ctx } from '../../kernel/context.ts';
import { uuid7 } from '../../kernel/ids.ts';
import { writeHistory } from '../../kernel/register/register.ts';
import { answers, remarks } from './seed-words.ts';
import type { SeededReport } from './store-seed.ts';

interface Somebody {
  id: string;
  assurance: string;
}

/** What people and offices of the invented metropolis say to each other under a part of the reports; one report has a long discussion. */
export async function seedComments(
  ctx: Ctx,
  reports: readonly SeededReport[],
  codes: ReadonlyMap<string, string>,
  citizens: readonly Somebody[],
  random: () => number,
): Promise<void> {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const busy = reports.findLast((report) => report.state === 'in-progress');
  const represented = new Map((await listDelegations(ctx.db)).map((one) => [one.person, one.organisation]));
  const comments: NewComment[] = [];
  for (const report of reports) {
    const many = report === busy ? 10 : random() < 0.15 ? 1 + Math.floor(random() * 4) : 0;
    const begun = Date.parse(report.published);
    const ended = Math.min(ctx.now.getTime(), Date.parse(report.closed ?? ctx.now.toISOString()));
    const start = Math.floor(random() * remarks.length);
    let first: NewComment | null = null;
    for (let n = 0; n < many; n++) {
      const at = new Date(begun + (ended - begun) * ((n + 0.5) / (many + 1)));
      const officer = n === 1 && report.assignee !== null;
      const author = officer ? { id: report.assignee!, assurance: 'email' } : pick(citizens);
      const comment: NewComment = {
        id: uuid7(at.getTime()),
        entry: report.id,
        parent: officer ? (first?.id ?? null) : null,
        author: author.id,
        onBehalf: officer || n % 2 ? null : (represented.get(author.id) ?? null),
        office: officer ? report.place : null,
        text: officer ? pick(answers) : remarks[(start + n) % remarks.length]!,
        stance: null,
        assurance: author.assurance,
        key: null,
        at,
      };
      first ??= comment;
      comments.push(comment);
    }
  }
  await insertComments(ctx.db, comments);
  const places = new Map(reports.map((report) => [report.id, report.place]));
  await writeHistory(
    ctx,
    comments.map((comment) => ({
      verb: 'discussion.comment',
      entry: comment.entry,
      code: codes.get(comment.entry),
      place: places.get(comment.entry),
      at: new Date(comment.at),
      person: comment.author,
      assurance: comment.assurance,
      public: { comment: comment.id },
      private: { text: comment.text },
    })),
  );
  await setCounter(ctx.db, 'comments', await countComments(ctx.db, [...new Set(comments.map((comment) => comment.entry))]));
}
