import { hmac } from './hmac.ts';
import { canonical } from './register.ts';
import type { ActRow } from './store.ts';

/** An act as the log is made from it. */
export interface SealedAct
  extends Pick<ActRow, 'id' | 'verb' | 'entry' | 'code' | 'place' | 'at' | 'mark' | 'assurance' | 'commitment'> {
  seq: string;
  public: Record<string, unknown>;
  sealed: Date | null;
  open: boolean | null;
  withheld: Buffer | null;
  /** Of this act alone; gone once the person was forgotten. */
  key: Buffer | null;
}

/** The bytes of a leaf: canonical JSON of what everybody may read of an act, and commitments to the rest. They are made anew from the act each
 *  time they are asked for, so that an act changed in the tables no longer has the hash that was sealed. For the same reason NOTHING OF THIS
 *  may ever change for acts that are sealed: the same act must make the same bytes as long as there is a register. */
export function entryOf(act: SealedAct): Buffer {
  const { shown, withheld } = partsOf(act);
  const kept = withheld === undefined ? undefined : (commitmentTo(withheld, act) ?? act.withheld ?? Buffer.alloc(0));
  return Buffer.from(
    canonical({
      ...shown,
      seq: Number(act.seq),
      time: act.at,
      sealed: act.sealed,
      commitment: act.commitment.toString('base64'),
      withheld: kept?.toString('base64'),
    }),
  );
}

/** To be kept beside the leaf: once the key is destroyed it cannot be made again. */
export function withheldOf(act: SealedAct): Buffer | null {
  const { withheld } = partsOf(act);
  return withheld === undefined ? null : commitmentTo(withheld, act);
}

/** What the entry shows and what it only commits to. Of an act that is not open nothing is shown but that it comes from an import, so that its
 *  date is not taken for a forged one. Of an open one texts and lists are not shown, nor a mark that would tie what one person did about
 *  several things. */
function partsOf(act: SealedAct): { shown: Record<string, unknown>; withheld?: Record<string, unknown> } {
  const named = {
    id: act.id,
    verb: act.verb,
    thing: act.entry ?? undefined,
    code: act.code ?? undefined,
    place: act.place ?? undefined,
  };
  const { assurance } = act;
  const mark = act.mark ?? undefined;
  if (!act.open) {
    const shown = act.public['imported'] === true ? { facts: { imported: true } } : {};
    return { shown, withheld: { ...named, assurance, mark, facts: act.public } };
  }
  const facts: Record<string, unknown> = {};
  const texts: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(act.public)) (isFact(value) ? facts : texts)[name] = value;
  const stray = act.entry === null ? mark : undefined;
  const left = { ...(Object.keys(texts).length > 0 && { facts: texts }), ...(stray && { mark: stray }) };
  return {
    shown: { ...named, assurance, mark: stray ? undefined : mark, facts },
    ...(Object.keys(left).length > 0 && { withheld: left }),
  };
}

/** A code, a date, a number: nothing that somebody wrote. */
function isFact(value: unknown): boolean {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return true;
  return typeof value === 'string' && /^[A-Za-z0-9][\w.:+-]{0,63}$/.test(value);
}

function commitmentTo(withheld: Record<string, unknown>, { key }: SealedAct): Buffer | null {
  return key && hmac(key, `withheld\n${canonical(withheld)}`);
}
