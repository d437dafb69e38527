/** Requests that come whether or not those before were answered: so many a second, as people do. */
import { Agent, request } from 'node:http';
import type { Shot } from './fire.ts';

export interface Answered {
  status: number;
  location: string;
  cookie: string;
  /** After how many seconds the page asks to be asked again. */
  refresh: number;
  milliseconds: number;
}

/** All the answers, in the order in which they came; status 0 where there was none. `then` is what the browser does with each. */
export async function crowd(
  url: string,
  perSecond: number,
  seconds: number,
  shot: (i: number) => Shot,
  then: (answer: Answered, agent: Agent) => Promise<void> = async () => {},
): Promise<Answered[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 5_000 });
  const coming: Promise<unknown>[] = [];
  const answers: Answered[] = [];
  const begun = performance.now();
  try {
    for (let i = 0; i < perSecond * seconds; i++) {
      const early = begun + (i * 1000) / perSecond - performance.now();
      if (early > 1) await new Promise((go) => setTimeout(go, early));
      coming.push(
        send(url, agent, shot(i)).then((answer) => {
          answers.push(answer);
          return then(answer, agent);
        }),
      );
    }
    await Promise.all(coming);
    return answers;
  } finally {
    agent.destroy();
  }
}

export function send(url: string, agent: Agent | undefined, { path, headers, body }: Shot): Promise<Answered> {
  const begun = performance.now();
  return new Promise((resolve) => {
    const end = (status: number, location = '', cookie = '', refresh = 0) =>
      resolve({ status, location, cookie, refresh, milliseconds: performance.now() - begun });
    const asked = request(url + path, { agent, method: body === undefined ? 'GET' : 'POST', headers }, (answer) => {
      answer.resume();
      const cookies = answer.headers['set-cookie'] ?? [];
      answer.on('end', () =>
        end(
          answer.statusCode!,
          answer.headers.location,
          cookies.map((one) => one.split(';')[0]).join('; '),
          Number(answer.headers['refresh'] ?? 0),
        ),
      );
      answer.on('error', () => end(0));
    });
    asked.on('error', () => end(0));
    asked.end(body);
  });
}

export function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
}

/** Somebody else each time: as a proxy in front says it (one is trusted). */
export function fromElsewhere(i: number): Record<string, string> {
  return { 'x-forwarded-for': `198.${18 + ((i >> 16) % 2)}.${(i >> 8) % 256}.${i % 256}` };
}
