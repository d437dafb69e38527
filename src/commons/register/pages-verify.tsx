import type { Ctx } from '../../kernel/context.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { Form, Submit } from '../../kernel/pages/form.tsx';
import { Notice } from '../../kernel/pages/notice.tsx';
import { Points } from '../../kernel/pages/rows.tsx';
import { Breadcrumb, PageHead, Section } from '../../kernel/pages/structure.tsx';
import type { ActPlace } from '../../kernel/register/store-seal.ts';
import { sitePage } from '../site/page.tsx';
import { EntryShown, Waiting } from './pages-act.tsx';
import { type Proof, steps } from './proof.ts';

interface Shown {
  typed?: string;
  proof?: Proof;
  waiting?: ActPlace;
  unknown?: boolean;
}

/** A receipt is pasted, and seen proven step by step. */
export function verifyPage(ctx: Ctx, { typed, proof, waiting, unknown }: Shown): Answer {
  const { t } = ctx.words;
  const title = t('register.verify.title');
  return sitePage(
    ctx,
    {
      title,
      path: '/registro/verifica',
      cache: typed === undefined ? 'public' : 'private',
      status: unknown ? 404 : 200,
      errors: Boolean(unknown),
    },
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: '/registro', label: t('register.title') }]} here={title} />
      <PageHead title={title} lead={t('register.verify.lead')} />
      {unknown && <Notice kind="refusal" title={t('register.verify.unknown')} text={t('register.verify.unknown-text')} />}
      {waiting && <Waiting ctx={ctx} act={waiting} />}
      {proof && <Proven ctx={ctx} proof={proof} />}
      <Form action="/registro/verifica">
        <div class="ar-field">
          <label class="form-label" for="ricevuta">
            {t('register.verify.label')}
          </label>
          <p class="ar-hint form-text" id="ricevuta-hint">
            {t('register.verify.hint')}
          </p>
          <textarea
            class="form-control"
            id="ricevuta"
            name="ricevuta"
            rows={6}
            spellcheck={false}
            autocomplete="off"
            aria-describedby="ricevuta-hint"
          >
            {typed}
          </textarea>
        </div>
        <Submit label={t('register.verify.button')} icon="shield" />
      </Form>
    </div>,
  );
}

function Proven({ ctx, proof: { receipt, holds } }: { ctx: Ctx; proof: Proof }) {
  const { t, number } = ctx.words;
  const whole = holds === steps.length;
  const n = number(receipt.treeSize);
  return (
    <>
      <Notice
        kind={whole ? 'done' : 'refusal'}
        title={t(whole ? 'register.verify.proven' : 'register.verify.false')}
        text={whole ? undefined : t('register.verify.false-text')}
        links={whole ? [{ href: `/registro/atto/${receipt.leafIndex}`, label: t('register.act', { n: receipt.leafIndex }) }] : []}
      />
      <Section id="passi" title={t('register.verify.steps')} small>
        <Points look="done" points={steps.slice(0, holds).map((step) => t(`register.verify.good.${step}`, { n }))} />
        {!whole && <Points look="no" points={[t(`register.verify.wrong.${steps[holds]!}`, { n })]} />}
      </Section>
      <Section id="voce" title={t('register.verify.entry')} small>
        <EntryShown ctx={ctx} entry={receipt.entry} />
      </Section>
    </>
  );
}
