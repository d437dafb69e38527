import type { Ctx } from '../../kernel/context.ts';
import type { FormState } from '../../kernel/forms/form.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { Form, FormErrors, Submit } from '../../kernel/pages/form.tsx';
import { Field } from '../../kernel/pages/form-field.tsx';
import { Empty, Notice } from '../../kernel/pages/notice.tsx';
import { Filters, Pager, Row, Rows } from '../../kernel/pages/rows.tsx';
import { Says } from '../../kernel/pages/says.tsx';
import { ActionLine, Acts, Breadcrumb, Go, PageHead, Section } from '../../kernel/pages/structure.tsx';
import type { Refusal } from '../../kernel/refusal.ts';
import type { SaidOnBehalf } from '../discussion/store.ts';
import { EntryRow } from '../entries/rows.tsx';
import type { Entry } from '../entries/store.ts';
import { Refused } from '../people/pages-entering.tsx';
import { sitePage } from '../site/page.tsx';
import { getPlace, officeName, type Place, territoryOf } from '../territory/territory.ts';
import { isDelegate, registersIn, registersSomewhere, states, verifiesIn, verifiesSomewhere } from './organisations.ts';
import { mayRepresent, mayVerify } from './permissions.ts';
import type { OrganisationRow } from './store.ts';

export interface OrganisationsShown {
  organisations: readonly OrganisationRow[];
  place: Place | null;
  next: string | null;
}

/** Who takes part as an organisation, and how one is entered. */
export function organisationsPage(ctx: Ctx, { organisations, place, next }: OrganisationsShown): Answer {
  const { t } = ctx.words;
  const { metropolis, municipalities } = territoryOf(ctx);
  const places = [...(metropolis ? [metropolis] : []), ...municipalities];
  const register = { href: '/organizzazioni/nuova', label: t('organisations.register') };
  return sitePage(
    ctx,
    { title: t('organisations.many'), path: '/organizzazioni' },
    <div class="container ar-last">
      <PageHead
        title={t('organisations.many')}
        lead={t('organisations.lead')}
        action={
          registersSomewhere(ctx.actor) ? register : { href: '/organizzazioni/registra', label: t('organisations.ask-door') }
        }
      />
      {verifiesSomewhere(ctx.actor) && <Go href="/banco/organizzazioni" label={t('organisations.queue')} icon="list" />}
      <Filters
        action="/organizzazioni"
        fields={[
          {
            name: 'comune',
            label: t('organisations.place'),
            value: place?.slug,
            options: [
              { value: '', label: t('organisations.everywhere') },
              ...places.map((one) => ({ value: one.slug, label: one.name })),
            ],
          },
        ]}
      />
      {organisations.length === 0 ? (
        <Empty text={t('organisations.none')} links={place ? [{ href: '/organizzazioni', label: t('organisations.all') }] : []} />
      ) : (
        <Rows label={t('organisations.many')}>
          {organisations.map((one) => (
            <Row
              href={`/organizzazioni/${one.id}`}
              title={one.name}
              kicker={kindOf(ctx, one)}
              state={one.state === 'suspended' ? stateOf(ctx, one) : undefined}
              meta={[getPlace(ctx, one.place).name, one.ipa_code && t('organisations.ipa', { code: one.ipa_code })]}
            />
          ))}
        </Rows>
      )}
      <Pager
        next={next ? `/organizzazioni?${new URLSearchParams({ ...(place && { comune: place.slug }), da: next })}` : undefined}
      />
      <Section id="iscrizione" title={t('organisations.how')} small>
        <p>{t('organisations.how-text')}</p>
      </Section>
    </div>,
  );
}

/** One organisation: who it is, and what it has published and said here. */
export function organisationPage(
  ctx: Ctx,
  organisation: OrganisationRow,
  { entries, said, done }: { entries: readonly Entry[]; said: readonly SaidOnBehalf[]; done?: string },
): Answer {
  const { t, relative, day } = ctx.words;
  const place = getPlace(ctx, organisation.place);
  const here = `/organizzazioni/${organisation.id}`;
  const inside = isDelegate(ctx.actor, organisation.id) || verifiesIn(ctx.actor, place.id);
  return sitePage(
    ctx,
    { title: organisation.name, path: here, place: place.id, hidden: organisation.verified === null },
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: '/organizzazioni', label: t('organisations.many') }]} here={organisation.name} />
      <PageHead
        title={organisation.name}
        kicker={kindOf(ctx, organisation)}
        state={organisation.state === 'verified' ? undefined : stateOf(ctx, organisation)}
        lead={organisation.description || undefined}
        meta={[
          place.kind === 'municipality' ? <a href={`/comuni/${place.slug}`}>{place.name}</a> : place.name,
          organisation.ipa_code && t('organisations.ipa', { code: organisation.ipa_code }),
          organisation.state === 'verified' &&
            organisation.verified &&
            t('organisations.verified-on', { office: officeName(ctx, place), day: day(organisation.verified) }),
        ]}
      />
      {done === 'delega' && <Notice kind="done" title={t('organisations.done-accepted')} />}
      <Standing ctx={ctx} organisation={organisation} inside={inside} />
      {inside && <Doors ctx={ctx} organisation={organisation} />}
      {entries.length > 0 && (
        <Section id="pubblicato" title={t('organisations.published')} small>
          <Rows label={t('organisations.published')}>
            {entries.map((entry) => (
              <EntryRow ctx={ctx} entry={entry} place />
            ))}
          </Rows>
        </Section>
      )}
      <Section id="detto" title={t('organisations.said')} small>
        {said.length === 0 && <p class="ar-soft">{t('organisations.said-nothing')}</p>}
        {said.map((one) => (
          <Says who={one.title} about={relative(one.at, ctx.now)} text={one.text}>
            <ActionLine links={[{ href: `/commenti/${one.id}`, label: t('organisations.read-there') }]} />
          </Says>
        ))}
      </Section>
    </div>,
  );
}

/** What everybody reads of a state that is not the usual one; why, its delegates and the office alone. */
function Standing({ ctx, organisation, inside }: { ctx: Ctx; organisation: OrganisationRow; inside: boolean }) {
  const { t, day } = ctx.words;
  const { state, changed, reason, wanted, due, place } = organisation;
  if (state === 'verified') return null;
  const params = { day: day(state === 'asked' && due ? due : changed), office: officeName(ctx, getPlace(ctx, place)) };
  return (
    <Notice
      kind="info"
      title={t(`organisations.standing.${wanted ? 'wanted' : state}`, params)}
      text={inside ? (wanted ?? reason ?? undefined) : undefined}
    />
  );
}

/** For those who act for it, and for those who check it. */
function Doors({ ctx, organisation }: { ctx: Ctx; organisation: OrganisationRow }) {
  const { t } = ctx.words;
  const here = `/organizzazioni/${organisation.id}`;
  const whose = { organisation: organisation.id, place: organisation.place };
  return (
    <Acts>
      <Go href={`${here}/delegati`} label={t('organisations.delegates')} icon="user" />
      {mayRepresent.check(ctx.actor, whose) === undefined && (
        <Go href={`${here}/carte`} label={t('organisations.papers')} icon="list" />
      )}
      {mayVerify.check(ctx.actor, whose) === undefined && (
        <Go href={`${here}/verifica`} label={t('organisations.review')} icon="shield" />
      )}
    </Acts>
  );
}

export function stateOf(ctx: Ctx, { state }: Pick<OrganisationRow, 'state'>) {
  return { look: states[state].look, word: ctx.words.t(states[state].word) };
}

export function registerPage(ctx: Ctx, { asked, refusal }: { asked: FormState; refusal?: Refusal }): Answer {
  const { t } = ctx.words;
  const { metropolis, municipalities } = territoryOf(ctx);
  const places = [...(metropolis ? [metropolis] : []), ...municipalities].filter((place) => registersIn(ctx.actor, place.id));
  return sitePage(
    ctx,
    {
      title: t('organisations.register'),
      path: '/organizzazioni/nuova',
      form: asked,
      refusal,
      cache: 'private',
    },
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: '/organizzazioni', label: t('organisations.many') }]} here={t('organisations.register')} />
      <PageHead title={t('organisations.register')} lead={t('organisations.register-lead')} />
      {refusal && <Refused ctx={ctx} refusal={refusal} />}
      <FormErrors form={asked} />
      <Form action="/organizzazioni/nuova">
        <Field form={asked} name="name" />
        <Field form={asked} name="kind" />
        <Field form={asked} name="place" options={places.map((place) => ({ value: place.id, label: place.name }))} />
        <Field form={asked} name="fiscalCode" />
        <Field form={asked} name="ipaCode" />
        <Field form={asked} name="description" />
        <Field form={asked} name="email" />
        <Submit label={t('organisations.register-it')} />
      </Form>
    </div>,
  );
}

export function kindOf(ctx: Ctx, { kind }: Pick<OrganisationRow, 'kind'>): string {
  return ctx.words.t(`organisations.register.kind.option-${kind}`);
}
