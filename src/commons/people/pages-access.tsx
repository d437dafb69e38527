import type { Ctx } from '../../kernel/context.ts';
import type { FormState } from '../../kernel/forms/form.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { ActForm, Form, FormErrors, Submit } from '../../kernel/pages/form.tsx';
import { Field } from '../../kernel/pages/form-field.tsx';
import { Notice } from '../../kernel/pages/notice.tsx';
import { Acts, PageHead, Section } from '../../kernel/pages/structure.tsx';
import { Table } from '../../kernel/pages/table.tsx';
import type { Refusal } from '../../kernel/refusal.ts';
import { sitePage } from '../site/page.tsx';
import { AgainPlease } from './pages-again.tsx';
import { Refused } from './pages-entering.tsx';
import { Passkey } from './pages-second.tsx';
import type { PasskeyRow } from './store-second.ts';

export interface AccessShown {
  password: FormState;
  adding: FormState;
  hasPassword: boolean;
  passkeys: readonly PasskeyRow[];
  /** Since when an app makes codes for this account. */
  codesSince: Date | null;
  recoveryLeft: number;
  sessions: readonly { id: Buffer; created: Date; seen: Date; agent: string }[];
  /** The session that is reading. */
  current: Buffer | null;
  /** Signed in a little while ago; otherwise nothing here can be changed. */
  fresh: boolean;
  email: string | null;
  /** What was just done. */
  done?: string;
  refusal?: Refusal;
}

const doneTexts: Record<string, string> = {
  password: 'people.profile.done-password',
  passkey: 'people.access.done-passkey',
  tolta: 'people.access.done-removed',
  tolti: 'people.access.done-codes-removed',
  sessione: 'people.access.done-session',
};

/** With what one enters, and where one has. */
export function accessPage(ctx: Ctx, shown: AccessShown): Answer {
  const { t, day } = ctx.words;
  const { password, adding, refusal } = shown;
  const done = doneTexts[shown.done ?? ''];
  const faulty = password.errors.length + adding.errors.length > 0;
  return sitePage(
    ctx,
    {
      title: t('people.access.title'),
      path: '/profilo/accesso',
      form: [password, adding],
      refusal,
      islands: ['passkey'],
      cache: 'private',
    },
    <div class="container">
      <PageHead title={t('people.access.title')} lead={t('people.access.lead')} kicker={ctx.actor.name} />
      {done && !refusal && !faulty && <Notice kind="done" title={t(done)} />}
      {refusal && <Refused ctx={ctx} refusal={refusal} />}
      {!shown.fresh && <AgainPlease ctx={ctx} email={shown.email} password={shown.hasPassword} next="/profilo/accesso" />}
      <Section id="passkeys" title={t('people.access.passkeys')} lead={t('people.access.passkeys-lead')}>
        {shown.passkeys.length > 0 && (
          <Table
            caption={t('people.access.passkeys')}
            columns={[
              { label: t('people.access.passkey') },
              { label: t('people.access.added'), short: t('people.access.added') },
              { label: t('people.access.used'), short: t('people.access.used') },
              { label: t('people.access.remove') },
            ]}
            rows={shown.passkeys.map((key, i) => ({
              head: <span id={`passkey-${i}`}>{key.name}</span>,
              cells: [
                day(key.added),
                key.used ? ctx.words.relative(key.used, ctx.now) : t('people.access.never'),
                <ActForm
                  action="/profilo/passkey/togli"
                  hidden={{ id: key.id.toString('base64url') }}
                  label={t('people.access.remove')}
                  look="quiet"
                  describedBy={`passkey-${i}`}
                />,
              ],
            }))}
          />
        )}
        <FormErrors form={adding} />
        <Passkey ctx={ctx} what="make" adding={adding} />
      </Section>
      <Section id="codes" title={t('people.access.codes')} lead={t('people.access.codes-lead')}>
        {shown.codesSince ? (
          <>
            <p>{t('people.access.codes-since', { day: day(shown.codesSince), n: shown.recoveryLeft })}</p>
            <Acts>
              <ActForm action="/profilo/codici/carta" label={t('people.access.new-recovery')} look="outline" />
              <ActForm action="/profilo/codici/togli" label={t('people.access.remove-codes')} look="quiet" />
            </Acts>
          </>
        ) : (
          <ActForm action="/profilo/codici" label={t('people.access.start-codes')} look="outline" />
        )}
      </Section>
      <Section id="password" title={t(shown.hasPassword ? 'people.profile.change-password' : 'people.profile.set-password')}>
        <FormErrors form={password} />
        <Form action="/profilo/password">
          <Field form={password} name="password" />
          <Submit label={t('people.profile.save-password')} look="outline" />
        </Form>
      </Section>
      <Section id="sessions" title={t('people.profile.sessions')} last>
        <Table
          caption={t('people.profile.sessions')}
          columns={[
            { label: t('people.profile.device') },
            { label: t('people.profile.begun'), short: t('people.profile.begun') },
            { label: t('people.profile.seen'), short: t('people.profile.seen') },
            { label: t('people.access.end-session') },
          ]}
          rows={shown.sessions.map((session, i) => {
            const here = shown.current?.equals(session.id);
            return {
              head: <span id={`session-${i}`}>{session.agent || t('people.profile.device-unknown')}</span>,
              meta: here ? t('people.profile.this-device') : undefined,
              cells: [
                ctx.words.relative(session.created, ctx.now),
                ctx.words.relative(session.seen, ctx.now),
                here ? (
                  <ActForm action="/esci" label={t('people.profile.leave')} look="quiet" describedBy={`session-${i}`} />
                ) : (
                  <ActForm
                    action="/profilo/sessioni/fine"
                    hidden={{ id: session.id.toString('hex') }}
                    label={t('people.access.end-session')}
                    look="quiet"
                    describedBy={`session-${i}`}
                  />
                ),
              ],
            };
          })}
        />
        <ActForm action="/profilo/sessioni" label={t('people.profile.leave-everywhere')} look="outline" />
      </Section>
    </div>,
  );
}
