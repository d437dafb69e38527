import type { Ctx } from '../../../kernel/context.ts';
import type { Answered } from '../intake/store.ts';

/** What was answered to the questions of the kind, as it was asked and said: for the office alone. */
export function Answers({ ctx, answers }: { ctx: Ctx; answers: readonly Answered[] }) {
  if (answers.length === 0) return null;
  return (
    <section>
      <h3>{ctx.words.t('reports.desk.answers')}</h3>
      {answers.map(({ asked, said }) => (
        <p class="mb-1">
          {asked} <b>{said}</b>
        </p>
      ))}
    </section>
  );
}

/** What everybody does not see is marked wherever the office meets it. */
export function officeAlone(ctx: Ctx, { visibility }: { visibility: string }): string {
  return visibility === 'private' ? ctx.words.t('reports.desk.office-alone') : '';
}
