import type { Ctx } from '../../kernel/context.ts';
import { blank, type FormState } from '../../kernel/forms/form.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { ActForm, Form, FormErrors, Submit } from '../../kernel/pages/form.tsx';
import { Field } from '../../kernel/pages/form-field.tsx';
import { Notice } from '../../kernel/pages/notice.tsx';
import { Acts, ButtonLink, PageHead, Section } from '../../kernel/pages/structure.tsx';
import type { Refusal } from '../../kernel/refusal.ts';
import { sitePage } from '../site/page.tsx';
import { addPasskeyForm, proveSecondForm } from './forms-second.ts';
import { Refused } from './pages-entering.tsx';

/** What is still owed: a code or a passkey, or, for who works here and has neither, making one. */
export function secondPage(ctx: Ctx, shown: { next?: string; proving?: FormState; refusal?: Refusal }): Answer {
  const { t } = ctx.words;
  const proving = shown.proving ?? blank('people.prove-second', proveSecondForm, { next: shown.next });
  const next = shown.next ?? String(proving.values['next'] ?? '/');
  const making = ctx.actor.awaits === 'second-key';
  const title = t(making ? 'people.second.make-title' : 'people.second.title');
  return sitePage(
    ctx,
    {
      title,
      path: '/entra/secondo',
      form: proving,
      refusal: shown.refusal,
      islands: ['passkey'],
      hidden: true,
      cache: 'private',
    },
    <div class="container">
      <PageHead title={title} lead={t(making ? 'people.second.make-lead' : 'people.second.lead')} />
      {shown.refusal && <Refused ctx={ctx} refusal={shown.refusal} />}
      {making ? (
        <>
          <Section id="passkey" title={t('people.access.passkey')} lead={t('people.access.passkeys-lead')}>
            <Passkey ctx={ctx} what="make" next={next} adding={blank('people.add-passkey', addPasskeyForm, { next })} />
          </Section>
          <Section id="codes" title={t('people.access.codes')} lead={t('people.access.codes-lead')}>
            <ActForm action="/profilo/codici" hidden={{ next }} label={t('people.access.start-codes')} look="outline" />
          </Section>
        </>
      ) : (
        <Section id="code" title={t('people.second.by-code')}>
          <FormErrors form={proving} />
          <Form action="/entra/secondo">
            <Field form={proving} name="code" />
            <Field form={proving} name="next" />
            <Submit label={t('people.second.confirm')} />
          </Form>
          <Passkey ctx={ctx} what="use" next={next} />
        </Section>
      )}
      <Section
        id="otherwise"
        title={t('people.second.otherwise')}
        lead={making ? t('people.second.later') : t('people.second.lost')}
        last
      >
        <Acts>
          {making && <ButtonLink href={next} label={t('people.second.as-citizen')} look="quiet" />}
          <ActForm action="/esci" label={t('people.profile.leave')} look="quiet" />
        </Acts>
      </Section>
    </div>,
  );
}

/** Asks the device. Without a script, or a device that can, it is not shown; what else can be done stands beside it. */
export function Passkey({ ctx, what, next, adding }: { ctx: Ctx; what: 'use' | 'make'; next?: string; adding?: FormState }) {
  const { t } = ctx.words;
  return (
    <>
      <div data-passkey={what} data-failed={t(`people.passkey.${what}-failed`)} hidden>
        <Form
          action={what === 'make' ? '/profilo/passkey' : '/entra/passkey'}
          hidden={next === undefined ? { answer: '' } : { answer: '', next }}
        >
          {adding && <Field form={adding} name="name" />}
          <Submit label={t(`people.passkey.${what}`)} look="outline" />
        </Form>
        <p role="status" />
      </div>
      <noscript>
        <p>{t('people.passkey.no-script')}</p>
      </noscript>
    </>
  );
}

/** The secret of the app, to be read or typed, and the field that proves it was. */
export function codesPage(
  ctx: Ctx,
  {
    app,
    confirming,
    refusal,
  }: { app: { typed: string; square: { size: number; outline: string } }; confirming: FormState; refusal?: Refusal },
): Answer {
  const { t } = ctx.words;
  return sitePage(
    ctx,
    { title: t('people.codes.title'), path: '/profilo/accesso', form: confirming, refusal, cache: 'private' },
    <div class="container ar-last">
      <PageHead title={t('people.codes.title')} lead={t('people.codes.lead')} />
      {refusal && <Refused ctx={ctx} refusal={refusal} />}
      <svg
        class="ar-square"
        viewBox={`0 0 ${app.square.size} ${app.square.size}`}
        role="img"
        aria-label={t('people.codes.square')}
        shape-rendering="crispEdges"
      >
        <path d={`M0 0h${app.square.size}v${app.square.size}H0z`} fill="#fff" />
        <path d={app.square.outline} fill="#000" />
      </svg>
      <p>{t('people.codes.typed')}</p>
      <p>
        <code class="ar-secret">{app.typed}</code>
      </p>
      <FormErrors form={confirming} />
      <Form action="/profilo/codici/conferma">
        <Field form={confirming} name="code" />
        <Field form={confirming} name="next" />
        <Submit label={t('people.codes.confirm')} />
      </Form>
    </div>,
  );
}

/** The codes on paper, this once. */
export function recoveryPage(ctx: Ctx, { codes, next }: { codes: readonly string[]; next?: string }): Answer {
  const { t } = ctx.words;
  return sitePage(
    ctx,
    { title: t('people.recovery.title'), path: '/profilo/accesso', cache: 'private', hidden: true },
    <div class="container ar-last">
      <PageHead title={t('people.recovery.title')} lead={t('people.recovery.lead')} />
      <Notice kind="info" title={t('people.recovery.once')} />
      <ul class="ar-codes">
        {codes.map((code) => (
          <li>
            <code class="ar-secret">{code}</code>
          </li>
        ))}
      </ul>
      <ButtonLink href={next ?? '/profilo/accesso'} label={t('people.recovery.kept')} />
    </div>,
  );
}

export function resetPage(ctx: Ctx, { person, refusal }: { person: { id: string; name: string }; refusal?: Refusal }): Answer {
  const { t } = ctx.words;
  const title = t('people.reset.title', { name: person.name });
  return sitePage(
    ctx,
    { title, path: '/persone', section: '/persone', refusal, cache: 'private' },
    <div class="container ar-last">
      <PageHead title={title} lead={t('people.reset.lead')} />
      {refusal && <Refused ctx={ctx} refusal={refusal} />}
      <Acts>
        <ActForm action={`/persone/${person.id}/secondo`} label={t('people.reset.act')} />
        <ButtonLink href="/persone" label={t('people.reset.back')} look="quiet" />
      </Acts>
      <Section id="sessions" title={t('people.reset.sessions-title')} lead={t('people.reset.sessions-lead')} small>
        <ActForm action={`/persone/${person.id}/sessioni`} label={t('people.reset.sessions')} look="outline" />
      </Section>
    </div>,
  );
}
