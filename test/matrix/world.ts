/** One actor of every kind, and the things on which they act: what the tests of permissions share. */
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { type ActorKind, actorKinds, type Whose } from '../../src/app/matrix/expected.ts';
import { rooms } from '../../src/app/modules.ts';
import { hashOf } from '../../src/commons/people/sessions.ts';
import { insertKey } from '../../src/commons/people/store-keys.ts';
import { type Place, territoryOf } from '../../src/commons/territory/territory.ts';
import { type RoleHeld, system } from '../../src/kernel/actor.ts';
import { isRefusal } from '../../src/kernel/refusal.ts';
import type { Verb } from '../../src/kernel/verbs/verb.ts';
import { openHouse, type TestHouse, type TestPerson } from '../house.ts';

export interface MatrixActor {
  kind: ActorKind;
  /** Null for visitors, keys and the house. */
  person: TestPerson | null;
  /** What a request of theirs bears. */
  headers: Record<string, string>;
}

/** Whose a thing is, or that it is somebody else's in A and private. */
export type Case = Whose | 'private';

export interface World {
  house: TestHouse;
  a: Place;
  b: Place;
  metropolis: Place;
  actors: Map<ActorKind, MatrixActor>;
  /** Whose the things are that are not the actor's. */
  stranger: TestPerson;
  /** The association for which `delegate-a` acts, in A. */
  association: string;
  /** A public report of A that nobody acts on. */
  other: { id: string; code: string };
  body: string;
  photo: string;
  sql<T = Record<string, any>>(statement: string, ...values: unknown[]): Promise<T[]>;
  /** A fresh session in place of the one that a verb ended. */
  enterAgain(actor: MatrixActor): Promise<void>;
}

export const verbs: readonly Verb[] = rooms.flatMap((room) => room.verbs ?? []);

const roleOf: Partial<Record<ActorKind, [role: string, where: 'a' | 'b' | 'metropolis']>> = {
  'officer-a': ['officer', 'a'],
  'moderator-a': ['moderator', 'a'],
  'operator-a': ['counter-operator', 'a'],
  'administrator-a': ['municipal-administrator', 'a'],
  'officer-b': ['officer', 'b'],
  'metro-officer': ['officer', 'metropolis'],
  'metro-moderator': ['moderator', 'metropolis'],
  'metro-administrator': ['metropolitan-administrator', 'metropolis'],
  auditor: ['auditor', 'metropolis'],
};

export async function openWorld(now?: () => Date): Promise<World> {
  const house = await openHouse({ now });
  const ctx = house.ctx();
  const { metropolis, municipalities } = territoryOf(ctx);
  const [a, b] = municipalities as [Place, Place];
  const places = { a, b, metropolis: metropolis! };
  const sql = async <T>(statement: string, ...values: unknown[]) =>
    (await house.database.pool.query(statement, values)).rows as T[];

  const association = ctx.id();
  await sql(
    `insert into organisations.organisations (id, name, kind, place, created) values ($1, 'Amici del fiume', 'association', $2, now())`,
    association,
    a.id,
  );
  const body = ctx.id();
  await sql(
    `insert into reports.bodies (id, place, code, name, contact, method, email) values ($1, $2, 'acquedotto', 'Acquedotto', '800 123', 'email', 'guasti@acquedotto.example')`,
    body,
    metropolis!.id,
  );
  const taken = await house.ctx().files.take(
    await sharp({ create: { width: 40, height: 30, channels: 3, background: '#0a5c73' } })
      .png()
      .toBuffer(),
    'foto.png',
  );
  if (isRefusal(taken)) throw new Error(taken.code);

  const keyFor = async (names: readonly string[]): Promise<Record<string, string>> => {
    const key = `arengo_${ctx.secret(32)}`;
    const made = { id: ctx.id(), name: 'Gestionale', hash: hashOf(key), place: a.id, verbs: names, by: null, expires: null };
    await insertKey(ctx.db, { ...made, now: ctx.now });
    return { authorization: `Bearer ${key}` };
  };
  const inPerson = async (kind: ActorKind): Promise<MatrixActor> => {
    const held = roleOf[kind];
    const roles: RoleHeld[] = held ? [{ role: held[0], place: places[held[1]].id, whole: held[1] === 'metropolis' }] : [];
    const person = await house.person(`Chi è ${kind}`, roles);
    if (kind === 'verified') await sql(`update people.people set assurance = 'substantial' where id = $1`, person.person);
    if (kind === 'delegate-a')
      await sql(
        'insert into organisations.delegates (id, organisation, person, since) values ($1, $2, $3, now())',
        ctx.id(),
        association,
        person.person,
      );
    return { kind, person, headers: { cookie: await house.sessionOf(person) } };
  };
  const actors = new Map<ActorKind, MatrixActor>();
  for (const kind of actorKinds) {
    const headers =
      kind === 'key-a'
        ? // More than a key is ever made for: it must not be the list of its verbs alone that stops it.
          await keyFor(verbs.map(({ name }) => name))
        : kind === 'key-without'
          ? await keyFor(['nothing.at-all'])
          : null;
    if (headers) actors.set(kind, { kind, person: null, headers });
    else if (kind === 'anonymous' || kind === 'house') actors.set(kind, { kind, person: null, headers: {} });
    else actors.set(kind, await inPerson(kind));
  }
  return {
    house,
    a,
    b,
    metropolis: metropolis!,
    actors,
    stranger: await house.person('Una persona qualunque'),
    association,
    other: await house.report({ place: a.id }),
    body,
    photo: taken.id,
    sql,
    enterAgain: async (actor) => {
      if (actor.person) actor.headers = { cookie: await house.sessionOf(actor.person) };
    },
  };
}

/** What is answered to this actor: over HTTP, or to the house itself. */
export interface Answer {
  status: number;
  body: string;
  headers: Record<string, unknown>;
}

export async function ask(world: World, actor: MatrixActor, verb: Verb, input: Record<string, unknown>): Promise<Answer> {
  if (actor.kind === 'house') {
    const outcome = await world.house.perform(verb, input, system);
    if ('done' in outcome) return { status: 200, body: '{}', headers: {} };
    if ('refused' in outcome) return { status: outcome.refused.status, body: JSON.stringify(outcome.refused), headers: {} };
    return { status: 422, body: JSON.stringify({ errors: outcome.invalid.errors }), headers: {} };
  }
  const answer = await world.house.server.app.inject({
    method: 'POST',
    url: `/api/v1/verbs/${verb.name}`,
    payload: input,
    headers: { ...actor.headers, 'sec-fetch-site': 'same-origin' },
  });
  return { status: answer.statusCode, body: answer.body, headers: answer.headers };
}

/** Of a report, as page and API show it to whoever may act on it. */
export async function actsCounted(world: World): Promise<number> {
  return Number((await world.sql<{ n: string }>('select count(*) as n from kernel.acts'))[0]!.n);
}

export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** The secret of the session with which somebody asks. */
export function sessionOf(actor: MatrixActor): string {
  return actor.headers['cookie']?.split('=')[1] ?? '';
}
