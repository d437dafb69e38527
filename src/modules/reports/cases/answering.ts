import { listNames, listRolesOf } from '../../../commons/people/store.ts';
import type { Actor } from '../../../kernel/actor.ts';
import type { Ctx } from '../../../kernel/context.ts';
import { performVerb } from '../../../kernel/http/routes.ts';
import { answerMember } from './actions.ts';
import * as store from './store.ts';

const atATime = 50;

/** Carries an answer to the members that it has not reached. Killed at any moment and begun again, it goes on where it stopped: each member
 *  is one transaction, with its step. */
export async function answerMembers(ctx: Ctx, { answer }: { answer: string }): Promise<void> {
  const asked = await store.findAnswer(ctx.db, answer);
  if (!asked) return;
  const officer = await officerToday(ctx, asked);
  for (;;) {
    const steps = await store.waitingSteps(ctx.db, answer, atATime);
    if (steps.length === 0) return;
    for (const { report, code } of steps) {
      const outcome = await performVerb({ ...ctx, actor: officer }, answerMember, { answer, code });
      if ('refused' in outcome)
        await store.leaveStep(ctx.db, answer, report, { key: outcome.refused.textKey, params: outcome.refused.params });
      if ('invalid' in outcome) throw new Error(`a member of a case file has a wrong code: ${code}`);
    }
  }
}

/** What was on its way when a process died is taken up again. */
export async function resumeAnswers(ctx: Ctx): Promise<void> {
  const aWhileAgo = new Date(ctx.now.getTime() - 120_000);
  for (const answer of await store.waitingAnswers(ctx.db, aWhileAgo)) await answerMembers(ctx, { answer });
}

/** The officer who answered, with the roles that they hold today: whoever left the office meanwhile answers nothing more. */
async function officerToday(ctx: Ctx, { person, assurance }: { person: string; assurance: string }): Promise<Actor> {
  const roles = (await listRolesOf(ctx.db, person, ctx.now)).filter((role) => role.since <= ctx.now);
  const [named] = await listNames(ctx.db, [person]);
  return {
    kind: 'person',
    person,
    name: named?.name ?? '',
    assurance: assurance as Actor['assurance'],
    roles: roles.map(({ role, place, kind }) => ({ role, place, whole: kind === 'metropolis' })),
    organisations: [],
  };
}
