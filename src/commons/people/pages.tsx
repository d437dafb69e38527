import type { ComponentChildren } from 'preact';
import { holdsAnywhere } from '../../kernel/actor.ts';
import type { Ctx } from '../../kernel/context.ts';
import type { FormState } from '../../kernel/forms/form.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { ActForm, Form, FormErrors, Submit } from '../../kernel/pages/form.tsx';
import { Field } from '../../kernel/pages/form-field.tsx';
import { Notice } from '../../kernel/pages/notice.tsx';
import { Acts, Go, PageHead, Section } from '../../kernel/pages/structure.tsx';
import { DefinitionList } from '../../kernel/pages/table.tsx';
import type { Refusal } from '../../kernel/refusal.ts';
import { sitePage } from '../site/page.tsx';
import { territoryOf } from '../territory/territory.ts';
import { Refused } from './pages-entering.tsx';
import type { PersonRow, RoleRow } from './store.ts';

export interface ProfileShown {
  person: PersonRow;
  naming: FormState;
  roles: readonly RoleRow[];
  /** What other rooms add. */
  parts: ComponentChildren[];
  /** What was just done. */
  done?: string;
  refusal?: Refusal;
}

const doneTexts: Record<string, string> = { nome: 'people.profile.done-name' };

/** The own account: who I am here and what I may do. */
export function profilePage(ctx: Ctx, shown: ProfileShown): Answer {
  const { t, day } = ctx.words;
  const { person, naming, refusal } = shown;
  const done = doneTexts[shown.done ?? ''];
  const faulty = naming.errors.length > 0;
  return sitePage(
    ctx,
    {
      title: t('people.profile.title'),
      path: '/profilo',
      form: naming,
      refusal,
      cache: 'private',
    },
    <div class="container">
      <PageHead
        title={person.name}
        kicker={t('people.profile.title')}
        meta={[person.email, t(`people.assurance.${person.assurance}`), t('people.profile.since', { day: day(person.created) })]}
      />
      {done && !refusal && !faulty && <Notice kind="done" title={t(done)} />}
      {refusal && <Refused ctx={ctx} refusal={refusal} />}
      <Acts>
        <Go href="/segnalazioni?mie=1" label={t('people.profile.reports')} icon="list" />
        <Go href="/notifiche" label={t('people.profile.notices')} icon="bell" />
        <Go href="/profilo/dati" label={t('people.profile.data')} icon="download" />
        <Go href="/profilo/accesso" label={t('people.access.title')} icon="lock" />
        {holdsAnywhere(ctx.actor, ['auditor']) && <Go href="/registro" label={t('people.profile.register')} icon="shield" />}
      </Acts>
      {ctx.actor.awaits && <RolesWait ctx={ctx} />}
      {shown.roles.length > 0 && (
        <Section id="roles" title={t('people.profile.roles')}>
          <DefinitionList
            items={shown.roles.map((role) => ({ term: t(`people.role.${role.role}`), value: roleInWords(ctx, role) }))}
          />
        </Section>
      )}
      {ctx.actor.organisations.length > 0 && (
        <Section id="organisations" title={t('people.profile.organisations')} lead={t('people.profile.organisations-lead')}>
          <ul class="list-unstyled">
            {ctx.actor.organisations.map((organisation) => (
              <li>
                <a href={`/organizzazioni/${organisation.id}`}>{organisation.name}</a>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {shown.parts}
      <Section id="name" title={t('people.profile.name')}>
        <FormErrors form={naming} />
        <Form action="/profilo">
          <Field form={naming} name="name" />
          <Field form={naming} name="language" />
          <Submit label={t('people.profile.save')} look="outline" />
        </Form>
      </Section>
      <Section id="leave" title={t('people.profile.leave-title')} last>
        <Acts>
          <ActForm action="/esci" label={t('people.profile.leave')} look="outline" />
        </Acts>
      </Section>
    </div>,
  );
}

/** Roles are there, and sleep. */
export function RolesWait({ ctx }: { ctx: Ctx }) {
  const { t } = ctx.words;
  return (
    <Notice
      kind="info"
      title={t('people.roles-wait')}
      links={[{ href: '/entra/secondo?next=/profilo', label: t('people.second.make') }]}
    />
  );
}

/** «Arenaria, dal 3 marzo 2026», «..., fino al 4 dicembre 2026» */
function roleInWords(ctx: Ctx, role: RoleRow): string {
  const { t, day } = ctx.words;
  const place = territoryOf(ctx).byId.get(role.place)?.name ?? '';
  if (!role.until) return t('people.profile.role-since', { place, since: day(role.since) });
  return t('people.profile.role-until', { place, since: day(role.since), until: day(new Date(role.until.getTime() - 1)) });
}
