import type { Ctx } from '../../kernel/context.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { Empty } from '../../kernel/pages/notice.tsx';
import { PageHead, Section } from '../../kernel/pages/structure.tsx';
import { Figures } from '../../kernel/pages/table.tsx';
import { sitePage } from '../site/page.tsx';
import { least, type Merged } from './figures.ts';

/** What moderators do, in numbers that tell nobody's name. */
export function figuresPage(ctx: Ctx, figures: Merged, since: Date): Answer {
  const { t, number, day } = ctx.words;
  const cells = (counts: readonly number[]) =>
    counts.map((n, i) => (figures.totals[i]! > 0 && figures.totals[i]! < least ? t('moderation.figures.untold') : number(n)));
  const total = figures.totals.map((n) => (n > 0 && n < least ? t('moderation.figures.few', { least }) : number(n)));
  const rows = [
    ...figures.rows.map((row) => ({ head: t(`moderation.reason.${row.reason}`), cells: cells(row.counts) })),
    ...(figures.others ? [{ head: t('moderation.figures.others'), cells: cells(figures.others) }] : []),
    { head: t('moderation.figures.total'), cells: total },
  ];
  const columns = [
    { label: t('moderation.figures.reason') },
    ...['flagged', 'hidden', 'restored'].map((name) => ({ label: t(`moderation.figures.${name}`), figures: true })),
  ];
  const title = t('moderation.figures.title');
  return sitePage(
    ctx,
    { title, path: '/moderazione/cifre', description: t('moderation.figures.lead') },
    <div class="container ar-last">
      <PageHead title={title} lead={t('moderation.figures.lead')} />
      {figures.totals.length === 0 ? (
        <Empty text={t('moderation.figures.none')} />
      ) : (
        <Figures
          caption={t('moderation.figures.caption', { since: day(since), now: day(ctx.now) })}
          columns={columns}
          rows={rows}
        />
      )}
      <Section id="come" title={t('moderation.figures.how')} small>
        <p>{t('moderation.figures.how-text')}</p>
        <p>{t('moderation.figures.small', { least })}</p>
      </Section>
    </div>,
  );
}
