import type { VNode } from 'preact';
import { stateShown } from '../../commons/entries/kind.ts';
import type { Page } from '../../commons/entries/list.ts';
import type { Entry } from '../../commons/entries/store.ts';
import type { ThreadRow } from '../../commons/entries/store-notes.ts';
import { sitePage } from '../../commons/site/page.tsx';
import { getPlace, officeName, type Place, territoryOf } from '../../commons/territory/territory.ts';
import type { Ctx } from '../../kernel/context.ts';
import { blank, type FormState } from '../../kernel/forms/form.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { Form, FormErrors, Pair, Submit } from '../../kernel/pages/form.tsx';
import { Field } from '../../kernel/pages/form-field.tsx';
import { Empty, Notice } from '../../kernel/pages/notice.tsx';
import { Pager, Row, Rows } from '../../kernel/pages/rows.tsx';
import { Paragraphs } from '../../kernel/pages/says.tsx';
import { ActionLine, Acts, Breadcrumb, PageHead, Section } from '../../kernel/pages/structure.tsx';
import { Thread } from '../../kernel/pages/thread.tsx';
import type { Refusal } from '../../kernel/refusal.ts';
import { romeInstant } from '../../kernel/time.ts';
import { withdrawForm } from './forms.ts';
import { states } from './news.ts';
import { maySpeakFor, maySpeakSomewhere } from './permissions.ts';
import type { News } from './store.ts';

export function listPage(ctx: Ctx, place: Place | undefined, page: Page): Answer {
  const { t, relative } = ctx.words;
  const write = { href: '/notizie/nuova', label: t('board.write'), icon: 'plus' } as const;
  const action = maySpeakSomewhere.check(ctx.actor, undefined) ? undefined : write;
  const query = place ? `comune=${place.slug}&` : '';
  return sitePage(
    ctx,
    {
      title: t('board.many'),
      path: '/notizie',
      section: '/notizie',
      place: place?.id ?? null,
      alternates: [{ href: '/notizie.atom', type: 'application/atom+xml', title: t('board.many') }],
    },
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: '/', label: t('board.home') }]} here={t('board.many')} />
      <PageHead title={t('board.many')} lead={place ? officeName(ctx, place) : t('board.lead')} action={action} />
      {page.items.length === 0 ? (
        <Empty text={t('board.empty')} links={[{ href: '/mappa', label: t('board.see-map') }]} />
      ) : (
        <>
          <h2 class="visually-hidden">{t('board.newest-first')}</h2>
          <Rows label={t('board.many')}>
            {page.items.map((entry) => (
              <Row
                href={`/notizie/${entry.code}`}
                title={entry.title}
                kicker={officeName(ctx, getPlace(ctx, entry.place))}
                meta={[relative(entry.published, ctx.now), entry.place_label]}
              />
            ))}
          </Rows>
        </>
      )}
      <Pager next={page.next ? `/notizie?${query}dopo=${page.next}` : undefined} />
      <ActionLine links={[{ href: place ? `/notizie.atom?comune=${place.slug}` : '/notizie.atom', label: t('board.as-atom') }]} />
    </div>,
  );
}

export function newsPage(
  ctx: Ctx,
  data: { entry: Entry; news: News; thread: ThreadRow[]; follow: VNode | null; form?: FormState; refusal?: Refusal },
): Answer {
  const { t, moment } = ctx.words;
  const { entry, news, thread, follow, form, refusal } = data;
  const place = getPlace(ctx, entry.place);
  const mine = !maySpeakFor.check(ctx.actor, entry) && entry.state === 'published';
  return sitePage(
    ctx,
    {
      title: entry.title,
      path: `/notizie/${entry.code}`,
      section: '/notizie',
      place: place.id,
      description: entry.summary,
      form,
      refusal,
      hidden: entry.visibility !== 'public',
    },
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: '/notizie', label: t('board.many') }]} here={entry.code} />
      {refusal && <Notice kind="refusal" title={t(refusal.textKey, refusal.params)} />}
      <PageHead
        title={entry.title}
        kicker={officeName(ctx, place)}
        state={entry.state === 'withdrawn' ? stateShown(ctx.words, 'news', entry.state, null, ctx.now) : undefined}
        meta={[moment(entry.published), dates(ctx, news), entry.place_label, <span class="ar-code">{entry.code}</span>]}
      />
      {entry.state === 'published' && <Paragraphs text={news.body} />}
      {follow && <Acts>{follow}</Acts>}
      <Section id="thread" title={t('board.history')} small>
        <Thread
          labelledBy="thread"
          knots={thread.map((row) => ({
            look: states[row.verb === 'board.withdraw' ? 'withdrawn' : 'published'].look,
            when: moment(row.at),
            who: row.name ?? officeName(ctx, place),
            title: t(`board.thread.${row.verb.slice(6)}`),
            body: row.text ?? undefined,
          }))}
        />
      </Section>
      {mine && (
        <Section id="withdraw" title={t('board.withdraw.title')} small>
          {form && <FormErrors form={form} />}
          <Form action={`/notizie/${entry.code}/ritira`}>
            <Field form={form ?? blank('board.withdraw', withdrawForm)} name="reason" />
            <Submit label={t('board.withdraw.title')} look="outline" />
          </Form>
        </Section>
      )}
    </div>,
  );
}

export function publishPage(ctx: Ctx, form: FormState, refusal?: Refusal): Answer {
  const { t } = ctx.words;
  const { metropolis, municipalities } = territoryOf(ctx);
  const places = [...(metropolis ? [metropolis] : []), ...municipalities].filter(
    (place) => !maySpeakFor.check(ctx.actor, { place: place.id }),
  );
  return sitePage(
    ctx,
    { title: t('board.write'), path: '/notizie/nuova', section: '/notizie', cache: 'private', form, refusal },
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: '/notizie', label: t('board.many') }]} here={t('board.write')} />
      <PageHead title={t('board.write')} />
      {refusal && <Notice kind="refusal" title={t(refusal.textKey, refusal.params)} />}
      <FormErrors form={form} />
      <Form action="/notizie/nuova">
        <Field form={form} name="place" options={places.map((place) => ({ value: place.slug, label: officeName(ctx, place) }))} />
        <Field form={form} name="title" />
        <Field form={form} name="body" />
        <Pair>
          <Field form={form} name="starts" />
          <Field form={form} name="ends" />
        </Pair>
        <Field form={form} name="placeLabel" />
        <Field form={form} name="key" />
        <Acts>
          <Submit label={t('board.publish.title')} icon="check" />
        </Acts>
      </Form>
    </div>,
  );
}

function dates(ctx: Ctx, { starts, ends }: News): string {
  if (!starts && !ends) return '';
  const day = (text: string | null) => (text ? ctx.words.day(romeInstant(text)) : '');
  return ctx.words.t('board.dates', { when: starts ? (ends ? 'both' : 'from') : 'to', from: day(starts), to: day(ends) });
}
