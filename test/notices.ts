/** A house in which offices act and people are told of it: what the tests of notices share. Its clock stands still but for a millisecond at each look. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { sql } from 'kysely';
import { rooms } from '../src/app/modules.ts';
import { follow } from '../src/commons/notices/actions.ts';
import { type Place, territoryOf } from '../src/commons/territory/territory.ts';
import { type Actor, anonymous } from '../src/kernel/actor.ts';
import { type BoxedMail, mailbox } from '../src/kernel/mail/mailbox.ts';
import { openHouse, type TestPerson } from './house.ts';

export const hour = 3_600_000;
const day = 24 * hour;

export async function openNotices() {
  let clock = Date.parse('2026-11-20T08:00:00Z');
  const house = await openHouse({ now: () => new Date(clock++) });
  const { db } = house.database;
  const [a, b] = territoryOf(house.ctx()).municipalities as [Place, Place];
  const officer = await house.person('Lucia Ferrante', [{ role: 'officer', place: a.id, whole: false }]);
  const pass = (milliseconds: number) => {
    clock += milliseconds;
  };

  /** The office of a place resolves, publishes and answers: what this room hears of, without touching other floors. */
  async function act(name: string, input: Record<string, unknown>, actor: Actor = officer): Promise<any> {
    const verb = rooms.flatMap((room) => room.verbs ?? []).find((one) => one.name === name)!;
    const words = /resolve|start-work|close/.test(name) ? { answer: 'Ecco fatto.' } : {};
    return house.done<any>(verb, { ...words, ...input }, actor);
  }

  return {
    house,
    /** The first municipality, whose officer it is, and another. */
    a,
    b,
    officer,
    pass,
    act,
    send: (where: { lat: number; lon: number; category?: string }): Promise<any> => {
      pass(hour);
      return act(
        'reports.send',
        { category: where.category ?? 'roads', title: 'Una buca nuova', lat: where.lat, lon: where.lon },
        anonymous,
      );
    },
    /** At once, unless it is said. */
    followed: (input: Record<string, unknown>, actor: Actor) => house.done(follow, { how: 'at-once', ...input }, actor),
    digest: async (how: 'daily' | 'weekly'): Promise<void> => {
      await house.settle();
      pass(day);
      await house.jobs.enqueue(db, `notices.${how}`, {});
      await house.settle();
    },
    noticesOf: async (actor: Actor): Promise<{ act: string; reason: string; how: string; verb: string }[]> => {
      await house.subscribers.drain();
      const { rows } = await sql<{ act: string; reason: string; how: string; verb: string }>`
        select n.act, n.reason, n.how, a.verb from notices.notices n join kernel.acts a on a.id = n.act where n.person = ${actor.person} order by n.at desc, n.act desc`.execute(
        db,
      );
      return rows;
    },
    followsOf: async (actor: Actor): Promise<{ id: string; how: string }[]> => {
      const { rows } = await sql<{
        id: string;
        how: string;
      }>`select id, how from notices.follows where person = ${actor.person} and how <> 'none'`.execute(db);
      return rows;
    },
    mails: (): Promise<BoxedMail[]> => mailbox(path.join(house.folder, 'mails')),
    mailsOf: async (person: TestPerson): Promise<BoxedMail[]> => {
      await house.settle();
      return (await mailbox(path.join(house.folder, 'mails'))).filter((mail) => mail.to === person.email);
    },
    lastEml: async (): Promise<string> => {
      const [latest] = await mailbox(path.join(house.folder, 'mails'));
      return (await readFile(path.join(house.folder, 'mails', `${latest!.id}.eml`), 'utf8')).replaceAll('\r\n', '\n');
    },
  };
}
