import { attachmentPath } from '../../../commons/attachments/attachments.ts';
import { stateShown } from '../../../commons/entries/kind.ts';
import type { Ctx } from '../../../kernel/context.ts';
import { Form, Submit } from '../../../kernel/pages/form.tsx';
import { State } from '../../../kernel/pages/icon.tsx';
import { Acts } from '../../../kernel/pages/structure.tsx';
import { categoryName } from '../category.ts';
import { mayMove } from '../report.ts';
import type { DeskData, OpenedReport } from './pages.tsx';
import { kept } from './queue.ts';
import type { NearReport } from './store-office.ts';

/** Open reports close by: what is needed to judge whether it is the same problem, and the press that says so. */
export function Near({ ctx, data, open: { entry, near } }: { ctx: Ctx; data: DeskData; open: OpenedReport }) {
  const { t } = ctx.words;
  if (near.length === 0 || !mayMove(entry.state, 'duplicate', 'office')) return null;
  return (
    <section aria-labelledby="near">
      <h3 id="near">{t('reports.desk.near')}</h3>
      <ul class="list-unstyled ar-near">
        {near.map((other) => (
          <li>
            {other.photo && (
              <img
                src={attachmentPath({ id: other.photo }, 'small')}
                alt={other.alt || t('reports.photo-without-words')}
                width="96"
                height="72"
                loading="lazy"
              />
            )}
            <div>
              <a href={`/segnalazioni/${other.code}`}>{other.title}</a>
              <p class="small ar-soft mb-0">{facts(ctx, entry.place, other)}</p>
              <State {...stateShown(ctx.words, 'report', other.state, other.due, ctx.now)} />
            </div>
            <details class="ar-office-act">
              <summary>
                {t('reports.desk.same')} <span class="visually-hidden">{other.title}</span>
              </summary>
              <Form action={`/banco/${entry.code}/doppia`} hidden={{ ...kept(data.asked), of: other.code }}>
                <p class="small">{t('reports.desk.same-means', { code: other.code })}</p>
                <Acts>
                  <Submit label={t('reports.desk.same-confirm', { code: other.code })} look="outline" />
                </Acts>
              </Form>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}

function facts(ctx: Ctx, place: string, other: NearReport): string {
  const { t, relative } = ctx.words;
  return [
    t('reports.desk.metres', { n: Math.round(other.metres) }),
    categoryName(ctx, place, other.topic),
    relative(other.published, ctx.now),
    other.code,
  ]
    .filter(Boolean)
    .join(' · ');
}
