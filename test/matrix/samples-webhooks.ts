/** Programs that are told what happens in a place. */
import { insertTest, insertWebhook, noteTry, stopWebhook } from '../../src/commons/webhooks/store.ts';
import { newSecret, sealSecret } from '../../src/commons/webhooks/webhook.ts';
import type { Sample } from './samples.ts';
import { placeOf } from './things.ts';
import type { Case, World } from './world.ts';

export function webhookSamples(): Record<string, Sample> {
  return {
    'webhooks.add': {
      on: ['a', 'b'],
      make: async (world, _actor, whose) => ({
        input: {
          place: placeOf(world, whose).id,
          // An address, not a name: nobody is asked for it.
          url: 'https://93.184.215.14/avvisi',
          kinds: ['news'],
          verbs: ['board.publish'],
        },
      }),
    },
    'webhooks.remove': on((id) => ({ id })),
    'webhooks.rotate': on((id) => ({ id })),
    'webhooks.try': on((id) => ({ id })),
    'webhooks.send-again': on((id, delivery) => ({ id, delivery })),
    'webhooks.resume': on((id) => ({ id }), true),
    'webhooks.stop': on((id) => ({ id, why: 'failing' })),
  };
}

function on(input: (id: string, delivery: string) => Record<string, unknown>, stopped = false): Sample {
  return {
    on: ['a', 'b'],
    make: async (world, _actor, whose) => {
      const { id, delivery } = await kept(world, whose, stopped);
      return { input: input(id, delivery) };
    },
  };
}

/** One that was told something in vain; the place has room for the next. */
async function kept(world: World, whose: Case, stopped: boolean): Promise<{ id: string; delivery: string }> {
  const ctx = world.house.ctx();
  const [id, delivery] = [ctx.id(), ctx.id()];
  const { id: place } = placeOf(world, whose);
  await world.house.database.pool.query('delete from webhooks.webhooks where place = $1', [place]);
  const secret = sealSecret(ctx, id, newSecret(ctx));
  const url = 'https://93.184.215.14/avvisi';
  await insertWebhook(ctx.db, { id, place, url, kinds: ['news'], verbs: ['board.publish'], secret, created: ctx.now });
  await insertTest(ctx.db, { id: delivery, webhook: id, now: ctx.now });
  await noteTry(ctx.db, delivery, { state: 'failed', error: 'slow' }, ctx.now);
  if (stopped) await stopWebhook(ctx.db, id, 'failing', ctx.now);
  return { id, delivery };
}
