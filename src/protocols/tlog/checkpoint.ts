import { openNote, type Signer, signNote, type Verifier } from './note.ts';

/** What a log says of itself, signed (C2SP tlog-checkpoint): how many leaves, and the root of their tree. */
export interface Checkpoint {
  origin: string;
  size: number;
  root: Buffer;
}

export function signCheckpoint(size: number, root: Uint8Array, signer: Signer): string {
  return signNote(`${signer.name}\n${size}\n${Buffer.from(root).toString('base64')}\n`, signer);
}

/** The checkpoint of a signed note; nothing when this key did not sign it, or it is none. */
export function openCheckpoint(note: string, verifier: Verifier): Checkpoint | undefined {
  const text = openNote(note, verifier);
  const read = text === undefined ? undefined : readCheckpoint(text);
  return read?.origin === verifier.name ? read : undefined;
}

/** Three lines; extensions are allowed by the standard, and made by nobody here. */
function readCheckpoint(text: string): Checkpoint | undefined {
  const [origin, size, root, ...more] = text.split('\n');
  if (!origin || !/^(0|[1-9]\d{0,15})$/.test(size ?? '') || more.at(-1) !== '') return undefined;
  const bytes = Buffer.from(root ?? '', 'base64');
  if (bytes.length !== 32 || bytes.toString('base64') !== root || !Number.isSafeInteger(Number(size))) return undefined;
  return { origin, size: Number(size), root: bytes };
}
