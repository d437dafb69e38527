/** A house whose clock is moved by hand, and what the tests of people share: each request comes from another place, unless it is said. */
import assert from 'node:assert/strict';
import { sql } from 'kysely';
import { invite } from '../src/commons/people/actions.ts';
import { actorOf, newLink } from '../src/commons/people/people.ts';
import { hashOf } from '../src/commons/people/sessions.ts';
import { listPlaces, type PlaceRow } from '../src/commons/territory/store.ts';
import { anonymous } from '../src/kernel/actor.ts';
import { openHouse } from './house.ts';

export async function openPeople() {
  let clock = new Date('2026-11-02T08:00:00Z').getTime();
  let sources = 0;
  const house = await openHouse({ now: () => new Date(clock) });
  const places = await listPlaces(house.ctx().db);
  const metropolis = places.find((place) => place.kind === 'metropolis')!;
  const [a, b] = places.filter((place) => place.kind === 'municipality') as [PlaceRow, PlaceRow];
  const pass = (milliseconds: number) => {
    clock += milliseconds;
  };

  async function makePerson(email: string, role?: string, place?: PlaceRow): Promise<string> {
    const made = await house.done(invite, { name: `Nome ${email.split('@')[0]}`, email, role, place: place?.id });
    return made.person;
  }

  /** Cookie of a session of this person, made now if there is none; who has a role has given the second proof. */
  async function signIn(email: string, role?: string, place?: PlaceRow): Promise<string> {
    const { link } = await house.done(invite, { name: `Nome ${email.split('@')[0]}`, email, role, place: place?.id });
    const cookie = cookieOf(await post(new URL(link!).pathname));
    await proveSecond(cookie);
    return cookie;
  }

  /** The session of this cookie as one that has the second proof. */
  async function proveSecond(cookie: string): Promise<void> {
    const id = hashOf(cookie.split('=')[1]!);
    await sql`update people.sessions set second = ${new Date(clock)} where id = ${id}`.execute(house.ctx().db);
  }

  async function linkTo(typed: string, next = '/'): Promise<string> {
    return new URL(await newLink(house.ctx(anonymous), { email: typed.toLowerCase(), typed, purpose: 'sign-in', next })).pathname;
  }

  /** Each request comes from another place, unless it is said. */
  function source(): string {
    sources++;
    return `10.${sources >> 16}.${(sources >> 8) & 255}.${sources & 255}`;
  }

  function post(url: string, payload: object = {}, { cookie, from = source() }: { cookie?: string; from?: string } = {}) {
    const body = new URLSearchParams(payload as Record<string, string>).toString();
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'same-origin',
      ...(cookie ? { cookie } : {}),
    };
    return house.server.app.inject({ method: 'POST', url, payload: body, remoteAddress: from, headers });
  }

  function get(url: string, cookie?: string) {
    return house.server.app.inject({ url, remoteAddress: source(), headers: cookie ? { cookie } : {} });
  }

  function api(verb: string, payload: object, key: string) {
    return house.server.app.inject({
      method: 'POST',
      url: `/api/v1/verbs/${verb}`,
      payload,
      headers: { authorization: `Bearer ${key}` },
    });
  }

  function cookieOf(answer: { headers: Record<string, unknown> }): string {
    const cookie = [answer.headers['set-cookie']].flat().find((one) => String(one).startsWith('arengo_session='));
    assert.ok(cookie, 'a session');
    return String(cookie).split(';')[0]!;
  }

  function actorBy(cookie: string) {
    const [name, secret] = cookie.split('=') as [string, string];
    return actorOf(house.ctx(anonymous), { cookies: { [name]: secret }, headers: {} });
  }

  async function kinds(...cookies: string[]): Promise<string[]> {
    return Promise.all(cookies.map(async (cookie) => (await actorBy(cookie)).kind));
  }

  async function refusedWith(outcome: ReturnType<typeof house.perform<unknown>>): Promise<string> {
    const ended = await outcome;
    assert.ok('refused' in ended, JSON.stringify(ended));
    return ended.refused.code;
  }

  async function count(from: ReturnType<typeof sql>): Promise<number> {
    return value<number>(sql`select count(*) as value from ${from}`);
  }

  async function value<T>(query: ReturnType<typeof sql>): Promise<T> {
    return ((await query.execute(house.ctx().db)).rows[0] as { value: T }).value;
  }

  /** How many times a connection is taken for a question outside transactions. */
  async function questions(ask: () => Promise<unknown>): Promise<number> {
    let taken = 0;
    const note = () => taken++;
    house.database.pool.on('acquire', note);
    await ask();
    house.database.pool.off('acquire', note);
    return taken;
  }

  return {
    house,
    metropolis,
    a,
    b,
    pass,
    makePerson,
    signIn,
    proveSecond,
    linkTo,
    source,
    post,
    get,
    api,
    cookieOf,
    actorBy,
    kinds,
    refusedWith,
    count,
    value,
    questions,
  };
}
