/** For every verb: the things on which it is tried, and an input with which whoever may, can. A verb without a sample fails the matrix. */
import { territoryOf } from '../../src/commons/territory/territory.ts';
import { acting } from './samples-acting.ts';
import { identitySamples } from './samples-identity.ts';
import { privacySamples } from './samples-privacy.ts';
import { registrySamples } from './samples-registry.ts';
import { webhookSamples } from './samples-webhooks.ts';
import * as things from './things.ts';
import { type Case, type MatrixActor, sessionOf, type World } from './world.ts';

export interface Asked {
  input: Record<string, unknown>;
  /** Where whoever may act reads of it. */
  reads?: string;
  /** What its form is asked with, where that is not the input. */
  typed?: Record<string, unknown>;
}

export interface Sample {
  on: readonly Case[];
  /** What is acted on is hidden in any case. */
  hidden?: true;
  /** Nobody gets to the end with it: why, and where it is tested instead. */
  never?: string;
  make(world: World, actor: MatrixActor, whose: Case): Promise<Asked>;
}

const written: readonly Case[] = ['own', 'a', 'b', 'private'];
const others: readonly Case[] = ['a', 'b', 'private'];
const placed: readonly Case[] = ['a', 'b'];
const none: readonly Case[] = ['none'];

const words = 'Passiamo domani mattina.';
const report = (code: string) => `/segnalazioni/${code}`;
const inDays = (world: World, n: number) => new Date(world.house.ctx().now.getTime() + n * 86_400_000).toISOString().slice(0, 10);

/** On a report that stands where the verb takes it up. */
function onReport(
  more: Record<string, unknown> | ((world: World, whose: Case) => Record<string, unknown>) = {},
  state = 'sent',
  closedDaysAgo?: number,
): Sample {
  return {
    on: written,
    make: async (world, actor, whose) => {
      const { code } = await things.report(world, actor, whose, state, closedDaysAgo);
      return { input: { code, ...(typeof more === 'function' ? more(world, whose) : more) }, reads: report(code) };
    },
  };
}

/** Of the actor's own account: the session that asks goes with it. */
function asking(more: Record<string, unknown> = {}): Sample {
  return { on: none, make: async (_world, actor) => ({ input: { ...more, session: sessionOf(actor) } }) };
}

function onComment(more: Record<string, unknown> = {}): Sample {
  return {
    on: written,
    make: async (world, actor, whose) => {
      const { id } = await things.comment(world, actor, whose);
      return { input: { id, ...more }, reads: `/commenti/${id}` };
    },
  };
}

function onFlagged(more: Record<string, unknown>, state: 'open' | 'hidden' = 'open'): Sample {
  return {
    on: state === 'hidden' ? placed : written,
    ...(state === 'hidden' && { hidden: true }),
    make: async (world, actor, whose) => {
      const { code } = await things.flagged(world, actor, whose, state);
      return { input: { code, words: 'Non è di qui, ci spiace.', ...more }, reads: report(code) };
    },
  };
}

export function about(
  input: Record<string, unknown> | ((world: World) => Promise<Record<string, unknown>> | Record<string, unknown>),
  never?: string,
): Sample {
  return { on: none, never, make: async (world) => ({ input: typeof input === 'function' ? await input(world) : input }) };
}

const inPlace = (
  input: (world: World, slug: string, id: string) => Promise<Record<string, unknown>> | Record<string, unknown>,
): Sample => ({
  on: placed,
  make: async (world, _actor, whose) => {
    const { slug, id } = things.placeOf(world, whose);
    return { input: await input(world, slug, id) };
  },
});

const square = (world: World): string => {
  const { lon, lat } = territoryOf(world.house.ctx()).municipalities[0]!.outline!;
  const ring = [
    [lon, lat],
    [lon + 0.001, lat],
    [lon + 0.001, lat + 0.001],
    [lon, lat],
  ];
  const feature = { type: 'Feature', properties: { name: 'Parco' }, geometry: { type: 'Polygon', coordinates: [ring] } };
  return JSON.stringify({ type: 'FeatureCollection', features: [feature] });
};

export const samples: Readonly<Record<string, Sample>> = {
  'addresses.import': about({ source: 'prova', epsg: 4326, rows: [] }),
  'addresses.retire': about({ source: 'prova', there: [] }),

  'attachments.redact': {
    on: written,
    make: async (world, actor, whose) => {
      const { code, id } = await things.picture(world, actor, whose);
      return { input: { code, id, regions: ['10,10,20,20'], reason: 'face' }, reads: report(code) };
    },
  },

  'board.publish': inPlace((_world, place) => ({ place, title: 'Il ponte riapre', body: 'Da lunedì si passa di nuovo.' })),
  'board.withdraw': {
    on: placed,
    make: async (world, actor, whose) => {
      const { code } = await things.news(world, actor, whose);
      return { input: { code, reason: 'Era sbagliata.' }, reads: `/notizie/${code}` };
    },
  },

  'discussion.comment': onReport({ text: 'Anche da noi.' }),
  'discussion.edit': onComment({ text: 'Lo dico meglio.' }),
  'discussion.withdraw': onComment(),
  'discussion.thank': onComment(),
  'discussion.take-back-thanks': onComment(),

  ...identitySamples(about),
  ...webhookSamples(),
  ...registrySamples(about),

  'links.connect': {
    on: written,
    make: async (world, actor, whose) => {
      const { code } = await things.report(world, actor, whose);
      return { input: { from: code, relation: 'about', to: world.other.code }, reads: report(code) };
    },
  },
  'links.disconnect': {
    on: written,
    make: async (world, actor, whose) => ({ input: { id: await things.link(world, actor, whose) } }),
  },

  'moderation.flag': onReport({ reason: 'off-topic' }),
  'moderation.dismiss': onFlagged({}),
  'moderation.hide': onFlagged({ reason: 'off-topic' }),
  'moderation.restore': onFlagged({}, 'hidden'),

  'notices.follow': onReport({ how: 'daily' }),
  'notices.unfollow': {
    on: ['own', 'a'],
    make: async (world, actor, whose) => ({ input: { follow: await things.follow(world, actor, whose) } }),
  },
  'notices.set-rhythm': {
    on: ['own', 'a'],
    make: async (world, actor, whose) => ({ input: { follow: await things.follow(world, actor, whose), how: 'weekly' } }),
  },
  'notices.mark-read': about({}),

  'organisations.register': inPlace((world, _slug, place) => ({
    name: `Circolo ${world.house.ctx().id()}`,
    kind: 'association',
    place,
  })),
  ...acting,

  'people.ask-link': about(async (world) => ({ email: `chiede.${world.house.ctx().id()}@example.org` })),
  'people.enter-with-link': about(async (world) => ({ token: await things.signInLink(world) })),
  'people.enter-with-password': about(
    async (world) => ({ email: `nessuno.${world.house.ctx().id()}@example.org`, password: 'non lo so proprio' }),
    'a wrong password: commons/people/entering.test.ts',
  ),
  'people.enter-as-demo': about(async (world) => {
    const { person } = await world.house.person('Una persona di prova');
    await world.sql('update people.people set demo = true where id = $1', person);
    return { person };
  }),
  'people.leave': about({}),
  'people.leave-everywhere': asking(),
  'people.end-session': asking({ id: '0'.repeat(64) }),
  'people.enter-with-passkey': about({ answer: '{}' }, 'the answer of a device: commons/people/passkeys.test.ts'),
  'people.add-passkey': about({ name: 'Telefono', answer: '{}' }, 'the answer of a device: commons/people/passkeys.test.ts'),
  'people.remove-passkey': {
    on: none,
    make: async (world, actor) => ({ input: { id: await things.passkey(world, actor), session: sessionOf(actor) } }),
  },
  'people.start-codes': asking(),
  'people.confirm-codes': about({ code: '000000' }, 'the code of an app: commons/people/second.test.ts'),
  'people.remove-codes': {
    on: none,
    make: async (world, actor) => ({ input: { ...(await things.codes(world, actor)), session: sessionOf(actor) } }),
  },
  'people.renew-recovery-codes': {
    on: none,
    make: async (world, actor) => ({ input: { ...(await things.codes(world, actor)), session: sessionOf(actor) } }),
  },
  'people.prove-second': about(
    async (world) => ({ code: '000000', session: await things.begunSession(world) }),
    'the code of an app: commons/people/second.test.ts',
  ),
  'people.reset-second': {
    on: placed,
    make: async (world, _actor, whose) => {
      const person = await things.officer(world, whose);
      return { input: { person }, typed: { id: person } };
    },
  },
  'people.end-sessions-of': {
    on: placed,
    make: async (world, _actor, whose) => {
      const person = await things.officer(world, whose);
      return { input: { person }, typed: { id: person } };
    },
  },
  'people.rename': about({ name: 'Un altro nome', language: 'it' }),
  'people.set-password': asking({ password: 'sette nani in barca' }),
  'people.invite': inPlace((world, _slug, place) => ({
    name: 'Una collega',
    email: `collega.${world.house.ctx().id()}@example.org`,
    role: 'officer',
    place,
  })),
  'people.give-role': inPlace(async (world, _slug, place) => ({
    email: (await world.house.person('Una collega')).email,
    role: 'officer',
    place,
  })),
  'people.end-role': {
    on: ['own', 'a', 'b'],
    make: async (world, actor, whose) => ({ input: { id: await things.role(world, actor, whose) } }),
  },
  'people.create-key': inPlace((_world, _slug, place) => ({ name: 'Gestionale', place, verbs: ['reports.answer'] })),
  'people.revoke-key': {
    on: placed,
    make: async (world, _actor, whose) => ({ input: { id: await things.apiKey(world, whose) } }),
  },

  ...privacySamples(about, inPlace),
  'reports.send': about(async (world) => {
    const { lat, lon } = world.a.outline!;
    return { category: 'roads', title: 'Buca in via dei Cordai', lat, lon };
  }),
  'reports.confirm': {
    on: none,
    make: async (world, actor) => ({ input: { token: await things.confirmation(world, actor) } }),
  },
  'reports.say-fixed': {
    on: none,
    make: async (world, actor) => ({ input: { token: await things.question(world, actor), fixed: 'yes' } }),
  },
  'reports.support': onReport(),
  'reports.take-charge': onReport(),
  'reports.plan': onReport((world) => ({ promised: inDays(world, 30), answer: words }), 'taken-in-charge'),
  'reports.start-work': onReport({}, 'taken-in-charge'),
  'reports.answer': onReport({ answer: words }),
  'reports.resolve': onReport({ answer: words }),
  'reports.close': onReport({ reason: 'not-found', answer: words }),
  'reports.reopen': onReport({ answer: words }, 'resolved', 2),
  'reports.pass-to-office': onReport((world, whose) => ({
    municipality: whose === 'b' ? world.a.slug : world.b.slug,
    answer: words,
  })),
  'reports.pass-outside': onReport({ body: 'Acquedotto', contact: '800 123' }),
  'reports.add-reference': {
    on: written,
    make: async (world, actor, whose) => {
      const { code } = await things.passed(world, actor, whose);
      return { input: { code, reference: 'N. 12' }, reads: report(code) };
    },
  },
  'reports.mark-duplicate': {
    on: written,
    make: async (world, actor, whose) => {
      const { code } = await things.report(world, actor, whose);
      const other = await things.report(world, actor, whose === 'b' ? 'b' : 'a');
      return { input: { code, of: other.code }, reads: report(code) };
    },
  },
  'reports.say-resolved': onReport(),
  'reports.contest': onReport({ answer: words }, 'resolved', 2),
  'reports.ask-back': onReport({ answer: words }, 'not-ours', 20),
  'reports.add-words': { ...onReport({ answer: words }) },
  'reports.archive': onReport({}, 'resolved', 400),
  'reports.import': about({ source: 'prova', epsg: 4326, rows: [] }),
  'reports.assign': onReport(),
  'reports.change-category': onReport({ category: 'waste' }),
  'reports.note': onReport({ text: 'Sentito il cantiere.' }),
  'reports.inspect': onReport((world) => ({ key: world.house.ctx().id(), act: 'note', text: 'Visto sul posto.' })),
  'reports.open-case': onReport({ title: 'Le buche del quartiere' }),
  'reports.gather-into-case': {
    on: written,
    make: async (world, actor, whose) => {
      const { code } = await things.report(world, actor, whose);
      const file = await things.caseFile(world, actor, whose === 'b' ? 'b' : 'a');
      return { input: { code, case: file.code }, reads: report(code) };
    },
  },
  'reports.release-from-case': {
    on: written,
    make: async (world, actor, whose) => {
      const { member } = await things.caseFile(world, actor, whose);
      return { input: { code: member.code }, reads: report(member.code) };
    },
  },
  'reports.answer-case': {
    on: placed,
    make: async (world, actor, whose) => {
      const { code } = await things.caseFile(world, actor, whose);
      return { input: { code, answer: words }, reads: `/fascicoli/${code}` };
    },
  },
  'reports.answer-member': {
    on: ['own', 'a', 'b'],
    make: async (world, actor, whose) => {
      const { code, answer } = await things.caseAnswer(world, actor, whose);
      return { input: { code, answer }, reads: report(code) };
    },
  },
  'reports.deliver': {
    on: others,
    make: async (world, actor, whose) => ({ input: { hop: (await things.passed(world, actor, whose)).hop, state: 'sent' } }),
  },
  'reports.hear': {
    on: others,
    make: async (world, actor, whose) => ({ input: { hop: (await things.passed(world, actor, whose)).hop, status: 'closed' } }),
  },
  'reports.retry-delivery': {
    on: written,
    make: async (world, actor, whose) => {
      const { code } = await things.passed(world, actor, whose, 'failed');
      return { input: { code }, reads: report(code) };
    },
  },
  'reports.update-report': onReport((world) => ({ update: world.house.ctx().id(), answer: words })),
  'reports.keep-body': inPlace((world, place) => ({
    place,
    name: 'Gas e luce',
    code: `gas-${world.house.ctx().id().slice(-12)}`,
    contact: '800 456',
    method: 'hand',
  })),
  'reports.retire-body': {
    on: placed,
    make: async (world, _actor, whose) => ({ input: { id: (await things.bodyOf(world, whose)).id } }),
  },
  'reports.import-owners': inPlace((world, _slug, place) => ({
    place,
    layer: 'parchi',
    owner: 'metropolis',
    categories: ['roads'],
    metres: 10,
    file: square(world),
  })),

  'settings.change': inPlace((_world, place) => ({ place, name: 'reports.archive-days', value: 300 })),
  'settings.inherit': inPlace((_world, place) => ({ place, name: 'reports.archive-days' })),
  'settings.cancel': {
    on: placed,
    make: async (world, _actor, whose) => {
      const input = await things.setting(world, whose);
      return { input, typed: { slug: input.place, name: input.name, id: input.id } };
    },
  },

  // Work that was given up.
  'app.try-jobs-again': about(async (world) => {
    const job = 'drafts.forget';
    await world.house.jobs.enqueue(world.house.ctx().db, job, {});
    await world.sql(`update jobs.job set state = 'failed', completed_on = now() where name = $1 and state = 'created'`, job);
    return { job };
  }),

  'territory.import': about({ metropolis: 'Un’altra', file: '{}' }, 'a file without areas: commons/territory tests'),
  'territory.import-areas': about(async (world) => ({ name: 'Parchi', file: square(world) })),
};

/** Forms that ask their verb otherwise than the first one does. */
export const formSamples: Readonly<Record<string, Sample>> = {
  // Whoever has one place is not asked for it: B cannot be said.
  '/banco/enti/nuovo': { ...samples['reports.keep-body']!, on: ['a'] },
  '/banco/enti/:id': {
    on: placed,
    make: async (world, _actor, whose) => {
      const { id } = await things.bodyOf(world, whose);
      return { input: { id, name: 'Gas e luce', contact: '800 456', method: 'hand' } };
    },
  },
};
