import type { Ctx } from '../../kernel/context.ts';
import type { FormState } from '../../kernel/forms/form.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { ActForm, Form, FormErrors, Submit } from '../../kernel/pages/form.tsx';
import { Field } from '../../kernel/pages/form-field.tsx';
import type { FieldOption } from '../../kernel/pages/form-schema.ts';
import { Empty, Notice } from '../../kernel/pages/notice.tsx';
import { Pager } from '../../kernel/pages/rows.tsx';
import { Acts, ButtonLink, PageHead } from '../../kernel/pages/structure.tsx';
import { Table, type TableRow } from '../../kernel/pages/table.tsx';
import type { Refusal } from '../../kernel/refusal.ts';
import { sitePage } from '../site/page.tsx';
import { territoryOf } from '../territory/territory.ts';
import { Refused } from './pages-entering.tsx';
import { administers, roleNames, rolesGivenBy } from './roles.ts';
import type { PersonWithRoles } from './store.ts';

const doneTexts: Record<string, string> = {
  invito: 'people.admin.done-invite',
  ruolo: 'people.admin.done-role',
  fine: 'people.admin.done-end',
  secondo: 'people.admin.done-reset',
  sessioni: 'people.admin.done-sessions',
};

/** Who works here, and as what. */
export function peoplePage(
  ctx: Ctx,
  shown: { people: readonly PersonWithRoles[]; next: string | null; done?: string; refusal?: Refusal },
): Answer {
  const { t } = ctx.words;
  const done = doneTexts[shown.done ?? ''];
  return sitePage(
    ctx,
    {
      title: t('people.admin.title'),
      path: '/persone',
      section: '/persone',
      refusal: shown.refusal,
      cache: 'private',
    },
    <div class="container ar-last">
      <PageHead
        title={t('people.admin.title')}
        lead={t('people.admin.lead')}
        action={{ href: '/persone/nuova', label: t('people.admin.invite') }}
      />
      {done && !shown.refusal && <Notice kind="done" title={t(done)} />}
      {shown.refusal && <Refused ctx={ctx} refusal={shown.refusal} />}
      <Acts>
        <ButtonLink href="/persone/ruoli" label={t('people.admin.give-role')} look="quiet" />
        <ButtonLink href="/persone/chiavi" label={t('people.keys.title')} look="quiet" />
        <ButtonLink href="/webhook" label={t('webhooks.title')} look="quiet" />
      </Acts>
      {shown.people.length === 0 ? (
        <Empty text={t('people.admin.empty')} links={[{ href: '/persone/nuova', label: t('people.admin.invite') }]} />
      ) : (
        <Table
          caption={t('people.admin.title')}
          columns={[
            { label: t('people.admin.person') },
            { label: t('people.admin.role') },
            { label: t('people.admin.place') },
            { label: t('people.admin.change') },
          ]}
          rows={shown.people.flatMap((person) => person.roles.map((held) => rowOf(ctx, person, held)))}
        />
      )}
      <Pager next={shown.next ? `/persone?da=${shown.next}` : undefined} />
    </div>,
  );
}

/** One row for each role: what is held, where, and the way to end it for whoever may. */
function rowOf(ctx: Ctx, person: PersonWithRoles, held: PersonWithRoles['roles'][number]): TableRow {
  const { t } = ctx.words;
  const mayEnd = rolesGivenBy(ctx.actor, held.place).includes(held.role);
  return {
    head: person.name,
    meta: person.email,
    cells: [
      t(`people.role.${held.role}`),
      territoryOf(ctx).byId.get(held.place)?.name,
      mayEnd && (
        <>
          <ActForm action={`/persone/ruoli/${held.id}/fine`} label={t('people.admin.end-role')} look="quiet" />
          {person.id !== ctx.actor.person && <a href={`/persone/${person.id}/secondo`}>{t('people.admin.reset')}</a>}
        </>
      ),
    ],
  };
}

export function invitePage(ctx: Ctx, { asked, refusal }: { asked: FormState; refusal?: Refusal }): Answer {
  const { t } = ctx.words;
  return sitePage(
    ctx,
    {
      title: t('people.invite.title'),
      path: '/persone/nuova',
      section: '/persone',
      form: asked,
      refusal,
      cache: 'private',
    },
    <div class="container ar-last">
      <PageHead title={t('people.invite.title')} lead={t('people.invite.lead')} />
      {refusal && <Refused ctx={ctx} refusal={refusal} />}
      <FormErrors form={asked} />
      <Form action="/persone/nuova">
        <Field form={asked} name="name" />
        <Field form={asked} name="email" />
        <Field form={asked} name="role" options={roleOptions(ctx)} />
        <Field form={asked} name="place" options={placeOptions(ctx)} />
        <Submit label={t('people.invite.send')} />
      </Form>
    </div>,
  );
}

export function giveRolePage(ctx: Ctx, { asked, refusal }: { asked: FormState; refusal?: Refusal }): Answer {
  const { t } = ctx.words;
  return sitePage(
    ctx,
    {
      title: t('people.give-role.title'),
      path: '/persone/ruoli',
      section: '/persone',
      form: asked,
      refusal,
      cache: 'private',
    },
    <div class="container ar-last">
      <PageHead title={t('people.give-role.title')} lead={t('people.give-role.lead')} />
      {refusal && <Refused ctx={ctx} refusal={refusal} />}
      <FormErrors form={asked} />
      <Form action="/persone/ruoli">
        <Field form={asked} name="email" />
        <Field form={asked} name="role" options={roleOptions(ctx)} />
        <Field form={asked} name="place" options={placeOptions(ctx)} />
        <Field form={asked} name="until" />
        <Submit label={t('people.give-role.send')} />
      </Form>
    </div>,
  );
}

/** Only what this administrator may give is offered; what may be given where is checked again by the verb. */
function roleOptions(ctx: Ctx): FieldOption[] {
  const given = new Set(ownPlaces(ctx).flatMap((place) => rolesGivenBy(ctx.actor, place.id)));
  return roleNames.filter((role) => given.has(role)).map((role) => ({ value: role, label: ctx.words.t(`people.role.${role}`) }));
}

/** Whoever administers one place alone is not asked which. */
export function onlyPlace(ctx: Ctx): string | undefined {
  const places = ownPlaces(ctx);
  return places.length === 1 ? places[0]!.id : undefined;
}

export function placeOptions(ctx: Ctx): FieldOption[] {
  return ownPlaces(ctx).map((place) => ({ value: place.id, label: place.name }));
}

function ownPlaces(ctx: Ctx) {
  const { metropolis, municipalities } = territoryOf(ctx);
  return [...(metropolis ? [metropolis] : []), ...municipalities].filter((place) => administers(ctx.actor, place.id));
}
