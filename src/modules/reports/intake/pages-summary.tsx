import type { Draft } from '../../../commons/drafts/drafts.ts';
import type { Entry } from '../../../commons/entries/store.ts';
import { NoticeLink } from '../../../commons/privacy/part.tsx';
import { getPlace, officeName, type Place, territoryOf } from '../../../commons/territory/territory.ts';
import { nameOfSomebody } from '../../../kernel/actor.ts';
import type { Ctx } from '../../../kernel/context.ts';
import type { Answer } from '../../../kernel/http/route.ts';
import { Form, Submit } from '../../../kernel/pages/form.tsx';
import { Notice } from '../../../kernel/pages/notice.tsx';
import { Acts, ButtonLink } from '../../../kernel/pages/structure.tsx';
import { DefinitionList } from '../../../kernel/pages/table.tsx';
import { Confirmation, type Knot, Receipt, Thread } from '../../../kernel/pages/thread.tsx';
import type { Refusal } from '../../../kernel/refusal.ts';
import type { ActPlace } from '../../../kernel/register/store-seal.ts';
import type { Way } from '../bodies/routing.ts';
import { categoryName, categoryOf } from '../category.ts';
import { toWhom } from '../hops.ts';
import { type Answers, answerInWords, type Question } from '../question.ts';
import type { Hop } from '../store-moves.ts';
import { type Told, toldIn } from './flow.ts';
import { AfterSending, base, shellPage } from './pages-form.tsx';

/** Step three: everything once more, before it is sent. */
export function summaryPage(
  ctx: Ctx,
  draft: Draft,
  { competent, way }: { competent: Place | null; way: Way | null },
  questions: readonly Question[],
  refusal?: Refusal,
): Answer {
  const { t } = ctx.words;
  const told = toldIn(draft);
  const change = { href: `${base}/dati`, label: t('reports.summary.change') };
  const place = competent ?? territoryOf(ctx).metropolis!;
  const kind = categoryName(ctx, place.id, told.category ?? null);
  return shellPage(
    ctx,
    2,
    `${base}/riepilogo`,
    { refusal, errors: refusal !== undefined },
    <>
      {refusal && (
        <Notice
          kind="refusal"
          title={t(refusal.textKey, refusal.params)}
          links={refusal.status === 401 ? [{ href: `/entra?next=${base}/riepilogo`, label: t('reports.summary.sign-in') }] : []}
        />
      )}
      <h2>{t('reports.summary.title')}</h2>
      <DefinitionList
        items={[
          {
            term: t('reports.summary.where'),
            value: whereTold(ctx, told, competent),
            change,
          },
          ...(way && way.by !== 'geometry' ? [{ term: t('reports.way.owner'), value: whoAnswers(ctx, way, kind) }] : []),
          { term: t('reports.summary.category'), value: kind, change },
          { term: t('reports.what.title.label'), value: told.title ?? '', change },
          { term: t('reports.what.description.label'), value: told.description || t('reports.summary.nothing'), change },
          ...questions.flatMap((question) => {
            const answer = told.answers?.[question.code] as Answers[string] | undefined;
            return {
              term: question[ctx.words.lang],
              value: answer ? answerInWords(ctx, question, answer) : t('reports.summary.nothing'),
              change: { href: `${base}/domande`, label: t('reports.summary.change') },
            };
          }),
          {
            term: t('reports.what.photos-legend'),
            value:
              told.photos.length === 0
                ? t('reports.summary.nothing')
                : told.photos.map((photo, i) => (
                    <img
                      class="ar-thumb"
                      src={`${base}/foto/${photo.id}`}
                      width="120"
                      height="90"
                      alt={photo.alt || t('reports.summary.photo', { n: i + 1 })}
                    />
                  )),
            change,
          },
          {
            term: t('reports.summary.who'),
            value:
              told.who === 'person'
                ? whoTold(ctx, told)
                : told.who === 'email'
                  ? [told.name, told.email].filter(Boolean).join(', ')
                  : t('reports.anonymous'),
            change: { href: base, label: t('reports.summary.change') },
          },
        ]}
      />
      <Form action={`${base}/riepilogo`}>
        <NoticeLink ctx={ctx} procedure="reports.report" place={place.id} />
        <Acts>
          <Submit label={t('reports.summary.send')} icon="check" />
          <a href={`${base}/dati`}>{t('reports.new.back')}</a>
        </Acts>
      </Form>
    </>,
    <AfterSending ctx={ctx} />,
  );
}

/** The own name, and for which organisation. */
function whoTold(ctx: Ctx, { onBehalf }: Told): string {
  const { t } = ctx.words;
  const name = nameOfSomebody(ctx.actor) || t('reports.summary.signed-out');
  const organisation = ctx.actor.organisations.find(({ id }) => id === onBehalf);
  return organisation ? t('reports.on-behalf', { name, organisation: organisation.name }) : name;
}

/** The words; without any, that a point was marked, and where. */
function whereTold(ctx: Ctx, { placeLabel, lat, lon }: Told, competent: Place | null): string {
  const office = competent ? officeName(ctx, competent) : '';
  if (placeLabel || lat === undefined || lon === undefined) return [placeLabel, office].filter(Boolean).join(', ');
  const degrees = ctx.words.t('reports.summary.point', { lat: lat.toFixed(5), lon: lon.toFixed(5) });
  return [degrees, office].filter(Boolean).join(', ');
}

function whoAnswers(ctx: Ctx, { owner, body, thing }: Way, kind: string): string {
  if (body) return ctx.words.t('reports.way.body', { owner, kind: kind.toLowerCase() });
  return ctx.words.t('reports.way.place', { owner, known: thing ? 'yes' : 'no', thing: thing ?? '' });
}

/** Step four: the code, the receipt, what happens now and by when. */
export function receiptPage(
  ctx: Ctx,
  { entry, hop, receipt, act, byEmail }: { entry: Entry; hop?: Hop; receipt: string; act: ActPlace; byEmail: boolean },
): Answer {
  const { t, weekday, moment } = ctx.words;
  const place = getPlace(ctx, entry.place);
  const category = categoryOf(ctx, entry.place, entry.topic);
  const office = officeName(ctx, place);
  const owner = hop?.body ?? '';
  return shellPage(
    ctx,
    3,
    `${base}/ricevuta`,
    {},
    <>
      <Confirmation
        title={t('reports.receipt.title', { code: entry.code })}
        text={
          byEmail
            ? t('reports.receipt.confirm-email')
            : t(owner ? 'reports.receipt.passed' : 'reports.receipt.text', { office, owner })
        }
      >
        <Acts>
          {entry.visibility === 'public' ? (
            <ButtonLink href={`/segnalazioni/${entry.code}`} label={t('reports.receipt.see')} />
          ) : (
            <p class="mb-0">
              {t(byEmail && category?.audience !== 'office' ? 'reports.receipt.after-email' : 'reports.receipt.office-alone')}
            </p>
          )}
          <a href={base}>{t('reports.receipt.another')}</a>
        </Acts>
      </Confirmation>
      <Receipt id="receipt" title={t('reports.receipt.code')} code={receipt} text={t('reports.receipt.keep')} />
      <p>
        {t('reports.receipt.act', { seq: act.seq })} <a href={`/registro/prova/${act.id}`}>{t('reports.receipt.proof')}</a>
      </p>
      <h2>{t('reports.receipt.next')}</h2>
      <Thread
        label={t('reports.receipt.next')}
        knots={[
          {
            look: 'new',
            when: moment(entry.published),
            title: t('reports.state.sent'),
            body: t(hop ? 'reports.thread.followed' : 'reports.thread.competent', { office }),
          },
          ...(hop ? passedKnots(ctx, hop, owner) : []),
          ...(entry.due && !hop
            ? [
                {
                  look: 'taken' as const,
                  when: t('reports.by-weekday', { day: weekday(entry.due, ctx.now) }),
                  who: office,
                  title: t('reports.thread.next-answer'),
                  promised: true,
                },
              ]
            : []),
          { look: 'done' as const, title: t('reports.after.done-title'), body: t('reports.after.done'), promised: true },
        ]}
      />
    </>,
  );
}

/** It is with them already; their reference is still to come. */
function passedKnots(ctx: Ctx, hop: Hop, owner: string): Knot[] {
  const { t, moment } = ctx.words;
  return [
    { look: 'taken', when: moment(hop.at), title: t('reports.way.sent-to', toWhom(ctx, hop)) },
    {
      look: 'taken',
      title: t('reports.receipt.reference-title', { owner }),
      body: t('reports.receipt.reference', { contact: hop.contact ?? '' }),
      promised: true,
    },
  ];
}
