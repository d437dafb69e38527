import { createKey } from '../../commons/people/actions.ts';
import { verbsForKeys } from '../../commons/people/keys.ts';
import { isRefusal, refuse } from '../../kernel/refusal.ts';
import { type Command, doneOr } from './command.ts';
import { placeNamed } from './input.ts';
import { unknown } from './typed.ts';

/** A key for another computer, bound to a place and to verbs; shown this once, only its hash is kept. */
export const command: Command = {
  name: 'api-key create',
  takes: [],
  options: [
    { name: 'name', value: 'N', required: true },
    { name: 'place', value: 'P', required: true },
    { name: 'verbs', value: 'a,b', required: true },
  ],
  dryRun: true,
  run: async (call) => {
    const verbs = call
      .needed('verbs')
      .split(',')
      .map((one) => one.trim())
      .filter(Boolean);
    const house = await call.open();
    const known = [...verbsForKeys()];
    const strange = verbs.find((one) => !known.includes(one));
    if (strange)
      return refuse('commands.no-verb', 422, {
        verb: strange,
        near: unknown(strange, known, 'option').params['near'] ?? known[0]!,
      });
    const place = placeNamed(house, call.needed('place'));
    if (isRefusal(place)) return place;
    const outcome = doneOr(
      call,
      await (call.dryRun ? house.rehearse : house.perform)(createKey, { name: call.needed('name'), place: place.id, verbs }),
    );
    if (outcome.refusal) return outcome.refusal;
    const { id, key } = outcome.done;
    if (call.dryRun)
      return {
        value: { place: place.slug, verbs },
        lines: [call.words.t('commands.key.would', { place: place.name, verbs: verbs.join(', ') })],
      };
    return {
      value: { id, key, place: place.slug, verbs },
      lines: [key, '', call.words.t('commands.key.made', { id, place: place.name, verbs: verbs.join(', ') })],
    };
  },
};
