import { sitePage } from '../../commons/site/page.tsx';
import type { Ctx } from '../../kernel/context.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { Paragraphs } from '../../kernel/pages/says.tsx';
import { Breadcrumb, PageHead, Section } from '../../kernel/pages/structure.tsx';

/** Law 4/2004: the statement itself is made on form.agid.gov.it by each administration; its address is a setting, this page says what stands here. */
export const accessibilityPage = (ctx: Ctx): Answer => textPage(ctx, 'accessibility', '/accessibilita', ['state', 'report']);

/** Municipal site model, criterion C.SI.3.4: the licence of the contents. */
export const legalPage = (ctx: Ctx): Answer => textPage(ctx, 'legal', '/note-legali', ['licence', 'software']);

export const dataPage = (ctx: Ctx): Answer => textPage(ctx, 'data', '/dati', ['lists', 'api', 'open311', 'tiles']);

function textPage(ctx: Ctx, name: string, path: string, sections: string[]): Answer {
  const { t } = ctx.words;
  const title = t(`app.${name}.title`);
  return sitePage(
    ctx,
    { title, path },
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: '/', label: t('app.home') }]} here={title} />
      <PageHead title={title} lead={t(`app.${name}.lead`)} />
      {sections.map((section) => (
        <Section id={section} title={t(`app.${name}.${section}`)}>
          <Paragraphs text={t(`app.${name}.${section}-text`)} />
        </Section>
      ))}
    </div>,
  );
}
