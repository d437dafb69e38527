import { revokeKey } from '../../commons/people/actions.ts';
import { type Command, doneOr } from './command.ts';

/** Ends a key at once. */
export const command: Command = {
  name: 'api-key revoke',
  takes: [],
  options: [{ name: 'id', value: 'ID', required: true }],
  dryRun: true,
  run: async (call) => {
    const house = await call.open();
    const id = call.needed('id');
    const outcome = doneOr(call, await (call.dryRun ? house.rehearse : house.perform)(revokeKey, { id }));
    return outcome.refusal ?? { value: { revoked: id }, lines: [call.words.t('commands.key.revoked', { id })] };
  },
};
