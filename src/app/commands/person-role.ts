import { endRole, giveRole } from '../../commons/people/actions.ts';
import { addressOf } from '../../commons/people/address.ts';
import { findPersonByEmail, listRolesOf } from '../../commons/people/store.ts';
import type { Place } from '../../commons/territory/territory.ts';
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts';
import type { House } from '../build.ts';
import { type Call, type Command, doneOr, type Result } from './command.ts';
import { placeNamed } from './input.ts';

/** Gives a role in a place to somebody who has an account, or ends it. */
export const command: Command = {
  name: 'person role',
  takes: [],
  options: [
    { name: 'email', value: 'E', required: true },
    { name: 'role', value: 'R', required: true },
    { name: 'place', value: 'P', required: true },
    { name: 'until', value: 'YYYY-MM-DD' },
    { name: 'end' },
  ],
  dryRun: true,
  run: async (call) => {
    const house = await call.open();
    const place = placeNamed(house, call.needed('place'));
    if (isRefusal(place)) return place;
    return call.flag('end') ? end(call, house, place) : give(call, house, place);
  },
};

async function give(call: Call, house: House, place: Place): Promise<Result | Refusal> {
  const until = call.value('until');
  const input = {
    email: call.needed('email'),
    role: call.needed('role'),
    place: place.id,
    ...(until === undefined ? {} : { until }),
  };
  const outcome = doneOr(call, await (call.dryRun ? house.rehearse : house.perform)(giveRole, input));
  if (outcome.refusal) return outcome.refusal;
  return {
    value: { ...outcome.done, role: input.role, place: place.slug },
    lines: [call.words.t('commands.person.given', { email: input.email, role: input.role, place: place.name })],
  };
}

async function end(call: Call, house: House, place: Place): Promise<Result | Refusal> {
  const email = call.needed('email');
  const role = call.needed('role');
  const { db, now } = house.ctx();
  const person = await findPersonByEmail(db, addressOf(email) ?? '');
  if (!person) return refuse('people.nobody-there', 422, { email });
  const held = (await listRolesOf(db, person.id, now)).find((one) => one.role === role && one.place === place.id);
  if (!held) return refuse('commands.role-not-held', 409, { email, role, place: place.name });
  const outcome = doneOr(call, await (call.dryRun ? house.rehearse : house.perform)(endRole, { id: held.id }));
  if (outcome.refusal) return outcome.refusal;
  return {
    value: { ended: held.id, role, place: place.slug },
    lines: [call.words.t('commands.person.ended', { email, role, place: place.name })],
  };
}
