import type { Ctx } from '../../kernel/context.ts';
import type { FormState } from '../../kernel/forms/form.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { ActForm, Form, FormErrors, Submit } from '../../kernel/pages/form.tsx';
import { Field } from '../../kernel/pages/form-field.tsx';
import { Notice } from '../../kernel/pages/notice.tsx';
import { Acts, Go, PageHead, Section } from '../../kernel/pages/structure.tsx';
import { DefinitionList, Table } from '../../kernel/pages/table.tsx';
import type { Refusal } from '../../kernel/refusal.ts';
import { sitePage } from '../site/page.tsx';
import { territoryOf } from '../territory/territory.ts';
import { Refused } from './pages-entering.tsx';
import type { PersonRow, RoleRow } from './store.ts';

export interface ProfileShown {
  person: PersonRow;
  naming: FormState;
  password: FormState;
  hasPassword: boolean;
  roles: readonly RoleRow[];
  sessions: readonly { id: Buffer; created: Date; seen: Date; agent: string }[];
  /** The session that is reading. */
  current: Buffer | null;
  /** What was just done. */
  done?: string;
  refusal?: Refusal;
}

const doneTexts: Record<string, string> = { nome: 'people.profile.done-name', password: 'people.profile.done-password' };

/** The own account: who I am here, what I may do, where I am signed in. */
export function profilePage(ctx: Ctx, shown: ProfileShown): Answer {
  const { t, day } = ctx.words;
  const { person, naming, password, refusal } = shown;
  const done = doneTexts[shown.done ?? ''];
  const faulty = naming.errors.length + password.errors.length > 0;
  return sitePage(
    ctx,
    {
      title: t('people.profile.title'),
      path: '/profilo',
      form: [naming, password],
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
      <Go href="/notifiche" label={t('people.profile.notices')} icon="bell" />
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
      <Section id="name" title={t('people.profile.name')}>
        <FormErrors form={naming} />
        <Form action="/profilo">
          <Field form={naming} name="name" />
          <Field form={naming} name="language" />
          <Submit label={t('people.profile.save')} look="outline" />
        </Form>
      </Section>
      <Section id="password" title={t(shown.hasPassword ? 'people.profile.change-password' : 'people.profile.set-password')}>
        <FormErrors form={password} />
        <Form action="/profilo/password">
          <Field form={password} name="password" />
          <Submit label={t('people.profile.save-password')} look="outline" />
        </Form>
      </Section>
      <Section id="sessions" title={t('people.profile.sessions')}>
        <Table
          caption={t('people.profile.sessions')}
          columns={[
            { label: t('people.profile.device') },
            { label: t('people.profile.begun'), short: t('people.profile.begun') },
            { label: t('people.profile.seen'), short: t('people.profile.seen') },
          ]}
          rows={shown.sessions.map((session) => ({
            head: session.agent || t('people.profile.device-unknown'),
            meta: shown.current?.equals(session.id) ? t('people.profile.this-device') : undefined,
            cells: [ctx.words.relative(session.created, ctx.now), ctx.words.relative(session.seen, ctx.now)],
          }))}
        />
      </Section>
      <Section id="leave" title={t('people.profile.leave-title')} last>
        <Acts>
          <ActForm action="/esci" label={t('people.profile.leave')} look="outline" />
          <ActForm action="/profilo/sessioni" label={t('people.profile.leave-everywhere')} look="quiet" />
        </Acts>
      </Section>
    </div>,
  );
}

/** «Arenaria, dal 3 marzo 2026», «..., fino al 4 dicembre 2026» */
function roleInWords(ctx: Ctx, role: RoleRow): string {
  const { t, day } = ctx.words;
  const place = territoryOf(ctx).byId.get(role.place)?.name ?? '';
  if (!role.until) return t('people.profile.role-since', { place, since: day(role.since) });
  return t('people.profile.role-until', { place, since: day(role.since), until: day(new Date(role.until.getTime() - 1)) });
}
