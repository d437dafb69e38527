import type { Ctx } from '../context.ts';

/** What each room says of the people in its tables, beside its manifest (`personal.ts`). It is declared once and used four times: the record of
 *  what is done with personal data (GDPR art. 30, docs/data-map.md), the copy that a person takes away (art. 15 and 20), erasure (art. 17) and
 *  keeping no longer than needed (art. 5(1)(e)). A test compares it with the real tables: a column without its line fails there, with its name. */
export interface Personal {
  tables: Record<string, PersonalTable | typeof nobody>;
  /** The person's own files, for the copy. */
  files?(ctx: Ctx, whose: Whose): Promise<OwnFile[]>;
  /** What a declaration cannot say, such as words that go only when the person wants it. Runs before the declared part, in the same transaction. */
  erase?(ctx: Ctx, whose: Whose, words: boolean): Promise<void>;
  /** What is forgotten by itself, every night. */
  rules?: readonly Forgetting[];
}

/** A table in which no person stands. */
export const nobody = 'nobody';

export interface PersonalTable {
  /** How a row is known to be about a person: by any of these. Nothing where nobody can be looked up in it. */
  of: readonly Belonging[];
  purpose: string;
  /** Letter of GDPR art. 6(1), and the law behind it. */
  basis: string;
  /** How long. */
  kept: string;
  columns: Record<string, PersonalColumn>;
  /** The others: columns in which nobody stands, one after the other. */
  impersonal?: string;
  /** Erasure deletes the row. */
  erased?: 'row';
}

/** `person`: the column holds the id of a person. `address`: it holds an e-mail address. `by`: it holds the key of a row in another table that is
 *  the person's (`unless`: only where that column is empty). */
export type Belonging = { person: string } | { address: string } | { by: string; table: string; key: string; unless?: string };

export interface PersonalColumn {
  /** In the copy, or why not. */
  copy: true | string;
  /** `kept`: stays, and no longer says who it was. `emptied`: always. `words`: emptied by the room when it is not public, or when the person
   *  wants the own words gone. */
  erased: 'kept' | 'emptied' | 'words';
  /** Where the column is about somebody else than the row. */
  of?: Belonging;
}

export const copied = (erased: PersonalColumn['erased'], of?: Belonging): PersonalColumn => ({ copy: true, erased, of });
export const notCopied = (why: string, erased: PersonalColumn['erased'], of?: Belonging): PersonalColumn => ({
  copy: why,
  erased,
  of,
});

/** A person, and the addresses by which the person is known. */
export interface Whose {
  person: string;
  /** In the form in which addresses are compared. */
  addresses: readonly string[];
}

export interface OwnFile {
  /** Name in the copy. */
  name: string;
  /** Of kernel/files. */
  file: string;
}

export interface Forgetting {
  /** `room.what`, unique. */
  name: string;
  /** What, after how long and why, in one line of docs/data-map.md. */
  says: string;
  /** Forgets some thousands at most; how many. Asked again until nothing is left. */
  run(ctx: Ctx): Promise<number>;
}

/** So many rows are forgotten in one statement. */
export const atATime = 5_000;

/** Why an administration may hold personal data: most of what Arengo does is a task of the municipality or of the metropolitan city. */
export const bases = {
  task: 'art. 6(1)(e): d.lgs. 267/2000 artt. 3, 8; d.lgs. 196/2003 art. 2-ter',
  duty: 'art. 6(1)(c): l. 241/1990; d.lgs. 82/2005 (CAD)',
  security: 'art. 6(1)(c): GDPR art. 32',
  rights: 'art. 6(1)(c): GDPR artt. 12-20',
} as const;
