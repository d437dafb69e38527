/** Lists, codes, checks and questions of commons/registry, each fresh. */
import { createHash } from 'node:crypto';
import { counterHash } from '../../src/commons/registry/counter.ts';
import { insertCode, openCode } from '../../src/commons/registry/store-facts.ts';
import { newShortCode } from '../../src/kernel/short-code.ts';
import { placeOf } from './things.ts';
import type { Case, MatrixActor, World } from './world.ts';

const minutes = (world: World, n: number) => new Date(world.house.ctx().now.getTime() + n * 60_000);

export async function readingList(world: World): Promise<string> {
  const id = world.house.ctx().id();
  await world.sql(
    `update registry.lists set state = 'failed', reason = 'broken-off' where state = 'reading' and place = $1`,
    world.b.id,
  );
  await world.sql(
    `insert into registry.lists (id, place, valid_on, print, state, begun, touched) values ($1, $2, '2026-01-01', $3, 'reading', now(), now())`,
    id,
    world.b.id,
    createHash('sha256').update(id).digest(),
  );
  return id;
}

/** A code that somebody else shows. */
export async function counterCode(world: World): Promise<string> {
  const ctx = world.house.ctx();
  const code = newShortCode(ctx);
  await insertCode(ctx.db, {
    hash: counterHash(ctx, code),
    person: world.stranger.person,
    now: ctx.now,
    expires: minutes(world, 15),
  });
  return code;
}

/** A check that the actor opened, in whatever place. */
export async function openCheck(world: World, actor: MatrixActor, whose: Case): Promise<string> {
  const ctx = world.house.ctx();
  const hash = counterHash(ctx, await counterCode(world));
  const check = ctx.id();
  const officer = actor.person?.person ?? world.stranger.person;
  await openCode(ctx.db, { hash, check, place: placeOf(world, whose).id, officer, now: ctx.now, expires: minutes(world, 30) });
  return check;
}

export async function fact(world: World, actor: MatrixActor, whose: Case): Promise<string> {
  const id = world.house.ctx().id();
  const person = whose === 'own' ? actor.person!.person : world.stranger.person;
  const place = placeOf(world, whose).id;
  await world.sql(`update registry.facts set ended = now() where person = $1 and place = $2 and ended is null`, person, place);
  await world.sql(
    `insert into registry.facts (id, person, source, place, belongs, as_of, until, document, reason, officer, made)
     values ($1, $2, 'counter', $3, '{resident}', current_date, current_date, 'passport', 'x', $4, now())`,
    id,
    person,
    place,
    world.stranger.person,
  );
  return id;
}

export async function openRequest(world: World): Promise<string> {
  const id = world.house.ctx().id();
  await world.sql('delete from registry.requests where person = $1', world.stranger.person);
  await world.sql(
    `insert into registry.requests (id, person, place, code, asked, next_try) values ($1, $2, $3, 'x', now(), now())`,
    id,
    world.stranger.person,
    world.a.id,
  );
  return id;
}
