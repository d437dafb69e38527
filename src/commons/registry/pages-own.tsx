import type { Ctx } from '../../kernel/context.ts';
import { blank, type FormState } from '../../kernel/forms/form.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { ActForm, Form, FormErrors, Submit } from '../../kernel/pages/form.tsx';
import { Field } from '../../kernel/pages/form-field.tsx';
import { Notice } from '../../kernel/pages/notice.tsx';
import { Points } from '../../kernel/pages/rows.tsx';
import { Acts, Breadcrumb, Go, PageHead, Section } from '../../kernel/pages/structure.tsx';
import { DefinitionList, Table } from '../../kernel/pages/table.tsx';
import type { Refusal } from '../../kernel/refusal.ts';
import { Refused } from '../people/pages-entering.tsx';
import { NoticeLink } from '../privacy/part.tsx';
import { sitePage } from '../site/page.tsx';
import { type Place, territoryOf } from '../territory/territory.ts';
import { checkMyself } from './actions.ts';
import { askAnpr } from './actions-anpr.ts';
import { contest } from './actions-counter.ts';
import type { Judged, Known, Statement } from './eligibility.ts';
import type { Rule } from './rule.ts';
import type { SnapshotRow } from './store.ts';
import type { RequestRow } from './store-anpr.ts';
import type { FactRow } from './store-facts.ts';
import { dayWords, nameOf, reasonWords, ruleWords, sourceWords } from './words.ts';

export const own = '/profilo/residenza';

export interface OwnShown {
  known: Known;
  facts: readonly FactRow[];
  /** The municipality that is asked about, and what is answered there. */
  asked?: { place: Place; rule: Rule; judged: Judged };
  request?: RequestRow;
  snapshots: readonly SnapshotRow[];
  asking: FormState;
  done?: string;
  refusal?: Refusal;
}

const doneTexts: Record<string, string> = {
  controllo: 'registry.own.done-check',
  contestato: 'registry.own.done-contest',
};

/** What is known of my residence and age, from whom, until when; and the ways to have it known. */
export function ownPage(ctx: Ctx, shown: OwnShown): Answer {
  const { t } = ctx.words;
  const { asked, refusal, asking } = shown;
  const done = doneTexts[shown.done ?? ''];
  return sitePage(
    ctx,
    { title: t('registry.own.title'), path: own, form: asking, refusal, hidden: true, cache: 'private' },
    <div class="container">
      <Breadcrumb trail={[{ href: '/profilo', label: t('registry.own.profile') }]} here={t('registry.own.title')} />
      <PageHead title={t('registry.own.title')} lead={t('registry.own.lead')} />
      {done && !refusal && <Notice kind="done" title={t(done)} />}
      {refusal && <Refused ctx={ctx} refusal={refusal} />}
      <Section id="answer" title={t('registry.own.may')}>
        {asked && <AnswerPart ctx={ctx} {...asked} />}
        <div class="mt-4">
          <Form action={own}>
            <Field
              form={blank(checkMyself.name, checkMyself.form, { place: asked?.place.id })}
              name="place"
              options={places(ctx)}
            />
            <Submit label={t(asked ? 'registry.own.check-again' : 'registry.own.check')} look="outline" />
          </Form>
        </div>
      </Section>
      <Section id="known" title={t('registry.own.known')}>
        <KnownPart ctx={ctx} known={shown.known} facts={shown.facts} />
        <NoticeLink ctx={ctx} procedure="registry.residence" place={asked?.place.id} />
      </Section>
      {ctx.config.anpr && <AnprPart ctx={ctx} known={shown.known} request={shown.request} asking={asking} />}
      <Section
        id="counter"
        title={t('registry.own.counter')}
        lead={t('registry.own.counter-lead')}
        last={shown.snapshots.length === 0}
      >
        <ActForm action={`${own}/codice`} label={t('registry.own.make-code')} look="outline" />
      </Section>
      {shown.snapshots.length > 0 && (
        <Section id="snapshots" title={t('registry.own.snapshots')} lead={t('registry.own.snapshots-lead')} last>
          <Snapshots ctx={ctx} snapshots={shown.snapshots} />
        </Section>
      )}
    </div>,
  );
}

const kinds = { yes: 'done', no: 'refusal', unknown: 'info' } as const;

function AnswerPart({ ctx, place, rule, judged }: { ctx: Ctx; place: Place; rule: Rule; judged: Judged }) {
  const { t } = ctx.words;
  const source = sourceWords(ctx, judged);
  return (
    <>
      <Notice
        kind={kinds[judged.answer]}
        title={t(`registry.answer.${judged.answer}`, { place: place.name })}
        text={t('registry.own.by-rule', { rule: ruleWords(ctx, rule) })}
      />
      <Points
        look={judged.answer === 'yes' ? 'done' : judged.answer === 'no' ? 'no' : 'new'}
        points={[...reasonWords(ctx, judged.reasons, rule), ...(source ? [source] : [])]}
      />
    </>
  );
}

function KnownPart({ ctx, known, facts }: { ctx: Ctx; known: Known; facts: readonly FactRow[] }) {
  const { t } = ctx.words;
  const lists = known.statements.filter(({ source, belongs }) => source === 'list' && belongs.length > 0);
  return (
    <DefinitionList
      items={[
        {
          term: t('registry.own.identity'),
          value: known.certified ? t('registry.own.certified') : t('registry.own.uncertified'),
          change: known.certified ? undefined : { href: '/profilo#identity', label: t('registry.own.certify') },
        },
        { term: t('registry.own.age'), value: ageWords(ctx, known) },
        ...lists.map((one) => ({
          term: t('registry.own.from-list', { place: nameOf(ctx, one.place) }),
          value: listWords(ctx, one),
        })),
        ...facts.map((fact) => ({
          term: t(`registry.own.from-${fact.source}`, { place: nameOf(ctx, fact.place) }),
          value: factWords(ctx, fact),
          change:
            fact.source === 'counter' && !fact.contested
              ? { href: `${own}/contesta/${fact.id}`, label: t('registry.own.contest') }
              : undefined,
        })),
        ...(lists.length + facts.length === 0 ? [{ term: t('registry.own.residence'), value: t('registry.own.nothing') }] : []),
      ]}
    />
  );
}

function ageWords(ctx: Ctx, { born, bornBy }: Known): string {
  const { t } = ctx.words;
  if (born) return t('registry.own.born', { day: dayWords(ctx, born) });
  const [earliest] = bornBy.toSorted();
  return earliest ? t('registry.own.born-by', { day: dayWords(ctx, earliest) }) : t('registry.own.no-age');
}

function listWords(ctx: Ctx, { belongs, asOf }: Statement): string {
  return ctx.words.t('registry.own.listed', { as: belongsWords(ctx, belongs), day: dayWords(ctx, asOf) });
}

function belongsWords(ctx: Ctx, belongs: readonly string[]): string {
  return belongs.map((one) => ctx.words.t(`registry.as.${one}`)).join(', ');
}

function factWords(ctx: Ctx, fact: FactRow): string {
  const { t } = ctx.words;
  const days = { day: dayWords(ctx, fact.asOf), until: dayWords(ctx, fact.until) };
  const as = fact.place ? belongsWords(ctx, fact.belongs) : t('registry.as.elsewhere');
  const said = t(fact.source === 'anpr' ? 'registry.own.anpr-said' : 'registry.own.counter-said', {
    ...days,
    as,
    document: fact.document ? t(`registry.document.${fact.document}`) : '',
    reason: fact.reason ?? '',
  });
  return fact.contested ? `${said} ${t('registry.own.contested', { day: ctx.words.day(fact.contested) })}` : said;
}

/** The code is typed by whoever it is of: the house does not know it. */
function AnprPart({ ctx, known, request, asking }: { ctx: Ctx; known: Known; request?: RequestRow; asking: FormState }) {
  const { t, relative } = ctx.words;
  const waits = request && !request.done;
  return (
    <Section id="anpr" title={t('registry.own.anpr')} lead={t('registry.own.anpr-lead')}>
      {waits && (
        <Notice
          kind="info"
          title={t('registry.own.asking')}
          text={t('registry.own.asking-text', { at: relative(request.asked, ctx.now) })}
          links={[{ href: `${own}#anpr`, label: t('registry.own.look-again') }]}
        />
      )}
      {request?.done && (
        <Notice
          kind={request.outcome === 'resident' ? 'done' : 'info'}
          title={t(`registry.outcome.${request.outcome}`)}
          text={t('registry.own.answered-text', { at: relative(request.done, ctx.now) })}
        />
      )}
      {!known.certified && (
        <Notice
          kind="info"
          title={t('registry.own.certify-first')}
          links={[{ href: '/profilo#identity', label: t('registry.own.certify') }]}
        />
      )}
      {known.certified && !waits && (
        <>
          <FormErrors form={asking} />
          <Form action={`${own}/anpr`}>
            <Field form={asking} name="place" options={places(ctx)} />
            <Field form={asking} name="code" />
            <Submit label={t('registry.own.ask-anpr')} look="outline" />
          </Form>
        </>
      )}
    </Section>
  );
}

function Snapshots({ ctx, snapshots }: { ctx: Ctx; snapshots: readonly SnapshotRow[] }) {
  const { t } = ctx.words;
  return (
    <Table
      caption={t('registry.own.snapshots')}
      columns={[
        { label: t('registry.own.day') },
        { label: t('registry.own.rule'), short: t('registry.own.rule-short') },
        { label: t('registry.own.answered'), short: t('registry.own.answered-short') },
      ]}
      rows={snapshots.map((one) => ({
        head: dayWords(ctx, one.day),
        cells: [
          ruleWords(ctx, one.rule),
          [t(`registry.answered.${one.answer}`), ...reasonWords(ctx, one.reasons, one.rule), sourceWords(ctx, one)]
            .filter(Boolean)
            .join(' '),
        ],
      }))}
    />
  );
}

/** A code to be shown at the counter; it is not shown a second time. */
export function codePage(ctx: Ctx, { code, expires }: { code: string; expires: Date }): Answer {
  const { t, time } = ctx.words;
  const title = t('registry.code.title');
  return sitePage(
    ctx,
    { title, path: own, hidden: true, cache: 'private' },
    <div class="container ar-last">
      <Breadcrumb trail={trail(ctx)} here={title} />
      <PageHead title={title} lead={t('registry.code.lead', { time: time(expires) })} />
      <p class="ar-code ar-code-large">{code}</p>
      <p>{t('registry.code.bring')}</p>
      <Acts>
        <Go href={own} label={t('registry.code.back')} />
      </Acts>
    </div>,
  );
}

export function contestPage(ctx: Ctx, { fact, state, refusal }: { fact: FactRow; state: FormState; refusal?: Refusal }): Answer {
  const { t } = ctx.words;
  const title = t('registry.contest.title');
  return sitePage(
    ctx,
    { title, path: own, form: state, refusal, hidden: true, cache: 'private' },
    <div class="container ar-last">
      <Breadcrumb trail={trail(ctx)} here={title} />
      <PageHead title={title} lead={t('registry.contest.lead', { place: nameOf(ctx, fact.place) })} />
      {refusal && <Refused ctx={ctx} refusal={refusal} />}
      <p>{factWords(ctx, fact)}</p>
      <FormErrors form={state} />
      <Form action={`${own}/contesta/${fact.id}`}>
        <Field form={state} name="objection" />
        <Acts>
          <Submit label={t('registry.contest.act')} />
          <Go href={own} label={t('registry.contest.no')} />
        </Acts>
      </Form>
    </div>,
  );
}

function trail(ctx: Ctx) {
  const { t } = ctx.words;
  return [
    { href: '/profilo', label: t('registry.own.profile') },
    { href: own, label: t('registry.own.title') },
  ];
}

function places(ctx: Ctx) {
  return territoryOf(ctx).municipalities.map(({ id, name }) => ({ value: id, label: name }));
}

export function blankAsking(values: Record<string, unknown> = {}): FormState {
  return blank(askAnpr.name, askAnpr.form, values);
}

export function blankContest(): FormState {
  return blank(contest.name, contest.form);
}

/** In the profile. */
export function ProfilePart({ ctx }: { ctx: Ctx }) {
  const { t } = ctx.words;
  return (
    <Section id="residence" title={t('registry.own.title')} lead={t('registry.profile.lead')}>
      <Acts>
        <Go href={own} label={t('registry.profile.go')} icon="pin" />
      </Acts>
    </Section>
  );
}
