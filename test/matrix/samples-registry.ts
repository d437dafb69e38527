/** Samples of where people live: lists of residents, ANPR, the counter. */
import type { about as About, Sample } from './samples.ts';
import { placeOf } from './things.ts';
import * as things from './things-registry.ts';
import type { Case } from './world.ts';

type Input = Record<string, unknown>;
const placed: readonly Case[] = ['a', 'b'];

const inPlace = (input: (place: string) => Input, never?: string): Sample => ({
  on: placed,
  never,
  make: async (world, _actor, whose) => ({ input: input(placeOf(world, whose).id) }),
});

export const registrySamples = (about: typeof About): Readonly<Record<string, Sample>> => ({
  'registry.send-list': inPlace((place) => ({ place, validOn: '2026-01-01', file: 'codice_fiscale' })),
  'registry.finish-list': about(async (world) => ({ list: await things.readingList(world), read: 0, rejected: 0 })),
  'registry.give-up-list': about(async (world) => ({
    list: await things.readingList(world),
    reason: 'no-good-row',
    rejected: 0,
  })),
  'registry.make-code': about({}),
  'registry.open-check': {
    on: placed,
    make: async (world, _actor, whose) => ({
      input: { place: placeOf(world, whose).id, code: await things.counterCode(world) },
    }),
  },
  'registry.record-check': {
    on: placed,
    make: async (world, actor, whose) => ({
      input: {
        check: await things.openCheck(world, actor, whose),
        document: 'passport',
        belongs: ['resident'],
        age: '18',
        reason: 'Non è ancora nell’elenco.',
        until: world.house.ctx().now.toISOString().slice(0, 10),
      },
    }),
  },
  'registry.end-check': {
    on: placed,
    make: async (world, actor, whose) => ({ input: { id: await things.fact(world, actor, whose) } }),
  },
  'registry.contest': {
    on: ['own', 'a'],
    make: async (world, actor, whose) => ({ input: { id: await things.fact(world, actor, whose), objection: 'Non è così.' } }),
  },
  'registry.ask-anpr': inPlace(
    (place) => ({ place, code: 'RSSMRA80A01H501U' }),
    'a certified identity: commons/registry/anpr.test.ts',
  ),
  'registry.take-answer': about(async (world) => ({ request: await things.openRequest(world), outcome: 'not-found' })),
  'registry.check': inPlace((place) => ({ place })),
});
