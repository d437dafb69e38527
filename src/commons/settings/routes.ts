import type { Ctx } from '../../kernel/context.ts';
import { blank, type FormState } from '../../kernel/forms/form.ts';
import type { Answer, FormEnds, Incoming, Route } from '../../kernel/http/route.ts';
import { form, page } from '../../kernel/http/routes.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { actsInPlace } from '../../kernel/register/store.ts';
import { namesOf } from '../people/people.ts';
import { type Place, territoryOf } from '../territory/territory.ts';
import { cancelSetting, changeSetting, inheritSetting } from './actions.ts';
import { changeForm } from './forms.ts';
import { type Standing, settingPage, settingsIndexPage, settingsPage } from './pages.tsx';
import { administers, mayAdministerSomewhere } from './permissions.ts';
import type { SettingDeclaration } from './setting.ts';
import { askedSetting, nextRecord, readSetting, typedSetting } from './setting-form.ts';
import { allSettings, settingDeclared } from './settings.ts';
import { listDecided, type SettingRow } from './store.ts';

export const routes: readonly Route[] = [
  page('/impostazioni', mayAdministerSomewhere, 'The places whose settings you may change', async (ctx) =>
    settingsIndexPage(ctx, administered(ctx)),
  ),
  page('/impostazioni/:slug', mayAdministerSomewhere, 'Settings of a place: what holds, and since when', async (ctx, request) => {
    const place = placeOf(ctx, request);
    if (!place) return refuse('kernel.absent', 404);
    const decided = await listDecided(ctx.db, placesAbove(ctx, place), ctx.now);
    return settingsPage(
      ctx,
      place,
      allSettings()
        .filter((declaration) => isDecidedIn(place, declaration))
        .map((declaration) => standing(ctx, place, declaration, decided)),
    );
  }),
  page('/impostazioni/:slug/:name', mayAdministerSomewhere, 'One setting of a place, with its history', one),
  form('/impostazioni/:slug/:name', changeSetting, {
    input: (_ctx, request) => {
      const declaration = settingDeclared(request.params['name']!);
      return {
        place: request.params['slug'],
        name: request.params['name'],
        value: declaration && typedSetting(declaration, request.body),
        from: request.body['from'],
      };
    },
    then: (_ctx, done) => `/impostazioni/${done.place}/${done.name}?fatto=deciso`,
    again: (ctx, request, state, refusal) => one(ctx, request, { state, refusal }),
  }),
  form('/impostazioni/:slug/:name/eredita', inheritSetting, ends('ereditato')),
  form('/impostazioni/:slug/:name/annulla', cancelSetting, {
    ...ends('annullato'),
    input: (_ctx, request) => ({ ...named(request), id: request.body['id'] }),
  }),
];

function ends(done: string): FormEnds<{ place: string; name: string }> {
  return {
    input: (_ctx, request) => named(request),
    then: (_ctx, { place, name }) => `/impostazioni/${place}/${name}?fatto=${done}`,
    again: (ctx, request, _state, refusal) => one(ctx, request, { refusal }),
  };
}

function named(request: Incoming) {
  return { place: request.params['slug'], name: request.params['name'] };
}

/** `state` and `refusal` when something was sent: what was typed is shown again, with what is wrong with it. */
async function one(ctx: Ctx, request: Incoming, sent: { state?: FormState; refusal?: Refusal } = {}): Promise<Answer | Refusal> {
  const no = mayAdministerSomewhere.check(ctx.actor, undefined);
  if (no) return no;
  const place = placeOf(ctx, request);
  const declaration = settingDeclared(request.params['name']!);
  if (!place || !declaration || !isDecidedIn(place, declaration)) return refuse('kernel.absent', 404);
  const holds = standing(ctx, place, declaration, await listDecided(ctx.db, placesAbove(ctx, place), ctx.now));
  const read = readSetting(ctx.words, declaration, sent.state ? typedSetting(declaration, request.body) : holds.value);
  const history = await actsInPlace(ctx.db, {
    place: place.id,
    verbs: [changeSetting.name, inheritSetting.name, cancelSetting.name],
    facts: { name: declaration.name },
    most: 50,
  });
  const records = read.forms.filter((one) => one.at !== undefined);
  const { forms, when } = withFaults(read.forms, sent);
  return settingPage(ctx, place, {
    standing: holds,
    forms,
    when,
    next: askedSetting(declaration).shape === 'records' ? nextRecord(declaration, records.length) : null,
    history,
    names: await namesOf(
      ctx.db,
      history.flatMap((act) => act.person ?? []),
    ),
    done: typeof request.query['fatto'] === 'string' ? request.query['fatto'] : undefined,
    // What is wrong with a value is said at its fields.
    refusal: forms.some((form) => form.errors.length > 0) ? undefined : sent.refusal,
  });
}

/** Faults that only the verb knows, each at its field: of the day, or of the setting itself. */
function withFaults(forms: readonly FormState[], { state }: { state?: FormState }): { forms: FormState[]; when: FormState } {
  const known = state?.errors ?? [];
  const when = blank('settings.change', changeForm, { from: state?.values['from'] });
  return {
    when: { ...when, errors: known.filter((error) => error.field === 'from') },
    forms: forms.map((form) => ({
      ...form,
      errors: [...form.errors, ...known.filter(({ field }) => field in form.schema.properties)],
    })),
  };
}

/** What holds in a place, and what it decided for days to come. */
function standing(ctx: Ctx, place: Place, declaration: SettingDeclaration, decided: readonly SettingRow[]): Standing {
  const rows = decided.filter((row) => row.name === declaration.name);
  const inForce = (id: string | undefined) => rows.find((row) => row.place === id && row.since <= ctx.now);
  const scheduled = rows.filter((row) => row.place === place.id && row.since > ctx.now);
  const own = inForce(place.id);
  if (own) return { declaration, value: own.value, origin: 'own', since: own.since, scheduled };
  const above = declaration.apart ? undefined : inForce(territoryOf(ctx).metropolis?.id);
  if (above) return { declaration, value: above.value, origin: 'inherited', since: above.since, scheduled };
  return { declaration, value: declaration.otherwise, origin: 'otherwise', since: null, scheduled };
}

function isDecidedIn(place: Place, { whole }: SettingDeclaration): boolean {
  return !whole || place.kind === 'metropolis';
}

function placesAbove(ctx: Ctx, place: Place): string[] {
  const { metropolis } = territoryOf(ctx);
  return [place.id, ...(metropolis ? [metropolis.id] : [])];
}

function placeOf(ctx: Ctx, request: Incoming): Place | undefined {
  return administered(ctx).find((place) => place.slug === request.params['slug']);
}

function administered(ctx: Ctx): Place[] {
  const { metropolis, municipalities } = territoryOf(ctx);
  return [...(metropolis ? [metropolis] : []), ...municipalities].filter((place) => administers(ctx.actor, place));
}
