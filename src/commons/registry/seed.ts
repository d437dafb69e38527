import type { Ctx } from '../../kernel/context.ts';
import { keyFor } from '../../kernel/secrets.ts';
import { romeDay } from '../../kernel/time.ts';
import { fiscalCodeOf } from '../../protocols/fiscal-code/fiscal-code.ts';
import { fiscalHash } from '../identity/identity.ts';
import { trialPeople } from '../identity/trial.ts';
import { territoryOf } from '../territory/territory.ts';
import { printOf } from './lists.ts';
import { insertList, landListed, putInForce } from './store-lists.ts';

/** The two largest municipalities of the demo have a list: whoever comes in with «Identità di prova» lives in the first, and one of them studies in the
 *  second. */
export async function seed(ctx: Ctx): Promise<void> {
  const [first, second] = territoryOf(ctx).municipalities.toSorted((a, b) => (b.population ?? 0) - (a.population ?? 0));
  const key = keyFor(ctx.config, 'identity.fiscal');
  const hashes = trialPeople(ctx.now).map(({ fiscalNumber }) => fiscalHash(key, fiscalCodeOf(fiscalNumber)!).toString('hex'));
  const validOn = romeDay(new Date(ctx.now.getTime() - 20 * 86_400_000));
  const lists = [
    { place: first, people: hashes.map((hash) => ({ hash, belongs: 'resident' as const })) },
    { place: second, people: hashes.slice(4, 5).map((hash) => ({ hash, belongs: 'student' as const })) },
  ];
  for (const { place, people } of lists) {
    if (!place) continue;
    const id = ctx.id();
    const print = printOf(ctx, Buffer.from(`demo ${place.slug}`));
    if (!(await insertList(ctx.db, { id, place: place.id, validOn, print, by: null, now: ctx.now }))) continue;
    await landListed(ctx.db, id, people);
    await putInForce(ctx.db, id, place.id, { read: people.length, rejected: 0 }, ctx.now);
  }
}
