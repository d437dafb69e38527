import { stateShown } from '../../../commons/entries/kind.ts';
import { sitePage } from '../../../commons/site/page.tsx';
import { getPlace, type Place } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import type { Answer } from '../../../kernel/http/route.ts';
import { Submit } from '../../../kernel/pages/form.tsx';
import { Empty } from '../../../kernel/pages/notice.tsx';
import { Row, Rows } from '../../../kernel/pages/rows.tsx';
import { Breadcrumb, PageHead, Section } from '../../../kernel/pages/structure.tsx';
import { categoryName } from '../category.ts';
import { clusterMetres } from './case.ts';
import type { CaseRow, ClusterRow } from './store.ts';

/** Open case files, and reports so near each other that they may be one matter. */
export function clustersPage(ctx: Ctx, data: { office: Place; cases: CaseRow[]; clusters: ClusterRow[][] }): Answer {
  const { t, relative } = ctx.words;
  const { cases, clusters } = data;
  return sitePage(
    ctx,
    {
      title: t('reports.clusters.title'),
      path: '/banco/gruppi',
      section: '/banco',
      place: data.office.id,
      cache: 'private',
      office: true,
      hidden: true,
    },
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: '/banco', label: t('reports.desk.title') }]} here={t('reports.clusters.title')} />
      <PageHead title={t('reports.clusters.title')} lead={t('reports.clusters.lead')} />
      <Section id="fascicoli" title={t('reports.clusters.open')} small>
        {cases.length === 0 ? (
          <Empty text={t('reports.clusters.no-cases')} />
        ) : (
          <Rows label={t('reports.clusters.open')}>
            {cases.map((one) => (
              <Row
                href={`/fascicoli/${one.code}`}
                title={one.title}
                state={stateShown(ctx.words, 'case', one.state, null, ctx.now)}
                meta={[
                  t('reports.case.members', { n: one.members }),
                  getPlace(ctx, one.place).name,
                  relative(one.published, ctx.now),
                  <span class="ar-code">{one.code}</span>,
                ]}
              />
            ))}
          </Rows>
        )}
      </Section>
      <Section
        id="gruppi"
        title={t('reports.clusters.suggested')}
        lead={t('reports.clusters.how', { metres: clusterMetres })}
        small
      >
        {clusters.length === 0 ? (
          <Empty text={t('reports.clusters.none')} links={[{ href: '/banco', label: t('reports.desk.title') }]} />
        ) : (
          clusters.map((cluster) => <Cluster ctx={ctx} cluster={cluster} />)
        )}
      </Section>
    </div>,
  );
}

function Cluster({ ctx, cluster }: { ctx: Ctx; cluster: ClusterRow[] }) {
  const { t, relative } = ctx.words;
  const [first] = cluster as [ClusterRow];
  return (
    <form action="/banco/insieme" method="post" class="ar-cluster">
      <h3>
        {t('reports.clusters.one', {
          n: cluster.length,
          kind: categoryName(ctx, first.place, first.topic),
          place: first.place_label || getPlace(ctx, first.place).name,
        })}
      </h3>
      <ul>
        {cluster.map((one) => (
          <li>
            <input type="hidden" name="pick" value={one.code} />
            <a href={`/segnalazioni/${one.code}`}>{one.title}</a>{' '}
            <span class="ar-soft">
              {relative(new Date(one.published), ctx.now)} · {one.code}
            </span>
          </li>
        ))}
      </ul>
      <Submit label={t('reports.together.button-open-case')} look="outline" name="act" value="open-case" />
    </form>
  );
}
