/** The line before the door. Ways in that many may ask for at once are performed a few at a time, in the order in which they came: the connections
 *  and the processor are left to those who only read. Whoever is not through at once is told their place at `/entra/coda`, without holding a
 *  connection, and gets there what their form would have got. It stands in the memory of this process, as the limits do. */
import { atMost } from '../../kernel/at-most.ts';
import type { Ctx } from '../../kernel/context.ts';
import { redirect } from '../../kernel/http/answers.ts';
import type { Answer, Incoming, Route } from '../../kernel/http/route.ts';
import { isRefusal, type Refusal, refuse } from '../../kernel/refusal.ts';
import { noteRefusal } from '../../kernel/refused.ts';
import { isThisMachine } from '../../kernel/verbs/limits.ts';

type Outcome = Answer | Refusal;

/** Somebody in a line. */
export interface Standing {
  /** Rejected where the work failed. */
  outcome: Promise<Outcome>;
  /** How many come before, and oneself; 0 once it is their turn. */
  place(): number;
  /** When it was over, in milliseconds. */
  over: number | null;
}

export interface Line {
  /** Nothing when the line is full, or too much of it comes from there. */
  enter(source: string, work: () => Promise<Outcome>): Standing | undefined;
}

const mostWaiting = 5_000;
/** A school or a firm may stand behind one address; nobody fills the line from there. */
const mostFromOne = 40;
/** Milliseconds after which a place is shown rather than nothing; at once to those whose turn cannot come by then, so that nobody holds a connection. */
const patience = 1_500;
const soonAmong = 40;
/** For how long what came out is kept for whoever has not asked again, in seconds. */
const kept = 10 * 60;

export const lineCookie = 'arengo_line';
export const linePath = '/entra/coda';

export function openLine(atOnce: number): Line {
  const inTurn = atMost(atOnce);
  const from = new Map<string, number>();
  let come = 0;
  let begun = 0;
  const leave = (source: string) => {
    const left = from.get(source)! - 1;
    if (left > 0) from.set(source, left);
    else from.delete(source);
  };
  return {
    enter(source, work) {
      const own = from.get(source) ?? 0;
      if (come - begun >= mostWaiting || (own >= mostFromOne && !isThisMachine(source))) return undefined;
      from.set(source, own + 1);
      const number = ++come;
      const outcome = inTurn(() => {
        begun++;
        return work();
      });
      const standing: Standing = { outcome, place: () => Math.max(0, number - begun), over: null };
      const end = () => {
        leave(source);
        standing.over = performance.now();
      };
      // A failure is told to whoever asks for the outcome.
      outcome.then(end, end);
      return standing;
    },
  };
}

/** Links and questions to identity providers: short work, most of it of the database. */
export const startLine = openLine(4);
/** Passwords: two are hashed at a time. */
export const passwordLine = openLine(4);

/** Whose place it is only the cookie knows. */
const standings = new Map<string, Standing>();

/** The route, behind a line. `full` answers whoever finds no place in it, with what they typed. */
export function inLine(
  line: Line,
  route: Route,
  full: (ctx: Ctx, request: Incoming, refusal: Refusal) => Promise<Outcome>,
): Route {
  return {
    ...route,
    run: async (ctx, request) => {
      const standing = line.enter(ctx.source, () => route.run(ctx, request));
      if (!standing) {
        const refusal = refuse('people.line-full', 503);
        noteRefusal(ctx, refusal, { route: route.path });
        const answer = await full(ctx, request, refusal);
        return isRefusal(answer) ? answer : { ...answer, headers: { ...answer.headers, 'retry-after': '30' } };
      }
      const answer = standing.place() <= soonAmong ? await soon(standing.outcome) : undefined;
      if (answer) return answer;
      forgetOld();
      const ticket = ctx.secret(32);
      standings.set(ticket, standing);
      return redirect(linePath, [{ name: lineCookie, value: ticket, maxAge: kept }]);
    },
  };
}

/** Whoever comes back with the cookie of a place. */
export function findStanding(request: Pick<Incoming, 'cookies'>): Standing | undefined {
  return standings.get(request.cookies[lineCookie] ?? '');
}

/** What came out, once. */
export async function takeOutcome(request: Pick<Incoming, 'cookies'>, standing: Standing): Promise<Outcome> {
  standings.delete(request.cookies[lineCookie]!);
  const answer = await standing.outcome;
  if (isRefusal(answer)) return answer;
  return { ...answer, cookies: [...(answer.cookies ?? []), { name: lineCookie, value: '', maxAge: 0 }] };
}

async function soon(outcome: Promise<Outcome>): Promise<Outcome | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), patience);
  });
  return Promise.race([outcome, enough]).finally(() => clearTimeout(timer));
}

/** Those at the beginning of the map came first. */
function forgetOld(): void {
  for (const [ticket, { over }] of standings) {
    if (over === null || performance.now() - over < kept * 1000) return;
    standings.delete(ticket);
  }
}
