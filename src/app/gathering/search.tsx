import { askedOf } from '../../commons/entries/asked.ts';
import type { Page } from '../../commons/entries/list.ts';
import { EntryRow } from '../../commons/entries/rows.tsx';
import { municipalityIn, topicIn, wordsOf } from '../../commons/entries/search.ts';
import { sitePage } from '../../commons/site/page.tsx';
import type { Place } from '../../commons/territory/territory.ts';
import type { Ctx } from '../../kernel/context.ts';
import type { Answer } from '../../kernel/http/route.ts';
import type { Link } from '../../kernel/pages/document.tsx';
import { SearchForm } from '../../kernel/pages/form.tsx';
import { Empty, Notice } from '../../kernel/pages/notice.tsx';
import { Pager, Rows } from '../../kernel/pages/rows.tsx';
import { ActionLine, Breadcrumb, PageHead } from '../../kernel/pages/structure.tsx';

/** One search in everything public. */
export function searchPage(ctx: Ctx, { text, place, found }: { text: string; place: Place | null; found: Page | null }): Answer {
  const { t } = ctx.words;
  const address = (after: string) =>
    `/cerca?${new URLSearchParams({ q: text, ...(place ? { comune: place.slug } : {}), dopo: after })}`;
  const leads = leadsIn(ctx, wordsOf(text));
  const body = (
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: '/', label: t('app.home') }]} here={t('app.search')} />
      <PageHead title={text ? t('app.search.for', { text }) : t('app.search')} />
      <SearchForm
        action="/cerca"
        label={t('app.search.label')}
        name="q"
        value={text}
        submit={t('app.search')}
        id="search"
        hint={t('app.search.hint')}
      />
      {leads.length > 0 && <ActionLine links={leads} />}
      {found?.mended && <Notice kind="info" title={t('app.search.mended', { typed: text, mended: found.mended })} />}
      {found && found.items.length === 0 && (
        <Empty text={t('app.search.nothing', { text })} links={[{ href: '/segnalazioni/nuova', label: t('app.home.report') }]} />
      )}
      {found && found.items.length > 0 && (
        <>
          <h2 class="visually-hidden">{t('app.search.results')}</h2>
          <Rows label={t('app.search.results')}>
            {found.items.map((entry) => (
              <EntryRow ctx={ctx} entry={entry} place />
            ))}
          </Rows>
          <Pager next={found.next ? address(found.next) : undefined} />
        </>
      )}
    </div>
  );
  return sitePage(
    ctx,
    {
      title: text ? t('app.search.for', { text }) : t('app.search'),
      path: text ? `/cerca?q=${encodeURIComponent(text)}` : '/cerca',
      section: '/cerca',
      hidden: text !== '',
    },
    body,
  );
}

/** The page of the municipality that is named, and the list of the topic that is. */
function leadsIn(ctx: Ctx, words: readonly string[]): Link[] {
  const { t } = ctx.words;
  const there = municipalityIn(ctx, words);
  const what = topicIn(ctx, there ? there.rest : words);
  const list = what?.kind.list?.({ ...askedOf({}), tipo: what.code, comune: there?.place.slug ?? '' });
  return [
    ...(there ? [{ href: `/comuni/${there.place.slug}`, label: t('app.search.municipality', { name: there.place.name }) }] : []),
    ...(what && list ? [{ href: list, label: t('app.search.topic', { many: t(what.kind.many), name: what.name }) }] : []),
  ];
}
