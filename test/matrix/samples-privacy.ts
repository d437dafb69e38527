/** Samples of what is known of people, and of forgetting it. */
import type { about as About, Sample } from './samples.ts';
import * as things from './things.ts';
import { sessionOf, type World } from './world.ts';

type InPlace = (input: (world: World, slug: string, place: string) => Record<string, unknown>) => Sample;

export const privacySamples = (about: typeof About, inPlace: InPlace): Readonly<Record<string, Sample>> => ({
  'privacy.ask-export': about({}),
  'privacy.finish-export': about(async (world) => ({ id: await things.askedCopy(world), bytes: 1 })),
  'privacy.offer-export': about({}, 'a copy that is ready: commons/privacy/copy.test.ts'),
  'privacy.take-export': about({ token: 'x' }, 'a copy that is ready: commons/privacy/copy.test.ts'),
  'privacy.erase': {
    on: ['none'],
    never: 'it would be gone: commons/privacy/erasing.test.ts',
    make: async (_world, actor) => ({ input: { sure: 'no', session: sessionOf(actor) } }),
  },
  'privacy.replay-erasure': about((world) => ({
    person: world.house.ctx().id(),
    words: false,
    at: world.house.ctx().now.toISOString(),
  })),
  'privacy.retain': about({}),
  'privacy.publish-notice': inPlace((_world, _slug, place) => ({
    place,
    procedure: 'reports.report',
    it: 'Chi, perché, per quanto tempo. '.repeat(10),
    en: 'Who, why, for how long. '.repeat(10),
  })),
});
