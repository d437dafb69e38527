/** Samples of whoever acts for others: organisations, and help at a counter. */
import type { Sample } from './samples.ts';
import * as things from './things.ts';
import type { Case, World } from './world.ts';

const placed: readonly Case[] = ['a', 'b'];
const none: readonly Case[] = ['none'];

function about(
  input: Record<string, unknown> | ((world: World) => Promise<Record<string, unknown>> | Record<string, unknown>),
  never?: string,
): Sample {
  return { on: none, never, make: async (world) => ({ input: typeof input === 'function' ? await input(world) : input }) };
}

/** On an organisation that waits to be verified. */
function onAsked(on: readonly Case[], more: (world: World) => Record<string, unknown> = () => ({})): Sample {
  return {
    on,
    make: async (world, actor, whose) => {
      const organisation = await things.asked(world, actor, whose);
      const input = more(world);
      return {
        input: { organisation, ...input },
        reads: `/organizzazioni/${organisation}`,
        typed: { id: organisation, ...input },
      };
    },
  };
}

function onOrganisation(state: 'verified' | 'suspended', more: () => Record<string, unknown> = () => ({})): Sample {
  return {
    on: placed,
    make: async (world, _actor, whose) => {
      const organisation = await things.organisation(world, whose, state);
      return {
        input: { organisation, ...more() },
        reads: `/organizzazioni/${organisation}`,
        typed: { id: organisation, ...more() },
      };
    },
  };
}

export const acting: Readonly<Record<string, Sample>> = {
  'assistance.make-code': about({}),
  'assistance.open': {
    on: placed,
    make: async (world, actor, whose) => {
      const session = actor.headers['cookie']?.split('=')[1];
      const input = {
        place: things.placeOf(world, whose).id,
        document: 'passport',
        reason: 'Non ha un telefono.',
        consent: true,
      };
      return { input: { ...input, session }, typed: input };
    },
  },
  'assistance.open-batch': {
    on: placed,
    make: async (world, actor, whose) => {
      const session = actor.headers['cookie']?.split('=')[1];
      const input = {
        place: things.placeOf(world, whose).id,
        about: 'Fogli raccolti in piazza',
        protocol: '2026/1',
        sheets: 2,
        scan: `%PDF-${world.house.ctx().id()}`,
      };
      return { input: { ...input, session }, typed: input };
    },
  },
  'assistance.close': about({}, 'needs a browser that helps somebody: commons/assistance/assistance.test.ts'),
  'assistance.end': about(async (world) => ({ id: await things.expiredHelp(world) })),

  'organisations.ask': about((world) => ({
    name: 'Circolo della Darsena',
    kind: 'association',
    place: world.a.id,
    fiscalCode: things.fiscalCode(),
    description: 'Insegniamo a remare.',
    title: 'Presidente',
  })),
  'organisations.correct': onAsked(['own', 'a'], () => ({
    name: 'Circolo della Darsena',
    kind: 'association',
    fiscalCode: things.fiscalCode(),
    description: 'Insegniamo a remare.',
    title: 'Presidente',
  })),
  'organisations.add-document': onAsked(['own', 'a'], (world) => ({ kind: 'statute', file: world.photo })),
  'organisations.remove-document': {
    on: ['own', 'a'],
    make: async (world, actor, whose) => {
      const organisation = await things.asked(world, actor, whose);
      const document = await things.paper(world, organisation);
      return { input: { id: document }, typed: { id: organisation, document } };
    },
  },
  'organisations.verify': onAsked(placed),
  'organisations.refuse': onAsked(placed, () => ({ reason: 'Manca lo statuto.' })),
  'organisations.ask-more': onAsked(placed, () => ({ wanted: 'Serve la nomina della presidente.' })),
  'organisations.suspend': onOrganisation('verified', () => ({ reason: 'Nessuno risponde da un anno.' })),
  'organisations.resume': onOrganisation('suspended'),
  'organisations.close': {
    on: ['own', 'a', 'b'],
    make: async (world, actor, whose) => {
      const organisation = whose === 'own' ? await things.asked(world, actor, whose) : await things.organisation(world, whose);
      return { input: { organisation }, reads: `/organizzazioni/${organisation}`, typed: { id: organisation } };
    },
  },
  'organisations.invite-delegate': {
    on: ['own', 'a', 'b'],
    make: async (world, _actor, whose) => {
      const organisation = await things.organisation(world, whose);
      const input = { email: `${world.house.ctx().id()}@example.org`, powers: ['speak'] };
      return {
        input: { organisation, ...input },
        reads: `/organizzazioni/${organisation}`,
        typed: { id: organisation, ...input },
      };
    },
  },
  'organisations.withdraw-invitation': {
    on: ['own', 'a', 'b'],
    make: async (world, _actor, whose) => {
      const { id, organisation } = await things.invitation(world, await things.organisation(world, whose), null);
      return { input: { id }, typed: { invitation: id, id: organisation } };
    },
  },
  'organisations.accept-invitation': {
    on: none,
    make: async (world, actor) => {
      const { token } = await things.invitation(world, await things.organisation(world, 'a'), actor);
      return { input: { token } };
    },
  },
  'organisations.end-delegate': {
    on: ['own', 'a', 'b'],
    make: async (world, actor, whose) => {
      const { id, organisation } = await things.delegation(world, actor, whose);
      return { input: { id }, typed: { delegate: id, id: organisation } };
    },
  },
  'organisations.announce-end': {
    on: none,
    make: async (world, actor) => {
      const { id } = await things.delegation(world, actor, 'a');
      await world.sql(`update organisations.delegates set until = now() + interval '9 days' where id = $1`, id);
      return { input: { id } };
    },
  },
};
