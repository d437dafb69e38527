import type { Ctx } from '../../kernel/context.ts';
import type { FormState } from '../../kernel/forms/form.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { ActForm, Form, FormErrors, Submit } from '../../kernel/pages/form.tsx';
import { Field } from '../../kernel/pages/form-field.tsx';
import { Empty, Notice } from '../../kernel/pages/notice.tsx';
import { Pager, Row, Rows } from '../../kernel/pages/rows.tsx';
import { Acts, Breadcrumb, PageHead, Section } from '../../kernel/pages/structure.tsx';
import { isRefusal, type Refusal } from '../../kernel/refusal.ts';
import { kindOf } from '../entries/kind.ts';
import type { Entry } from '../entries/store.ts';
import { sitePage } from '../site/page.tsx';
import { territoryOf } from '../territory/territory.ts';
import { aroundOf, mostFollows, nameOf, radii, rhythms } from './follow.ts';
import { pathOf, whatHappened, whoActed, whyTold } from './mails.tsx';
import type { Follow } from './store.ts';
import type { Happening } from './store-notices.ts';

const doneTexts: Record<string, string> = {
  segui: 'notices.done.follow',
  basta: 'notices.done.unfollow',
  ritmo: 'notices.done.rhythm',
};

export interface NoticesShown {
  items: Happening[];
  next: string | null;
  /** The cursor of this page, when it is not the first. */
  from: string | undefined;
  follows: Follow[];
  done?: string;
  refusal?: Refusal;
}

/** What happened, unread first, and what one follows. */
export function noticesPage(ctx: Ctx, { items, next, from, follows, done, refusal }: NoticesShown): Answer {
  const { t } = ctx.words;
  const doneText = doneTexts[done ?? ''];
  const unread = items.some((told) => told.read === null);
  const body = (
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: '/profilo', label: ctx.actor.name }]} here={t('notices.title')} />
      <PageHead title={t('notices.title')} />
      {doneText && !refusal && <Notice kind="done" title={t(doneText)} />}
      {refusal && <Notice kind="refusal" title={t(refusal.textKey, refusal.params)} />}
      <Section id="novita" title={t('notices.news')} small>
        {items.length === 0 ? (
          <Empty
            text={t(from ? 'notices.none-here' : 'notices.none')}
            links={[{ href: '/segui', label: t('notices.follow.title') }]}
          />
        ) : (
          <Rows label={t('notices.news')}>
            {items.map((told) => (
              <NoticeRow ctx={ctx} told={told} />
            ))}
          </Rows>
        )}
        {unread && (
          <div class="mt-4">
            <ActForm action="/notifiche/lette" label={t('notices.mark-all')} icon="check" look="outline" />
          </div>
        )}
        <Pager previous={from ? '/notifiche' : undefined} next={next ? `/notifiche?da=${next}` : undefined} />
      </Section>
      <Section
        id="segui"
        title={t('notices.followed')}
        lead={t('notices.followed-lead')}
        link={{ href: '/segui', label: t('notices.follow.more') }}
      >
        {follows.length === 0 ? (
          <Empty text={t('notices.follows-nothing')} />
        ) : (
          <ul class="ar-rows list-unstyled">
            {follows.map((follow) => (
              <FollowRow ctx={ctx} follow={follow} />
            ))}
          </ul>
        )}
      </Section>
    </div>
  );
  return sitePage(
    ctx,
    { title: t('notices.title'), path: '/notifiche', hidden: true, cache: 'private', status: refusal?.status },
    body,
  );
}

function NoticeRow({ ctx, told }: { ctx: Ctx; told: Happening }) {
  const { t, relative } = ctx.words;
  const what = whatHappened(ctx, told);
  const state = told.verb === 'discussion.comment' ? undefined : kindOf(told.kind).states[String(told.public['state'])];
  return (
    <Row
      href={pathOf(told)}
      title={told.title}
      state={state && { look: state.look, word: what }}
      kicker={state ? undefined : what}
      meta={[
        told.read === null && <b>{t('notices.unread')}</b>,
        whoActed(ctx, told),
        relative(told.at, ctx.now),
        <span class="ar-code">{told.code}</span>,
        whyTold(ctx, told),
      ]}
    />
  );
}

/** One follow with its rhythm, and the way to stop it. */
function FollowRow({ ctx, follow }: { ctx: Ctx; follow: Follow }) {
  const { t } = ctx.words;
  const name = follow.title ?? nameOf(ctx, follow);
  const id = `ritmo-${follow.id}`;
  return (
    <li>
      <article class="ar-report">
        <p class="ar-kicker">{t(`notices.what.${whatOf(follow)}`)}</p>
        <h3>{follow.code ? <a href={kindOf(follow.entry_kind!).path(follow.code)}>{name}</a> : name}</h3>
      </article>
      <form class="ar-filters ar-rhythm mt-2" action="/notifiche/ritmo" method="post">
        <div>
          <label class="form-label" for={id}>
            {t('notices.how')} <span class="visually-hidden">{name}</span>
          </label>
          <input type="hidden" name="follow" value={follow.id} />
          <select class="form-select" id={id} name="how">
            {rhythms.map((one) => (
              <option value={one} selected={one === follow.how}>
                {t(`notices.follow.how.option-${one}`)}
              </option>
            ))}
          </select>
        </div>
        <Acts>
          <Submit label={t('notices.save')} look="outline" />
          <Submit label={t('notices.stop')} look="quiet" formAction="/segui/basta" />
        </Acts>
      </form>
    </li>
  );
}

function whatOf(follow: Follow): 'thing' | 'near' | 'topic' | 'municipality' {
  if (follow.entry) return 'thing';
  if (follow.metres !== null) return 'near';
  return follow.topic === null ? 'municipality' : 'topic';
}

/** What would be followed, and how one wants to be told. */
export function followPage(ctx: Ctx, { form, entry, refusal }: { form: FormState; entry?: Entry; refusal?: Refusal }): Answer {
  const { t, number } = ctx.words;
  const { metropolis, municipalities } = territoryOf(ctx);
  const values = form.values as Record<string, any>;
  const around = values['lat'] !== undefined && values['lon'] !== undefined;
  const named = entry ? entry.title : around ? t('notices.follow.around') : values['topic'] ? nameAsked(ctx, values) : null;
  // Only a topic can be followed everywhere.
  const needed = values['topic'] ? ['how'] : ['how', 'municipality', 'metres'];
  const shown: FormState = {
    ...form,
    schema: Object.assign({}, form.schema, { required: needed }),
    values: { how: entry ? 'at-once' : 'weekly', metres: around ? radii[1] : undefined, ...values },
  };
  const body = (
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: '/notifiche', label: t('notices.title') }]} here={t('notices.follow.title')} />
      <PageHead title={t('notices.follow.title')} lead={named ?? t('notices.follow.lead')} />
      {refusal && <Notice kind="refusal" title={t(refusal.textKey, refusal.params)} />}
      <FormErrors form={shown} />
      <Form action="/segui">
        {entry && <Field form={shown} name="code" />}
        {values['topic'] && <Field form={shown} name="kind" />}
        {values['topic'] && <Field form={shown} name="topic" />}
        {around && <Field form={shown} name="lat" />}
        {around && <Field form={shown} name="lon" />}
        {around && (
          <Field
            form={shown}
            name="metres"
            options={radiiWith(values['metres']).map((metres) => ({
              value: String(metres),
              label: t('notices.metres', { metres: number(metres) }),
            }))}
          />
        )}
        {!entry && !around && (
          <Field
            form={shown}
            name="municipality"
            options={[...municipalities, ...(metropolis ? [metropolis] : [])].map((place) => ({
              value: place.slug,
              label: place.name,
            }))}
          />
        )}
        <Field form={shown} name="how" />
        <Acts>
          <Submit label={t('notices.button.follow')} icon="bell" />
        </Acts>
      </Form>
      <p class="ar-soft mt-4">{t('notices.follow.limit', { n: mostFollows })}</p>
    </div>
  );
  return sitePage(ctx, { title: t('notices.follow.title'), path: '/segui', hidden: true, cache: 'private', form, refusal }, body);
}

/** The radii offered, and the one that was asked for. */
function radiiWith(asked: unknown): number[] {
  const metres = Number(asked);
  const between = Number.isInteger(metres) && metres >= radii[0] && metres <= radii.at(-1)!;
  return [...new Set(between ? [...radii, metres] : radii)].sort((a, b) => a - b);
}

function nameAsked(ctx: Ctx, values: Record<string, any>): string | null {
  const around = aroundOf(ctx, values);
  return isRefusal(around) ? null : nameOf(ctx, around);
}

/** What the link of a mail opens: one button; once pressed, it is done. */
export function stopPage(ctx: Ctx, token: string, done: boolean): Answer {
  const { t } = ctx.words;
  const title = t(done ? 'notices.stopped.title' : 'notices.stopping.title');
  const body = (
    <div class="container ar-last">
      <PageHead title={title} lead={t(done ? 'notices.stopped.lead' : 'notices.stopping.lead')} />
      {done ? (
        <Acts>
          <a href="/notifiche#segui">{t('notices.stopped.all')}</a>
        </Acts>
      ) : (
        <ActForm action={`/notifiche/basta/${token}`} label={t('notices.stopping.button')} />
      )}
    </div>
  );
  return sitePage(ctx, { title, path: '/notifiche', hidden: true, cache: 'private' }, body);
}
