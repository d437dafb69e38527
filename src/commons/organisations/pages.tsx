import type { Ctx } from '../../kernel/context.ts';
import type { FormState } from '../../kernel/forms/form.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { ActForm, Form, FormErrors, Submit } from '../../kernel/pages/form.tsx';
import { Field } from '../../kernel/pages/form-field.tsx';
import { Empty, Notice } from '../../kernel/pages/notice.tsx';
import { Filters, Pager, Row, Rows } from '../../kernel/pages/rows.tsx';
import { Says } from '../../kernel/pages/says.tsx';
import { ActionLine, Breadcrumb, Go, PageHead, Section } from '../../kernel/pages/structure.tsx';
import { Table } from '../../kernel/pages/table.tsx';
import type { Refusal } from '../../kernel/refusal.ts';
import type { SaidOnBehalf } from '../discussion/store.ts';
import { EntryRow } from '../entries/rows.tsx';
import type { Entry } from '../entries/store.ts';
import { Refused } from '../people/pages-entering.tsx';
import { sitePage } from '../site/page.tsx';
import { getPlace, type Place, territoryOf } from '../territory/territory.ts';
import { registersIn, registersSomewhere } from './organisations.ts';
import { mayNameDelegates } from './permissions.ts';
import type { NamedDelegate, OrganisationRow } from './store.ts';

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
        action={registersSomewhere(ctx.actor) ? register : undefined}
      />
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
              meta={[getPlace(ctx, one.place).name]}
            />
          ))}
        </Rows>
      )}
      <Pager
        next={next ? `/organizzazioni?${new URLSearchParams({ ...(place && { comune: place.slug }), da: next })}` : undefined}
      />
      {!registersSomewhere(ctx.actor) && (
        <Section id="iscrizione" title={t('organisations.how')} small>
          <p>{t('organisations.how-text')}</p>
        </Section>
      )}
    </div>,
  );
}

/** One organisation: who it is, and what it has published and said here. */
export function organisationPage(
  ctx: Ctx,
  organisation: OrganisationRow,
  { entries, said }: { entries: readonly Entry[]; said: readonly SaidOnBehalf[] },
): Answer {
  const { t, relative } = ctx.words;
  const place = getPlace(ctx, organisation.place);
  const here = `/organizzazioni/${organisation.id}`;
  const mayName = mayNameDelegates.check(ctx.actor, { organisation: organisation.id, place: place.id }) === undefined;
  return sitePage(
    ctx,
    { title: organisation.name, path: here, place: place.id },
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: '/organizzazioni', label: t('organisations.many') }]} here={organisation.name} />
      <PageHead
        title={organisation.name}
        kicker={kindOf(ctx, organisation)}
        meta={[place.kind === 'municipality' ? <a href={`/comuni/${place.slug}`}>{place.name}</a> : place.name]}
      />
      {mayName && <Go href={`${here}/delegati`} label={t('organisations.delegates')} icon="user" />}
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
        <Field form={asked} name="email" />
        <Submit label={t('organisations.register-it')} />
      </Form>
    </div>,
  );
}

export interface DelegatesShown {
  delegates: readonly NamedDelegate[];
  asked: FormState;
  done?: string;
  refusal?: Refusal;
}

const doneTexts: Record<string, string> = { delega: 'organisations.done-add', fine: 'organisations.done-end' };

/** Who may act for an organisation; for its delegates and its administrators alone. */
export function delegatesPage(ctx: Ctx, organisation: OrganisationRow, shown: DelegatesShown): Answer {
  const { t, day } = ctx.words;
  const { asked, refusal } = shown;
  const page = `/organizzazioni/${organisation.id}`;
  const here = `${page}/delegati`;
  const done = doneTexts[shown.done ?? ''];
  const faulty = asked.errors.length > 0;
  return sitePage(
    ctx,
    {
      title: t('organisations.delegates-of', { name: organisation.name }),
      path: here,
      place: organisation.place,
      form: asked,
      refusal,
      cache: 'private',
    },
    <div class="container ar-last">
      <Breadcrumb
        trail={[
          { href: '/organizzazioni', label: t('organisations.many') },
          { href: page, label: organisation.name },
        ]}
        here={t('organisations.delegates')}
      />
      <PageHead title={t('organisations.delegates')} kicker={organisation.name} lead={t('organisations.delegates-lead')} />
      <FormErrors form={asked} />
      {done && !refusal && !faulty && <Notice kind="done" title={t(done)} />}
      {refusal && <Refused ctx={ctx} refusal={refusal} />}
      {shown.delegates.length === 0 ? (
        <Empty text={t('organisations.no-delegates')} />
      ) : (
        <Table
          caption={t('organisations.delegates')}
          columns={[
            { label: t('organisations.delegate') },
            { label: t('organisations.since'), short: t('organisations.since') },
            { label: t('organisations.end') },
          ]}
          rows={shown.delegates.map((delegate) => ({
            head: delegate.name,
            meta: delegate.email,
            cells: [
              day(delegate.since),
              <ActForm
                action={`${here}/${delegate.id}/fine`}
                label={
                  delegate.person === ctx.actor.person
                    ? t('organisations.end-own')
                    : t('organisations.end-of', { name: delegate.name })
                }
                look="quiet"
              />,
            ],
          }))}
        />
      )}
      <Section id="nomina" title={t('organisations.add')} small>
        <Form action={here}>
          <Field form={asked} name="email" />
          <p class="ar-soft">{t('organisations.in-register')}</p>
          <Submit label={t('organisations.add-it')} />
        </Form>
      </Section>
    </div>,
  );
}

function kindOf(ctx: Ctx, { kind }: OrganisationRow): string {
  return ctx.words.t(`organisations.register.kind.option-${kind}`);
}
