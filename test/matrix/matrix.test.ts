/** The permission matrix, executed over HTTP: every verb and every address, as every kind of actor, on what is the actor's own, another's in
 *  the same municipality and another municipality's (OWASP ASVS 5.0 V8.1 to V8.4). What is expected stands in src/app/matrix/expected.ts,
 *  once for each rule; docs/permissions.md is made of it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  type Answered,
  answerTo,
  expectationOf,
  expectedOfRule,
  expectedOfVerb,
  insiders,
  persons,
} from '../../src/app/matrix/expected.ts';
import { rooms } from '../../src/app/modules.ts';
import type { Route } from '../../src/kernel/http/route.ts';
import type { Verb } from '../../src/kernel/verbs/verb.ts';
import { formSamples, type Sample, samples } from './samples.ts';
import { type Answer, actsCounted, ask, type Case, type MatrixActor, openWorld, verbs, type World } from './world.ts';

const deep = Boolean(process.env.ARENGO_DEEP);
const routes = rooms.flatMap((room) => room.routes ?? []);

let world: World;
before(async () => {
  world = await openWorld();
});
after(() => world.house.close());

/** What is answered to this actor about this thing by this verb. */
function expected(verb: Verb, sample: Sample, actor: MatrixActor, whose: Case): Answered {
  if (actor.kind === 'key-without') return 403;
  const place = whose === 'b' ? 'b' : 'a';
  const unseen = (whose === 'private' || (sample.hidden && whose !== 'own')) && !insiders[place].includes(actor.kind);
  return unseen ? 404 : answerTo(expectationOf(verb)!, actor.kind, whose === 'private' ? 'a' : whose);
}

/** Everybody has let through what is then refused for its content or its moment; a no names itself by its status. */
function answered({ status, body, headers }: Answer): Answered {
  if (status === 303) return /^\/entra(\?|$)/.test(String(headers['location'])) ? 401 : 'yes';
  if (status === 401 || status === 403 || status === 404) return status;
  if (status === 422 && /"field":"receipt"/.test(body)) return 422;
  return status >= 500 || status === 429 ? (status as never) : 'yes';
}

const cases = (sample: Sample, actor: MatrixActor): Case[] =>
  sample.on.filter((whose) => whose !== 'own' || persons.includes(actor.kind));

/** A session ends by these, or another takes its place. */
const ending = [
  'people.leave',
  'people.leave-everywhere',
  'people.set-password',
  'people.enter-with-link',
  'people.enter-with-password',
  'people.enter-as-demo',
  'people.enter-with-passkey',
  'people.prove-second',
  // Not ended: the browser helps somebody.
  'assistance.open',
  'assistance.open-batch',
];

test('every rule has its row, every verb its sample, and no row is left over', () => {
  const inherited = [...verbs.filter(({ name }) => !expectedOfVerb[name]), ...routes.filter(({ verb }) => !verb)];
  for (const { may } of inherited)
    assert.ok(expectedOfRule[may.name], `the rule ${may.name} has no row in src/app/matrix/expected.ts`);
  for (const { name } of verbs) assert.ok(samples[name], `the verb ${name} has no sample in test/matrix/samples.ts`);
  const rules = new Set([...verbs, ...routes].map(({ may }) => may.name));
  for (const rule of Object.keys(expectedOfRule)) assert.ok(rules.has(rule), `no verb and no address asks ${rule}`);
  const names = new Set(verbs.map(({ name }) => name));
  for (const name of [...Object.keys(samples), ...Object.keys(expectedOfVerb)])
    assert.ok(names.has(name), `there is no verb ${name}`);
});

/** Of every sort one. */
const few = [
  'anonymous',
  'citizen',
  'officer-a',
  'officer-b',
  'operator-a',
  'administrator-a',
  'metro-administrator',
  'key-a',
  'house',
];

/** Each rule is asked by everybody once; its other verbs by a few, and in the deep suite by everybody. */
const asked = new Set<string>();
function whoAsks(verb: Verb): MatrixActor[] {
  const rule = expectedOfVerb[verb.name] ? verb.name : verb.may.name;
  const all = deep || !asked.has(rule);
  asked.add(rule);
  return [...world.actors.values()].filter(({ kind }) => all || few.includes(kind));
}

test('each verb lets through whom its row says, on whose thing it says, and nobody else; what is denied changes nothing', async () => {
  const wrong: string[] = [];
  const done = new Set<string>();
  const read = new Set<string>();
  for (const verb of verbs) {
    const sample = samples[verb.name]!;
    const cells = whoAsks(verb).flatMap((actor) =>
      cases(sample, actor).map((whose) => ({ actor, whose, may: expected(verb, sample, actor, whose) })),
    );
    const [allowed, denied] = [cells.filter(({ may }) => may === 'yes'), cells.filter(({ may }) => may !== 'yes')];
    const before = await actsCounted(world);
    for (const { actor, whose, may } of [...denied, ...allowed]) {
      const cell = `${verb.name} as ${actor.kind} on ${whose}`;
      const { input, reads } = await sample.make(world, actor, whose);
      // Being allowed to act implies being allowed to read.
      const seen = `${actor.kind} ${whose} ${reads?.split('/')[1]}`;
      if (may === 'yes' && reads && actor.kind !== 'house' && !read.has(seen)) {
        read.add(seen);
        const page = await world.house.server.app.inject({ url: reads, headers: actor.headers });
        if (page.statusCode !== 200) wrong.push(`${cell}: may act, but reads ${page.statusCode} at ${reads}`);
      }
      const answer = await ask(world, actor, verb, input);
      const is = answered(answer);
      if (is !== may) wrong.push(`${cell}: expected ${may}, answered ${answer.status} ${answer.body.slice(0, 160)}`);
      if (answer.status === 404) wrong.push(...(await unlikeAbsent(cell, verb, actor, input, answer)));
      if (answer.status < 300) done.add(verb.name);
      if (ending.includes(verb.name)) await world.enterAgain(actor);
      if (actor === denied.at(-1)?.actor && whose === denied.at(-1)?.whose && (await actsCounted(world)) !== before)
        wrong.push(`${verb.name}: an act was written although it was denied`);
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(read.size > 40, `only ${read.size} pages were read`);
  const undone = verbs.map(({ name }) => name).filter((name) => !done.has(name) && !samples[name]!.never);
  assert.deepEqual(undone, [], 'nobody at all got to the end: the sample does not show that the rule lets through');
});

/** What is hidden is answered like what is not there, to the byte. */
async function unlikeAbsent(
  cell: string,
  verb: Verb,
  actor: MatrixActor,
  input: Record<string, unknown>,
  hidden: Answer,
): Promise<string[]> {
  if (actor.kind === 'house') return [];
  const nowhere = Object.fromEntries(
    Object.entries(input).map(([name, value]) => [
      name,
      name === 'code' || name === 'from'
        ? String(value).replace(/\d{6}$/, '999999')
        : /^[0-9a-f]{8}-/.test(String(value))
          ? world.house.ctx().id()
          : value,
    ]),
  );
  const absent = await ask(world, actor, verb, nowhere);
  const same = absent.status === hidden.status && absent.body === hidden.body && headersOf(absent) === headersOf(hidden);
  return same ? [] : [`${cell}: hidden is told from absent: ${hidden.body} / ${absent.status} ${absent.body}`];
}

function headersOf({ headers }: Answer): string {
  const { date: _, ...others } = headers;
  return JSON.stringify(others);
}

/** Forms whose input comes from elsewhere than from what was typed. */
const otherForms: Readonly<Record<string, string>> = {
  '/notifiche/basta/:token': 'the token of a mail: commons/notices/following.test.ts',
  '/entra/secondo': 'needs a session that owes its second proof: commons/people/second.test.ts',
  '/segnalazioni/nuova/uguali/:code': 'needs the draft of a cookie: modules/reports/intake/support-entering.test.ts',
  '/segnalazioni/nuova/riepilogo': 'sends the draft of a cookie: modules/reports/intake/draft.test.ts',
};

test('each form answers like the verb behind it', async () => {
  const wrong: string[] = [];
  for (const route of routes) {
    if (!route.verb || route.kind !== 'form' || route.foreign || otherForms[route.path]) continue;
    const { verb } = route;
    const sample = formSamples[route.path] ?? samples[verb.name]!;
    for (const actor of world.actors.values()) {
      if (actor.kind === 'house' || actor.headers['authorization'] || (!deep && !few.includes(actor.kind))) continue;
      for (const whose of cases(sample, actor)) {
        const cell = `POST ${route.path} as ${actor.kind} on ${whose}`;
        const asked = await sample.make(world, actor, whose);
        const may = expected(verb, sample, actor, whose);
        const before = may === 'yes' ? 0 : await actsCounted(world);
        const answer = await submit(route, actor, asked.typed ?? asked.input);
        const is = answered(answer);
        // The door of the page may say no before the verb is asked; a page that asks for the proof again says no too.
        const no = [401, 403, 404].includes(is as number) || (may === 422 && answer.status === 422);
        const right = may === 'yes' ? is === 'yes' : no;
        if (!right) wrong.push(`${cell}: expected ${may}, answered ${answer.status} ${answer.headers['location'] ?? ''}`);
        if (may !== 'yes' && (await actsCounted(world)) !== before) wrong.push(`${cell}: an act was written all the same`);
        if (ending.includes(verb.name)) await world.enterAgain(actor);
      }
    }
  }
  assert.deepEqual(wrong, []);
});

async function submit(route: Route, actor: MatrixActor, typed: Record<string, unknown>): Promise<Answer> {
  const left = { ...typed };
  const url = route.path.replace(/:(\w+)/g, (_, name: string) => {
    const named = name === 'slug' ? 'place' : name;
    const value = left[name] ?? left[named];
    assert.ok(value !== undefined, `${route.path}: the sample says nothing for :${name}`);
    delete left[name];
    return encodeURIComponent(String(value));
  });
  const body = new URLSearchParams(
    Object.entries(left).flatMap(([name, value]) => [value].flat().map((one) => [name, String(one)] as [string, string])),
  );
  const answer = await world.house.server.app.inject({
    method: 'POST',
    url,
    payload: body.toString(),
    headers: { ...actor.headers, 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
  });
  return { status: answer.statusCode, body: answer.body, headers: answer.headers };
}

test('each address that performs no verb lets in whom the row of its rule says', async () => {
  const wrong: string[] = [];
  for (const route of routes) {
    if (route.verb || (!deep && route.may.name === 'anyone')) continue;
    const url = route.path.replace(/:\w+|\*/g, (param) => (param === ':code' ? world.other.code : 'x'));
    for (const actor of world.actors.values()) {
      if (actor.kind === 'house') continue;
      const may = answerTo(expectedOfRule[route.may.name]!, actor.kind, 'none');
      const answer = await world.house.server.app.inject({
        method: route.method,
        url,
        headers: { ...actor.headers, 'sec-fetch-site': 'same-origin' },
      });
      const is = answered({ status: answer.statusCode, body: answer.body, headers: answer.headers });
      // Whoever is let in may find nothing there, or what is another's.
      const right =
        may === 'yes'
          ? is === 'yes' || is === 404 || (is !== 422 && url.includes('/x')) || route.may.name === 'anyone'
          : is === may;
      if (!right) wrong.push(`${route.method} ${route.path} as ${actor.kind}: expected ${may}, answered ${answer.statusCode}`);
    }
  }
  assert.deepEqual(wrong, []);
});
