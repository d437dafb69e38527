import assert from 'node:assert/strict';
import type { TestHouse, TestPerson } from '../../../test/house.ts';
import type { Actor } from '../../kernel/actor.ts';
import type { Verb } from '../../kernel/verbs/verb.ts';
import { isFiscalCode } from '../../protocols/fiscal-code/fiscal-code.ts';
import { actorOf } from '../people/people.ts';
import { cookieName } from '../people/sessions.ts';
import { ask } from './actions.ts';
import { inviteDelegate } from './actions-delegates.ts';

let codes = 0;
/** Well formed, and of no organisation yet. */
export function nextFiscalCode(): string {
  for (;;) {
    const code = String(80_000_000_000 + codes++);
    if (isFiscalCode(code)) return code;
  }
}

/** What the tests of this room do again and again. */
export function trying(house: TestHouse) {
  /** The person as a request of this moment sees them. */
  const now = async (person: TestPerson): Promise<Actor> => {
    const secret = (await house.sessionOf(person)).split('=')[1]!;
    return actorOf(house.ctx(), { cookies: { [cookieName]: secret }, headers: {} });
  };
  const refused = async (verb: Verb<any, any, any>, input: Record<string, unknown>, actor?: Actor): Promise<string> => {
    const outcome = await house.perform(verb, input, actor);
    if ('invalid' in outcome) return outcome.invalid.errors.map(({ key }) => key).join(' ');
    assert.ok('refused' in outcome, JSON.stringify(outcome));
    return outcome.refused.code;
  };
  return {
    now,
    refused,
    /** An organisation that somebody asked for. */
    asked: async (person: TestPerson, place: string, more: Record<string, unknown> = {}): Promise<string> => {
      const said = {
        name: `Circolo ${house.ctx().id()}`,
        kind: 'association',
        place,
        fiscalCode: nextFiscalCode(),
        description: 'Insegniamo a remare.',
        title: 'Presidente',
      };
      return (await house.done(ask, { ...said, ...more }, await now(person))).id;
    },
    /** The secret in the last invitation that was sent to this person. */
    invited: async (
      organisation: string,
      person: TestPerson,
      by: Actor | undefined,
      more: Record<string, unknown> = {},
    ): Promise<string> => {
      await house.done(inviteDelegate, { organisation, email: person.email, powers: ['speak'], ...more }, by);
      const { rows } = await house.database.pool.query(
        `select data::text as data from jobs.job where name = 'mail.send' and data::text like '%organizzazioni/inviti/%' and data::text like $1
         order by created_on desc limit 1`,
        [`%${person.email}%`],
      );
      return /inviti\/([\w-]+)/.exec(rows[0].data)![1]!;
    },
  };
}
