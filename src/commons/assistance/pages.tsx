import type { Assisted } from '../../kernel/actor.ts';
import type { Ctx } from '../../kernel/context.ts';
import type { FormState } from '../../kernel/forms/form.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { ActForm, FieldGroup, Form, FormErrors, Submit } from '../../kernel/pages/form.tsx';
import { Field } from '../../kernel/pages/form-field.tsx';
import { Empty } from '../../kernel/pages/notice.tsx';
import { Row, Rows } from '../../kernel/pages/rows.tsx';
import { Acts, Breadcrumb, ButtonLink, Go, PageHead, Section } from '../../kernel/pages/structure.tsx';
import { DefinitionList } from '../../kernel/pages/table.tsx';
import type { Refusal } from '../../kernel/refusal.ts';
import { Refused } from '../people/pages-entering.tsx';
import { NoticeLink } from '../privacy/part.tsx';
import { sitePage } from '../site/page.tsx';
import { getPlace, officeName, type Place } from '../territory/territory.ts';
import type { Deed, SessionRow } from './store.ts';

export interface CounterShown {
  places: readonly Place[];
  asked: FormState;
  /** Today's. */
  helped: readonly SessionRow[];
  refusal?: Refusal;
}

/** Where an operator begins to help somebody. */
export function counterPage(ctx: Ctx, { places, asked, helped, refusal }: CounterShown): Answer {
  const { t, time } = ctx.words;
  return sitePage(
    ctx,
    { title: t('assistance.counter'), path: '/sportello', section: '/sportello', form: asked, refusal, cache: 'private' },
    <div class="container ar-last">
      <PageHead title={t('assistance.counter')} lead={t('assistance.lead')} />
      {refusal && <Refused ctx={ctx} refusal={refusal} />}
      <FormErrors form={asked} />
      <Acts>
        <Go href="/sportello/carta" label={t('assistance.batches-go')} />
      </Acts>
      <Form action="/sportello">
        <Field form={asked} name="place" options={places.map((place) => ({ value: place.id, label: officeName(ctx, place) }))} />
        <Field form={asked} name="document" />
        <Field form={asked} name="reason" />
        <FieldGroup legend={t('assistance.with-account')} hint={t('assistance.with-account-hint')} optional>
          <Field form={asked} name="code" />
        </FieldGroup>
        <FieldGroup legend={t('assistance.without-account')} hint={t('assistance.without-account-hint')} optional>
          <Field form={asked} name="name" />
          <Field form={asked} name="email" />
        </FieldGroup>
        <Field form={asked} name="consent" />
        <NoticeLink ctx={ctx} procedure="assistance.counter" place={places[0]?.id} />
        <Submit label={t('assistance.begin')} />
      </Form>
      {helped.length > 0 && (
        <Section id="oggi" title={t('assistance.today')} small>
          <Rows label={t('assistance.today')}>
            {helped.map((one) => (
              <Row
                href={`/sportello/ricevuta/${one.id}`}
                title={one.name || t('assistance.nameless')}
                meta={[getPlace(ctx, one.place).name, time(one.opened)]}
              />
            ))}
          </Rows>
        </Section>
      )}
    </div>,
  );
}

/** While somebody is helped: what can be done, what was done, and the end. */
export function helpingPage(
  ctx: Ctx,
  { assisted, deeds, refusal }: { assisted: Assisted; deeds: readonly Deed[]; refusal?: Refusal },
): Answer {
  const { t } = ctx.words;
  return sitePage(
    ctx,
    { title: t('assistance.counter'), path: '/sportello', section: '/sportello', refusal, cache: 'private', hidden: true },
    <div class="container ar-last">
      <PageHead
        title={t('assistance.helping', { name: assisted.name || t('assistance.nameless') })}
        lead={t(assisted.over ? 'assistance.over-lead' : 'assistance.helping-lead')}
      />
      {refusal && <Refused ctx={ctx} refusal={refusal} />}
      {!assisted.over && (
        <Acts>
          <ButtonLink href="/segnalazioni/nuova" label={t('assistance.report')} />
        </Acts>
      )}
      <Section id="fatto" title={t('assistance.done')} small>
        <Deeds ctx={ctx} deeds={deeds} />
      </Section>
      <p class="ar-soft">{t('assistance.never')}</p>
    </div>,
  );
}

export function Deeds({ ctx, deeds }: { ctx: Ctx; deeds: readonly Deed[] }) {
  const { t, moment } = ctx.words;
  if (deeds.length === 0) return <Empty text={t('assistance.nothing')} />;
  return (
    <ul>
      {deeds.map((deed) => (
        <li>
          {t(`${deed.verb}.at-counter`)} {deed.code && <span class="ar-code">{deed.code}</span>}, {moment(deed.at)}.{' '}
          <a href={`/registro/prova/${deed.act}`}>
            {t('assistance.proof')} <span class="visually-hidden">{deed.code}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

/** On paper, for the person to take home. */
export function receiptPage(ctx: Ctx, session: SessionRow, deeds: readonly Deed[]): Answer {
  const { t, moment } = ctx.words;
  const office = officeName(ctx, getPlace(ctx, session.place));
  return sitePage(
    ctx,
    {
      title: t('assistance.receipt'),
      path: `/sportello/ricevuta/${session.id}`,
      section: '/sportello',
      place: session.place,
      cache: 'private',
      hidden: true,
    },
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: '/sportello', label: t('assistance.counter') }]} here={t('assistance.receipt')} />
      <PageHead
        title={t('assistance.receipt')}
        kicker={office}
        lead={t(session.email ? 'assistance.receipt-mailed' : 'assistance.receipt-lead')}
      />
      <DefinitionList
        items={[
          { term: t('assistance.who'), value: session.name || t('assistance.nameless') },
          { term: t('assistance.when'), value: moment(session.opened) },
          { term: t('assistance.why'), value: session.reason },
          { term: t('assistance.open.document.label'), value: t(`assistance.open.document.option-${session.document}`) },
        ]}
      />
      <Section id="fatto" title={t('assistance.done')} small>
        <Deeds ctx={ctx} deeds={deeds} />
      </Section>
      <p>{t('assistance.receipt-after', { origin: ctx.config.origin })}</p>
    </div>,
  );
}

/** In the own profile. */
export function ProfilePart({ ctx }: { ctx: Ctx }) {
  const { t } = ctx.words;
  return (
    <Section id="sportello" title={t('assistance.own')} lead={t('assistance.own-lead')}>
      <Go href="/profilo/sportello" label={t('assistance.own-go')} />
    </Section>
  );
}

/** When one was helped, and where; the code that opens the next help. */
export function ownPage(ctx: Ctx, sessions: readonly SessionRow[]): Answer {
  const { t } = ctx.words;
  return sitePage(
    ctx,
    { title: t('assistance.own'), path: '/profilo/sportello', cache: 'private' },
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: '/profilo', label: t('people.profile.title') }]} here={t('assistance.own')} />
      <PageHead title={t('assistance.own')} lead={t('assistance.own-how')} />
      <ActForm action="/profilo/sportello" label={t('assistance.make-code')} />
      <Helped ctx={ctx} sessions={sessions} />
    </div>,
  );
}

function Helped({ ctx, sessions }: { ctx: Ctx; sessions: readonly SessionRow[] }) {
  const { t, moment } = ctx.words;
  return (
    <Section id="volte" title={t('assistance.own-times')} small>
      {sessions.length === 0 && <p class="ar-soft">{t('assistance.own-never')}</p>}
      <ul class="list-unstyled">
        {sessions.map((one) => (
          <li>
            {moment(one.opened)}, {officeName(ctx, getPlace(ctx, one.place))}: {one.reason}
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Shown once; the operator types it. */
export function codePage(ctx: Ctx, { code, expires }: { code: string; expires: Date }): Answer {
  const { t, time } = ctx.words;
  return sitePage(
    ctx,
    { title: t('assistance.your-code'), path: '/profilo/sportello', cache: 'private', hidden: true },
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: '/profilo', label: t('people.profile.title') }]} here={t('assistance.own')} />
      <PageHead title={t('assistance.your-code')} lead={t('assistance.your-code-lead', { time: time(expires) })} />
      <p class="ar-code fs-1">{code}</p>
      <Go href="/profilo/sportello" label={t('assistance.own')} />
    </div>,
  );
}
