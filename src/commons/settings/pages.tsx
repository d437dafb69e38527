import type { ComponentChildren } from 'preact';
import type { Ctx } from '../../kernel/context.ts';
import type { FormState } from '../../kernel/forms/form.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { ActForm, Form, FormErrors, Submit } from '../../kernel/pages/form.tsx';
import { Field } from '../../kernel/pages/form-field.tsx';
import { Notice } from '../../kernel/pages/notice.tsx';
import { LinkList } from '../../kernel/pages/rows.tsx';
import { Breadcrumb, PageHead, Section } from '../../kernel/pages/structure.tsx';
import { DefinitionList, Table } from '../../kernel/pages/table.tsx';
import type { Refusal } from '../../kernel/refusal.ts';
import type { Act } from '../../kernel/register/act.ts';
import { sitePage } from '../site/page.tsx';
import { officeName, type Place } from '../territory/territory.ts';
import { RecordFields } from './pages-records.tsx';
import { SettingValue } from './pages-value.tsx';
import type { SettingDeclaration } from './setting.ts';
import { askedSetting } from './setting-form.ts';
import type { SettingRow } from './store.ts';

/** A setting of a place at this moment. */
export interface Standing {
  declaration: SettingDeclaration;
  value: unknown;
  /** Where the value comes from: decided here, by the metropolis for all, or as the house was born. */
  origin: 'own' | 'inherited' | 'otherwise';
  since: Date | null;
  /** What this place decided for days to come. */
  scheduled: readonly SettingRow[];
}

/** The places whose settings this person may change. */
export function settingsIndexPage(ctx: Ctx, places: readonly Place[]): Answer {
  const { t } = ctx.words;
  return sitePage(
    ctx,
    { title: t('settings.title'), path: '/impostazioni', section: '/impostazioni', cache: 'private' },
    <div class="container ar-last">
      <PageHead title={t('settings.title')} lead={t('settings.lead')} />
      <LinkList
        lines
        links={places.map((place) => ({ href: `/impostazioni/${place.slug}`, label: officeName(ctx, place), icon: 'settings' }))}
      />
    </div>,
  );
}

/** Every setting of a place: what holds, where it comes from, since when. */
export function settingsPage(ctx: Ctx, place: Place, standing: readonly Standing[]): Answer {
  const { t } = ctx.words;
  const here = `/impostazioni/${place.slug}`;
  return sitePage(
    ctx,
    { title: t('settings.of', { name: place.name }), path: here, section: '/impostazioni', place: place.id, cache: 'private' },
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: '/impostazioni', label: t('settings.title') }]} here={place.name} />
      <PageHead title={t('settings.of', { name: place.name })} lead={t('settings.of-lead')} />
      <DefinitionList
        items={standing.map((one) => ({
          term: labelOf(ctx, one.declaration),
          value: (
            <>
              <SettingValue ctx={ctx} declaration={one.declaration} value={one.value} />
              <p class="ar-soft small mb-0">{origin(ctx, one)}</p>
              {one.scheduled.map((row) => (
                <p class="ar-soft small mb-0">{t('settings.changes-on', { day: ctx.words.day(row.since) })}</p>
              ))}
            </>
          ),
          change: { href: `${here}/${one.declaration.name}`, label: t('settings.change') },
        }))}
      />
    </div>,
  );
}

export interface SettingShown {
  standing: Standing;
  /** The forms that ask it, with what was typed. */
  forms: readonly FormState[];
  /** Of a list, the record that may be added. */
  next: FormState | null;
  /** From which day. */
  when: FormState;
  /** From the register, the latest first, with the names of who acted. */
  history: readonly Act[];
  names: ReadonlyMap<string, string>;
  done?: string;
  refusal?: Refusal;
}

const doneTexts: Record<string, string> = {
  deciso: 'settings.done-change',
  ereditato: 'settings.done-inherit',
  annullato: 'settings.done-cancel',
};

/** One setting: what holds now, the form to decide otherwise, what is decided for days to come, and who changed it when. */
export function settingPage(ctx: Ctx, place: Place, shown: SettingShown): Answer {
  const { t } = ctx.words;
  const { standing, forms, when, refusal } = shown;
  const { declaration } = standing;
  const label = labelOf(ctx, declaration);
  const index = `/impostazioni/${place.slug}`;
  const here = `${index}/${declaration.name}`;
  const all = [...forms, when];
  const faulty = all.some((form) => form.errors.length > 0);
  const done = doneTexts[shown.done ?? ''];
  return sitePage(
    ctx,
    {
      title: t('settings.one-of', { label, name: place.name }),
      path: here,
      section: '/impostazioni',
      place: place.id,
      cache: 'private',
      form: all,
      refusal: faulty ? undefined : refusal,
    },
    <div class="container ar-last">
      <Breadcrumb
        trail={[
          { href: '/impostazioni', label: t('settings.title') },
          { href: index, label: place.name },
        ]}
        here={label}
      />
      <PageHead title={label} kicker={officeName(ctx, place)} lead={t(`${textsOf(declaration)}.hint`)} />
      <FormErrors form={all} />
      {refusal && <Notice kind="refusal" title={t(refusal.textKey, refusal.params)} />}
      {done && !refusal && !faulty && <Notice kind="done" title={t(done)} />}
      <Section id="in-vigore" title={t('settings.in-force')} small>
        <SettingValue ctx={ctx} declaration={declaration} value={standing.value} />
        <p class="ar-soft">{origin(ctx, standing)}</p>
        {standing.origin === 'own' && (
          <ActForm
            action={`${here}/eredita`}
            label={t(place.kind === 'metropolis' ? 'settings.inherit-none' : 'settings.inherit')}
            look="quiet"
          />
        )}
      </Section>
      {standing.scheduled.length > 0 && <Scheduled ctx={ctx} here={here} standing={standing} />}
      <Section id="cambia" title={t('settings.decide')} small>
        <Form action={here}>
          {askedSetting(declaration).shape === 'records' ? (
            <RecordFields ctx={ctx} forms={forms.filter((form) => form.at !== undefined)} next={shown.next} />
          ) : (
            Object.keys(forms[0]!.schema.properties).map((field) => <Field form={forms[0]!} name={field} />)
          )}
          <Field form={when} name="from" />
          <p class="ar-soft">{t('settings.in-register')}</p>
          <Submit label={t('settings.save')} />
        </Form>
      </Section>
      {shown.history.length > 0 && <History ctx={ctx} shown={shown} />}
    </div>,
  );
}

function Scheduled({ ctx, here, standing }: { ctx: Ctx; here: string; standing: Standing }) {
  const { t, day } = ctx.words;
  return (
    <Section id="in-programma" title={t('settings.scheduled')} small>
      <Table
        caption={t('settings.scheduled')}
        columns={[
          { label: t('settings.from-day') },
          { label: t('settings.value'), short: t('settings.value') },
          { label: t('settings.cancel') },
        ]}
        rows={standing.scheduled.map((row) => ({
          head: day(row.since),
          cells: [
            <SettingValue ctx={ctx} declaration={standing.declaration} value={row.value} />,
            <ActForm action={`${here}/annulla`} hidden={{ id: row.id }} label={t('settings.cancel')} look="quiet" />,
          ],
        }))}
      />
    </Section>
  );
}

function History({ ctx, shown }: { ctx: Ctx; shown: SettingShown }) {
  const { t } = ctx.words;
  return (
    <Section id="storia" title={t('settings.history')} small>
      <Table
        caption={t('settings.history')}
        columns={[
          { label: t('settings.when') },
          { label: t('settings.who'), short: t('settings.who') },
          { label: t('settings.what'), short: t('settings.what') },
        ]}
        rows={shown.history.map((act) => ({
          head: ctx.words.moment(act.at),
          cells: [
            (act.person && shown.names.get(act.person)) || t('settings.by-nobody'),
            <WhatHappened ctx={ctx} declaration={shown.standing.declaration} act={act} />,
          ],
        }))}
      />
    </Section>
  );
}

function WhatHappened({ ctx, declaration, act }: { ctx: Ctx; declaration: SettingDeclaration; act: Act }): ComponentChildren {
  const { t, day } = ctx.words;
  if (act.verb === 'settings.inherit') return t('settings.told.inherit');
  const since = new Date(String(act.public['since'] ?? act.at.toISOString()));
  const later = since > act.at;
  const said =
    act.verb === 'settings.cancel' ? 'settings.told.cancel' : later ? 'settings.told.change-later' : 'settings.told.change';
  return (
    <details class="ar-tab">
      <summary>{t(said, { day: day(since) })}</summary>
      <SettingValue ctx={ctx} declaration={declaration} value={act.public['value']} />
    </details>
  );
}

function origin(ctx: Ctx, { origin, since }: Standing): string {
  const { t, day } = ctx.words;
  return since ? t(`settings.origin.${origin}`, { day: day(since) }) : t('settings.origin.otherwise');
}

function labelOf(ctx: Ctx, declaration: SettingDeclaration): string {
  return ctx.words.t(`${textsOf(declaration)}.label`);
}

function textsOf({ name }: SettingDeclaration): string {
  const [room, setting] = name.split('.') as [string, string];
  return `${room}.setting.${setting}`;
}
