import type { Ctx } from '../../kernel/context.ts';
import type { FormState } from '../../kernel/forms/form.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { ActForm, Form, FormErrors, Submit } from '../../kernel/pages/form.tsx';
import { Field } from '../../kernel/pages/form-field.tsx';
import { Empty, Notice } from '../../kernel/pages/notice.tsx';
import { Acts, Breadcrumb, PageHead, Section } from '../../kernel/pages/structure.tsx';
import { DefinitionList, Table } from '../../kernel/pages/table.tsx';
import type { Refusal } from '../../kernel/refusal.ts';
import { Refused } from '../people/pages-entering.tsx';
import { sitePage } from '../site/page.tsx';
import { getPlace } from '../territory/territory.ts';
import { allPowers, powerInWords } from './powers.ts';
import type { OrganisationRow } from './store.ts';
import type { InvitationRow, NamedDelegate } from './store-delegates.ts';

export interface DelegatesShown {
  delegates: readonly NamedDelegate[];
  /** Those that nobody has accepted yet. */
  invitations: readonly InvitationRow[];
  /** Nothing for whoever may not invite. */
  asked?: FormState;
  done?: string;
  refusal?: Refusal;
}

const doneTexts: Record<string, string> = {
  invito: 'organisations.done-invited',
  ritiro: 'organisations.done-withdrawn',
  fine: 'organisations.done-end',
};

/** Who may act for an organisation; for its delegates and its administrators alone. */
export function delegatesPage(ctx: Ctx, organisation: OrganisationRow, shown: DelegatesShown): Answer {
  const { t, day } = ctx.words;
  const { asked, refusal } = shown;
  const page = `/organizzazioni/${organisation.id}`;
  const here = `${page}/delegati`;
  const done = doneTexts[shown.done ?? ''];
  const faulty = Boolean(asked && asked.errors.length > 0);
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
      {asked && <FormErrors form={asked} />}
      {done && !refusal && !faulty && <Notice kind="done" title={t(done)} />}
      {refusal && <Refused ctx={ctx} refusal={refusal} />}
      {shown.delegates.length === 0 ? (
        <Empty text={t('organisations.no-delegates')} />
      ) : (
        <Table
          caption={t('organisations.delegates')}
          columns={[
            { label: t('organisations.delegate') },
            { label: t('organisations.powers'), short: t('organisations.powers') },
            { label: t('organisations.since'), short: t('organisations.since') },
            { label: t('organisations.until'), short: t('organisations.until') },
            { label: t('organisations.end') },
          ]}
          rows={shown.delegates.map((delegate) => ({
            head: delegate.name,
            meta: [delegate.title, delegate.email].filter(Boolean).join(' · '),
            cells: [
              delegate.powers.map((power) => powerInWords(ctx.words, power)).join(', '),
              day(delegate.since),
              delegate.until ? day(new Date(delegate.until.getTime() - 1)) : t('organisations.no-end'),
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
      {shown.invitations.length > 0 && (
        <Section id="inviti" title={t('organisations.invitations')} small>
          <Table
            caption={t('organisations.invitations')}
            columns={[
              { label: t('organisations.invited') },
              { label: t('organisations.powers'), short: t('organisations.powers') },
              { label: t('organisations.expires'), short: t('organisations.expires') },
              { label: t('organisations.withdraw') },
            ]}
            rows={shown.invitations.map((one) => ({
              head: one.email,
              cells: [
                one.powers.map((power) => powerInWords(ctx.words, power)).join(', '),
                day(one.expires),
                <ActForm
                  action={`${page}/inviti/${one.id}/ritira`}
                  label={t('organisations.withdraw-of', { email: one.email })}
                  look="quiet"
                />,
              ],
            }))}
          />
        </Section>
      )}
      {asked && (
        <Section id="invita" title={t('organisations.invite')} small>
          <Form action={here}>
            <Field form={asked} name="email" />
            <Field
              form={asked}
              name="powers"
              options={allPowers().map((power) => ({ value: power, label: powerInWords(ctx.words, power) }))}
            />
            <Field form={asked} name="until" />
            <p class="ar-soft">{t('organisations.in-register')}</p>
            <Submit label={t('organisations.invite-it')} />
          </Form>
        </Section>
      )}
    </div>,
  );
}

/** Who asks, for what, until when; pressing is saying yes. */
export function invitationPage(
  ctx: Ctx,
  { token, invitation, refusal }: { token: string; invitation?: InvitationRow; refusal?: Refusal },
): Answer {
  const { t, day } = ctx.words;
  const title = invitation ? t('organisations.invited-to', { name: invitation.name }) : t('organisations.invitation');
  return sitePage(
    ctx,
    { title, path: `/organizzazioni/inviti/${token}`, refusal, cache: 'private', hidden: true },
    <div class="container ar-last">
      <PageHead title={title} lead={invitation && t('organisations.invited-lead')} />
      {refusal && <Refused ctx={ctx} refusal={refusal} />}
      {invitation && (
        <>
          <DefinitionList
            items={[
              {
                term: t('organisations.you-may'),
                value: invitation.powers.map((power) => powerInWords(ctx.words, power)).join('; '),
              },
              { term: t('organisations.until'), value: invitation.until ? day(invitation.until) : t('organisations.no-end') },
              { term: t('organisations.place'), value: getPlace(ctx, invitation.place).name },
            ]}
          />
          <Acts>
            <ActForm action={`/organizzazioni/inviti/${token}`} label={t('organisations.accept')} look="primary" icon="check" />
            <a href="/">{t('organisations.not-accept')}</a>
          </Acts>
        </>
      )}
    </div>,
  );
}
