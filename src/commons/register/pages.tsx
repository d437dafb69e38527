import type { Ctx } from '../../kernel/context.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { Empty } from '../../kernel/pages/notice.tsx';
import { ColumnsPlot } from '../../kernel/pages/plots.tsx';
import { Points } from '../../kernel/pages/rows.tsx';
import { Acts, ButtonLink, Go, PageHead, Section } from '../../kernel/pages/structure.tsx';
import { DefinitionList } from '../../kernel/pages/table.tsx';
import type { Head } from '../../kernel/register/store-seal.ts';
import { sitePage } from '../site/page.tsx';

interface Shown {
  head: Head | undefined;
  key: string;
  days: { day: Date; sealed: number }[];
}

/** What the register is, in plain words; its last seal; how it grew. */
export function registerPage(ctx: Ctx, { head, key, days }: Shown): Answer {
  const { t } = ctx.words;
  const title = t('register.title');
  const points = (name: 'holds' | 'holds-not', n: number) => Array.from({ length: n }, (_, i) => t(`register.${name}-${i + 1}`));
  return sitePage(
    ctx,
    { title, path: '/registro', description: t('register.lead') },
    <div class="container ar-last">
      <PageHead title={title} lead={t('register.lead')} />
      <p>{t('register.how')}</p>
      <p>{t('register.how-proven')}</p>
      <Acts>
        <ButtonLink href="/registro/verifica" label={t('register.verify.title')} icon="shield" />
      </Acts>
      <Section id="sigillo" title={t('register.last')}>
        {head ? <LastSeal ctx={ctx} head={head} /> : <Empty text={t('register.none')} />}
      </Section>
      {head && (
        <Section id="crescita" title={t('register.growth')}>
          <Grown ctx={ctx} days={days} />
        </Section>
      )}
      <Section id="contiene" title={t('register.what')} small>
        <Points look="done" points={points('holds', 3)} />
        <Points look="no" points={points('holds-not', 3)} />
      </Section>
      <Section id="controlla" title={t('register.check')} lead={t('register.check-lead')} small>
        <p>
          <code class="ar-code">npm run -s arengo-verify -- {ctx.config.origin}</code>
        </p>
        <p>{t('register.check-keep')}</p>
        <p>
          {t('register.key')} <code class="ar-code">{key}</code>
        </p>
        <Acts>
          <Go href="/registro/log/checkpoint" label={t('register.checkpoint')} icon="download" />
          <Go href="/registro/log/key" label={t('register.key-file')} icon="download" />
        </Acts>
      </Section>
    </div>,
  );
}

function LastSeal({ ctx, head }: { ctx: Ctx; head: Head }) {
  const { t, number, moment } = ctx.words;
  return (
    <DefinitionList
      items={[
        { term: t('register.size'), value: number(head.size) },
        { term: t('register.at'), value: moment(head.at) },
        { term: t('register.root'), value: <code class="ar-code">{head.root.toString('base64')}</code> },
        {
          term: t('register.last-act'),
          value: <a href={`/registro/atto/${head.size - 1}`}>{t('register.act', { n: head.size - 1 })}</a>,
        },
      ]}
    />
  );
}

function Grown({ ctx, days }: { ctx: Ctx; days: Shown['days'] }) {
  const { t, day, short } = ctx.words;
  return (
    <ColumnsPlot
      label={t('register.growth-label')}
      caption={t('register.growth-label')}
      heads={[t('register.day'), t('register.sealed-acts')]}
      columns={days.map((one) => ({ label: day(one.day), short: short(one.day), value: one.sealed }))}
    />
  );
}
