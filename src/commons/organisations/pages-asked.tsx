import type { Ctx } from '../../kernel/context.ts';
import { blank, type FormState } from '../../kernel/forms/form.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { ActForm, Form, FormErrors, Submit } from '../../kernel/pages/form.tsx';
import { Field } from '../../kernel/pages/form-field.tsx';
import { Empty, Notice } from '../../kernel/pages/notice.tsx';
import { Row, Rows } from '../../kernel/pages/rows.tsx';
import { Acts, Breadcrumb, PageHead, Section } from '../../kernel/pages/structure.tsx';
import { DefinitionList } from '../../kernel/pages/table.tsx';
import type { Refusal } from '../../kernel/refusal.ts';
import { Refused } from '../people/pages-entering.tsx';
import { NoticeLink } from '../privacy/part.tsx';
import { sitePage } from '../site/page.tsx';
import { getPlace, officeName, territoryOf } from '../territory/territory.ts';
import { mostDocuments } from './actions.ts';
import { askMore, refuseIt, suspend } from './actions-office.ts';
import { kindOf, stateOf } from './pages.tsx';
import { powerInWords } from './powers.ts';
import type { DocumentRow, OrganisationRow, WaitingRow } from './store.ts';
import type { NamedDelegate } from './store-delegates.ts';

/** A person says for what organisation they act. */
export function askPage(ctx: Ctx, { asked, refusal }: { asked: FormState; refusal?: Refusal }): Answer {
  const { t } = ctx.words;
  const { metropolis, municipalities } = territoryOf(ctx);
  const places = [...municipalities, ...(metropolis ? [metropolis] : [])];
  return sitePage(
    ctx,
    { title: t('organisations.ask-door'), path: '/organizzazioni/registra', form: asked, refusal, cache: 'private' },
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: '/organizzazioni', label: t('organisations.many') }]} here={t('organisations.ask-door')} />
      <PageHead title={t('organisations.ask-door')} lead={t('organisations.ask-lead')} />
      {refusal && <Refused ctx={ctx} refusal={refusal} />}
      <FormErrors form={asked} />
      <Form action="/organizzazioni/registra">
        <Field form={asked} name="name" />
        <Field form={asked} name="kind" />
        <Field form={asked} name="fiscalCode" />
        <Field form={asked} name="place" options={places.map((place) => ({ value: place.id, label: place.name }))} />
        <Field form={asked} name="description" />
        <Field form={asked} name="title" />
        <NoticeLink ctx={ctx} procedure="organisations.organisation" />
        <p class="ar-soft">{t('organisations.ask-next')}</p>
        <Submit label={t('organisations.ask-it')} />
      </Form>
    </div>,
  );
}

const doneTexts: Record<string, string> = {
  chiesta: 'organisations.done-asked',
  corretta: 'organisations.done-corrected',
  documento: 'organisations.done-document',
  tolto: 'organisations.done-removed',
};

export interface PapersShown {
  documents: readonly DocumentRow[];
  correcting: FormState;
  adding: FormState;
  done?: string;
  refusal?: Refusal;
}

/** For those who represent it: where the request stands, its papers, what was said. */
export function papersPage(ctx: Ctx, organisation: OrganisationRow, shown: PapersShown): Answer {
  const { t, day } = ctx.words;
  const { documents, correcting, adding, refusal } = shown;
  const { state, wanted, due, reason, changed } = organisation;
  const here = `/organizzazioni/${organisation.id}`;
  const faulty = correcting.errors.length + adding.errors.length > 0;
  const done = doneTexts[shown.done ?? ''];
  const office = officeName(ctx, getPlace(ctx, organisation.place));
  const open = state !== 'refused' && state !== 'closed';
  return sitePage(
    ctx,
    {
      title: t('organisations.papers-of', { name: organisation.name }),
      path: `${here}/carte`,
      place: organisation.place,
      form: [correcting, adding],
      refusal,
      cache: 'private',
      hidden: true,
    },
    <div class="container ar-last">
      <Breadcrumb
        trail={[
          { href: '/organizzazioni', label: t('organisations.many') },
          { href: here, label: organisation.name },
        ]}
        here={t('organisations.papers')}
      />
      <PageHead title={t('organisations.papers')} kicker={organisation.name} state={stateOf(ctx, organisation)} />
      {done && !refusal && !faulty && <Notice kind="done" title={t(done)} />}
      {refusal && <Refused ctx={ctx} refusal={refusal} />}
      <FormErrors form={[correcting, adding]} />
      {state !== 'verified' && (
        <Notice
          kind="info"
          title={t(`organisations.standing.${wanted ? 'wanted' : state}`, {
            day: day(state === 'asked' && due ? due : changed),
            office,
          })}
          text={wanted ?? reason ?? undefined}
        />
      )}
      <Section id="documenti" title={t('organisations.documents')} lead={t('organisations.documents-lead')} small>
        <Documents ctx={ctx} organisation={organisation} documents={documents} removable={state === 'asked'} />
        {open && documents.length < mostDocuments && (
          <Form action={`${here}/documenti`} files>
            <Field form={adding} name="kind" />
            <Field form={adding} name="file" />
            <Submit label={t('organisations.add-document')} look="outline" />
          </Form>
        )}
      </Section>
      {state === 'asked' && (
        <Section id="dati" title={t('organisations.said-of-it')} small>
          <Form action={`${here}/carte`}>
            {['name', 'kind', 'fiscalCode', 'description', 'title'].map((name) => (
              <Field form={correcting} name={name} />
            ))}
            <Submit label={t('organisations.correct')} look="outline" />
          </Form>
        </Section>
      )}
      {open && (
        <Section id="fine" title={t(state === 'asked' ? 'organisations.take-back' : 'organisations.close')} small>
          <p>{t(state === 'asked' ? 'organisations.take-back-text' : 'organisations.close-text')}</p>
          <ActForm
            action={`${here}/chiudi`}
            label={t(state === 'asked' ? 'organisations.take-back-it' : 'organisations.close-it')}
            look="quiet"
          />
        </Section>
      )}
    </div>,
  );
}

function Documents({
  ctx,
  organisation,
  documents,
  removable,
}: {
  ctx: Ctx;
  organisation: OrganisationRow;
  documents: readonly DocumentRow[];
  removable: boolean;
}) {
  const { t, moment } = ctx.words;
  const here = `/organizzazioni/${organisation.id}/documenti`;
  if (documents.length === 0) return <Empty text={t('organisations.no-documents')} />;
  return (
    <ul class="list-unstyled">
      {documents.map((one) => {
        const kind = t(`organisations.add-document.kind.option-${one.kind}`);
        return (
          <li>
            <a href={`${here}/${one.id}`}>
              {kind}: {one.name || t('organisations.document')}
            </a>{' '}
            <span class="ar-soft">{moment(one.added)}</span>
            {removable && (
              <ActForm
                action={`${here}/${one.id}/togli`}
                label={t('organisations.remove-document', { name: one.name || kind })}
                look="quiet"
              />
            )}
          </li>
        );
      })}
    </ul>
  );
}

const decided: Record<string, string> = {
  verificata: 'organisations.done-verified',
  rifiutata: 'organisations.done-refused',
  chiesto: 'organisations.done-wanted',
  sospesa: 'organisations.done-suspended',
  riattivata: 'organisations.done-resumed',
};

/** What the offices have to look at, by promised day. */
export function queuePage(ctx: Ctx, { waiting, done }: { waiting: readonly WaitingRow[]; done?: string }): Answer {
  const { t, day, date } = ctx.words;
  const said = decided[done ?? ''];
  const asked = waiting.filter(({ orphan }) => !orphan);
  const orphans = waiting.filter(({ orphan }) => orphan);
  return sitePage(
    ctx,
    { title: t('organisations.queue'), path: '/banco/organizzazioni', section: '/banco', cache: 'private' },
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: '/organizzazioni', label: t('organisations.many') }]} here={t('organisations.queue')} />
      <PageHead title={t('organisations.queue')} lead={t('organisations.queue-lead')} />
      {said && <Notice kind="done" title={t(said)} />}
      {asked.length === 0 ? (
        <Empty text={t('organisations.queue-empty')} />
      ) : (
        <Rows label={t('organisations.queue')}>
          {asked.map((one) => (
            <Row
              href={`/organizzazioni/${one.id}/verifica`}
              title={one.name}
              kicker={kindOf(ctx, one)}
              state={
                one.due && one.due < ctx.now && !one.wanted
                  ? { look: 'late', word: t('organisations.late') }
                  : {
                      look: one.wanted ? 'taken' : 'new',
                      word: t(one.wanted ? 'organisations.waits-for-them' : 'organisations.state.asked'),
                    }
              }
              note={one.due && !one.wanted && t('organisations.by', { day: date(one.due, ctx.now) })}
              meta={[
                getPlace(ctx, one.place).name,
                t('organisations.asked-on', { day: day(one.created) }),
                t('organisations.papers-there', { n: one.documents }),
              ]}
            />
          ))}
        </Rows>
      )}
      {orphans.length > 0 && (
        <Section id="orfane" title={t('organisations.orphans')} lead={t('organisations.orphans-lead')} small>
          <Rows label={t('organisations.orphans')}>
            {orphans.map((one) => (
              <Row
                href={`/organizzazioni/${one.id}`}
                title={one.name}
                kicker={kindOf(ctx, one)}
                meta={[getPlace(ctx, one.place).name]}
              />
            ))}
          </Rows>
        </Section>
      )}
    </div>,
  );
}

export interface ReviewShown {
  documents: readonly DocumentRow[];
  delegates: readonly NamedDelegate[];
  asked?: FormState;
  refusal?: Refusal;
}

/** All that an officer looks at before deciding, and the decisions that the state allows. */
export function reviewPage(ctx: Ctx, organisation: OrganisationRow, shown: ReviewShown): Answer {
  const { t, day } = ctx.words;
  const { documents, delegates, asked, refusal } = shown;
  const { state, wanted, fiscal_code, ipa_code, description } = organisation;
  const here = `/organizzazioni/${organisation.id}`;
  const place = getPlace(ctx, organisation.place);
  const formOf = (name: string, schema: FormState['schema']) => (asked?.name === name ? asked : blank(name, schema));
  const forms = {
    refuse: formOf(refuseIt.name, refuseIt.form),
    more: formOf(askMore.name, askMore.form),
    suspend: formOf(suspend.name, suspend.form),
  };
  return sitePage(
    ctx,
    {
      title: t('organisations.review-of', { name: organisation.name }),
      path: `${here}/verifica`,
      section: '/banco',
      place: place.id,
      form: Object.values(forms),
      refusal,
      cache: 'private',
      hidden: true,
    },
    <div class="container ar-last">
      <Breadcrumb
        trail={[
          { href: '/banco/organizzazioni', label: t('organisations.queue') },
          { href: here, label: organisation.name },
        ]}
        here={t('organisations.review')}
      />
      <PageHead title={organisation.name} kicker={t('organisations.review')} state={stateOf(ctx, organisation)} />
      {refusal && <Refused ctx={ctx} refusal={refusal} />}
      <FormErrors form={Object.values(forms)} />
      {wanted && <Notice kind="info" title={t('organisations.you-asked')} text={wanted} />}
      <DefinitionList
        items={[
          { term: t('organisations.ask.kind.label'), value: kindOf(ctx, organisation) },
          { term: t('organisations.ask.fiscalCode.label'), value: fiscal_code ?? t('organisations.none-given') },
          ...(ipa_code ? [{ term: t('organisations.register.ipaCode.label'), value: ipa_code }] : []),
          { term: t('organisations.place'), value: place.name },
          { term: t('organisations.asked'), value: day(organisation.created) },
          ...(description ? [{ term: t('organisations.ask.description.label'), value: description }] : []),
          ...delegates.map((one) => ({
            term: one.title || t('organisations.delegate'),
            value: `${one.name}, ${one.email} (${one.powers.map((power) => powerInWords(ctx.words, power)).join(', ')})`,
          })),
        ]}
      />
      <Section id="documenti" title={t('organisations.documents')} small>
        <Documents ctx={ctx} organisation={organisation} documents={documents} removable={false} />
      </Section>
      {state === 'asked' && (
        <>
          <Section id="controlli" title={t('organisations.checks')} small>
            <ul>
              {[1, 2, 3, 4].map((n) => (
                <li>{t(`organisations.check-${n}`)}</li>
              ))}
            </ul>
            <Acts>
              <ActForm action={`${here}/verifica`} label={t('organisations.verify')} icon="check" />
            </Acts>
          </Section>
          <Section id="chiedi" title={t('organisations.ask-more')} small>
            <Form action={`${here}/chiedi`}>
              <Field form={forms.more} name="wanted" />
              <Submit label={t('organisations.ask-more-it')} look="outline" />
            </Form>
          </Section>
          <Section id="rifiuta" title={t('organisations.refuse')} small>
            <Form action={`${here}/rifiuta`}>
              <Field form={forms.refuse} name="reason" />
              <Submit label={t('organisations.refuse-it')} look="outline" />
            </Form>
          </Section>
        </>
      )}
      {state === 'verified' && (
        <Section id="sospendi" title={t('organisations.suspend')} small>
          <Form action={`${here}/sospendi`}>
            <Field form={forms.suspend} name="reason" />
            <Submit label={t('organisations.suspend-it')} look="outline" />
          </Form>
        </Section>
      )}
      {state === 'suspended' && <ActForm action={`${here}/riattiva`} label={t('organisations.resume-it')} />}
      {(state === 'verified' || state === 'suspended') && (
        <Section id="chiudi" title={t('organisations.close')} small>
          <p>{t('organisations.close-text')}</p>
          <ActForm action={`${here}/chiudi`} label={t('organisations.close-it')} look="quiet" />
        </Section>
      )}
    </div>,
  );
}
