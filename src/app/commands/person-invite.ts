import { invite } from '../../commons/people/actions.ts';
import { isRefusal } from '../../kernel/refusal.ts';
import { type Command, doneOr } from './command.ts';
import { placeNamed } from './input.ts';

/** An account for somebody who will work here; the link that signs them in is shown once. */
export const command: Command = {
  name: 'person invite',
  takes: [],
  options: [
    { name: 'email', value: 'E', required: true },
    { name: 'name', value: 'N', required: true },
    { name: 'role', value: 'R' },
    { name: 'place', value: 'P' },
    { name: 'language', value: 'it|en' },
  ],
  dryRun: true,
  run: async (call) => {
    const house = await call.open();
    const where = call.value('place');
    const place = where === undefined ? undefined : placeNamed(house, where);
    if (isRefusal(place)) return place;
    const input = {
      email: call.needed('email'),
      name: call.needed('name'),
      role: call.value('role'),
      place: place?.id,
      language: call.value('language'),
    };
    const outcome = doneOr(call, await (call.dryRun ? house.rehearse : house.perform)(invite, given(input)));
    if (outcome.refusal) return outcome.refusal;
    const { person, link } = outcome.done;
    return call.dryRun
      ? { value: { email: input.email }, lines: [call.words.t('commands.person.would-invite', { email: input.email })] }
      : {
          value: { person, link },
          lines: [
            call.words.t('commands.person.invited', { name: input.name }),
            '',
            link ?? '',
            '',
            call.words.t('commands.person.link-lasts'),
          ],
        };
  },
};

/** Without what was not said: a form refuses what it does not know. */
function given(input: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
}
