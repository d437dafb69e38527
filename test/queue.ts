import type { Line } from '../src/commons/people/line.ts';
import { text } from '../src/kernel/http/answers.ts';

/** Takes all the turns of a line, so that whoever comes then waits; gives what lets them go. */
export function takeTurns(line: Line): () => Promise<void> {
  let go = () => {};
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  const turns = Array.from({ length: 4 }, () => line.enter('198.51.100.1', () => held.then(() => text('', 'text/plain')))!);
  return async () => {
    go();
    await Promise.all(turns.map((turn) => turn.outcome));
  };
}
