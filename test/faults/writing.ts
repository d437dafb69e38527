/** Clients that write while something breaks, and what is looked for afterwards: everything that was acknowledged, once; a log that proves. */
import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { checkLog } from '../../src/protocols/tlog/checking.ts';

export async function report(url: string, key: string): Promise<Response> {
  return fetch(`${url}/api/v1/reports`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ category: 'roads', title: `Buca numero ${key}`, lat: 39.42, lon: 14.6, key }),
    signal: AbortSignal.timeout(20_000),
  });
}

/** Fifty clients write until told to stop; what was acknowledged, by key. */
export function writers(url: string, tag: string, count = 50): { acknowledged: Map<string, string>; stop(): Promise<void> } {
  const acknowledged = new Map<string, string>();
  let going = true;
  const clients = Array.from({ length: count }, async (_, client) => {
    for (let n = 0; going; n++) {
      const key = `${tag}-${client}-${n}`;
      try {
        const answer = await report(url, key);
        if (answer.status === 201) acknowledged.set(key, ((await answer.json()) as { code: string }).code);
        else await wait(100);
      } catch {
        await wait(100);
      }
    }
  });
  return {
    acknowledged,
    stop: async () => {
      going = false;
      await Promise.all(clients);
    },
  };
}

/** The log of the register is what was signed, and grew from a checkpoint of before. Sealing goes on by itself: it has a moment. */
export async function provenLog(url: string, earlier?: string): Promise<string> {
  const read = async (path: string) => {
    const answer = await fetch(`${url}/registro/log/${path}`);
    return answer.ok ? Buffer.from(await answer.arrayBuffer()) : undefined;
  };
  for (let waited = 0; !(await read('checkpoint')) && waited < 15_000; waited += 500) await wait(500);
  const verdict = await checkLog(read, { earlier });
  assert.ok(verdict.result === 'proven', JSON.stringify(verdict));
  return verdict.checkpoint;
}

/** Each acknowledged report is there once; the same sending again gives the same code. */
export async function verify(url: string, acknowledged: Map<string, string>): Promise<void> {
  assert.ok(acknowledged.size > 20, `only ${acknowledged.size} were acknowledged`);
  assert.equal(new Set(acknowledged.values()).size, acknowledged.size, 'no code twice');
  const all = [...acknowledged];
  for (let from = 0; from < all.length; from += 20) {
    await Promise.all(
      all.slice(from, from + 20).map(async ([key, code]) => {
        const found = await fetch(`${url}/api/v1/reports/${code}`);
        assert.equal(found.status, 200, `${code} was acknowledged and is lost`);
        assert.equal(((await found.json()) as { title: string }).title, `Buca numero ${key}`);
      }),
    );
  }
  for (const [key, code] of all.slice(-5))
    assert.equal(
      ((await (await report(url, key)).json()) as { code: string }).code,
      code,
      'a repeated sending is the same report',
    );
}
