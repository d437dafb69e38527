import { stateShown } from '../../../commons/entries/kind.ts';
import { sitePage } from '../../../commons/site/page.tsx';
import type { Ctx } from '../../../kernel/context.ts';
import type { FormState } from '../../../kernel/forms/form.ts';
import type { Answer } from '../../../kernel/http/route.ts';
import { Form, Submit } from '../../../kernel/pages/form.tsx';
import { State } from '../../../kernel/pages/icon.tsx';
import { Notice } from '../../../kernel/pages/notice.tsx';
import { PageHead } from '../../../kernel/pages/structure.tsx';
import { PromiseBox, Thread } from '../../../kernel/pages/thread.tsx';
import type { Refusal } from '../../../kernel/refusal.ts';
import { dueNote } from '../pages-list.tsx';
import { Mine } from '../pages-report-mine.tsx';
import { knots, type Threaded } from '../pages-report-thread.tsx';

/** One button, so that programs which follow the links of mails confirm nothing. */
export function confirmPage(ctx: Ctx, token: string): Answer {
  const { t } = ctx.words;
  return sitePage(
    ctx,
    { title: t('reports.confirm.title'), path: '/', cache: 'private', hidden: true },
    <div class="container ar-last">
      <PageHead title={t('reports.confirm.title')} lead={t('reports.confirm.lead')} />
      {token ? (
        <Form action={`/segnalazioni/conferma/${encodeURIComponent(token)}`}>
          <p class="ar-soft">{t('reports.confirm.name')}</p>
          <Submit label={t('reports.confirm.button')} icon="check" />
        </Form>
      ) : (
        <Notice kind="refusal" title={t('reports.confirm.unknown')} />
      )}
    </div>,
  );
}

interface LookedUp {
  typed?: string;
  found?: Threaded & { contested: boolean };
  /** Something was added a moment ago. */
  done?: boolean;
  /** The address was confirmed a moment ago; with the code where everybody may read the report. */
  confirmed?: { code?: string };
  form?: FormState;
  refusal?: Refusal;
}

/** Where a report stands, for whoever has its code or its receipt. */
export function lookUpPage(ctx: Ctx, { typed, found, done, confirmed, form, refusal }: LookedUp): Answer {
  const { t } = ctx.words;
  const unknown = typed !== undefined && !found;
  return sitePage(
    ctx,
    {
      title: t('reports.look-up.title'),
      path: '/ricevuta',
      cache: typed === undefined && !confirmed ? 'public' : 'private',
      status: unknown ? 404 : (refusal?.status ?? (form ? 422 : 200)),
      errors: unknown || Boolean(form),
    },
    <div class="container ar-last">
      <PageHead title={t('reports.look-up.title')} lead={t('reports.look-up.lead')} />
      {confirmed && (
        <Notice
          kind="done"
          title={t('reports.confirm.done')}
          links={confirmed.code ? [{ href: `/segnalazioni/${confirmed.code}`, label: t('reports.confirm.see') }] : []}
        />
      )}
      {done && <Notice kind="done" title={t('reports.look-up.done')} />}
      {refusal && <Notice kind="refusal" title={t(refusal.textKey, refusal.params)} />}
      {unknown && <Notice kind="refusal" title={t('reports.look-up.unknown')} />}
      {found && <OnlyYours ctx={ctx} found={found} receipt={typed ?? ''} form={form} />}
      <LookUpForm ctx={ctx} typed={typed} />
    </div>,
  );
}

/** What is not public, for whoever holds its receipt: where it stands, and what the office answered. */
function OnlyYours({ ctx, found, receipt, form }: { ctx: Ctx; receipt: string } & Required<Pick<LookedUp, 'found'>> & LookedUp) {
  const { entry } = found;
  const { t } = ctx.words;
  return (
    <section aria-labelledby="yours">
      <h2 id="yours">{t('reports.look-up.private', { code: entry.code })}</h2>
      <p>
        <State {...stateShown(ctx.words, 'report', entry.state, entry.closed ? null : entry.due, ctx.now)} />{' '}
        {dueNote(ctx, entry)}
      </p>
      <Thread knots={knots(ctx, found)} labelledBy="yours" />
      <Mine
        ctx={ctx}
        entry={entry}
        report={found.report}
        hops={found.hops}
        contested={found.contested}
        receipt={receipt}
        form={form}
      />
    </section>
  );
}

/** For the home page. */
export function lookUpBox(ctx: Ctx) {
  const { t } = ctx.words;
  return (
    <PromiseBox title={t('reports.look-up.box')} id="written">
      <p>{t('reports.look-up.box-text')}</p>
      <LookUpForm ctx={ctx} />
    </PromiseBox>
  );
}

/** The one question of the look-up. */
function LookUpForm({ ctx, typed }: { ctx: Ctx; typed?: string }) {
  const { t } = ctx.words;
  return (
    <Form action="/ricevuta">
      <div class="ar-field">
        <label class="form-label" for="codice">
          {t('reports.look-up.label')}
        </label>
        <p class="ar-hint form-text" id="codice-hint">
          {t('reports.look-up.hint')}
        </p>
        <input class="form-control" id="codice" name="codice" value={typed} autocomplete="off" aria-describedby="codice-hint" />
      </div>
      <Submit label={t('reports.look-up.button')} look="outline" />
    </Form>
  );
}
