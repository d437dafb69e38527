import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** Signed notes (C2SP signed-note) with Ed25519 (RFC 8032): a text, an empty line, a line for each signature. */
export interface Signer {
  name: string;
  id: Buffer;
  key: KeyObject;
  /** As it is published: `name+id+key`, the form that Go's `note` package reads. */
  verifier: string;
}

export interface Verifier {
  name: string;
  id: Buffer;
  key: KeyObject;
}

const ed25519 = Buffer.of(1);
/** Before the 32 bytes of a key in PKCS #8 and in SubjectPublicKeyInfo (RFC 8410). */
const privateHead = Buffer.from('302e020100300506032b657004220420', 'hex');
const publicHead = Buffer.from('302a300506032b6570032100', 'hex');

/** `seed`: the 32 bytes of the private key. */
export function signerOf(name: string, seed: Uint8Array): Signer {
  const key = createPrivateKey({ key: Buffer.concat([privateHead, seed]), format: 'der', type: 'pkcs8' });
  const own = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(publicHead.length);
  const id = keyId(name, own);
  return { name, id, key, verifier: `${name}+${id.toString('hex')}+${Buffer.concat([ed25519, own]).toString('base64')}` };
}

/** Reads a verifier key; nothing when it is none, or its id is not that of its name and key. */
export function readVerifier(text: string): Verifier | undefined {
  const [, name, id, encoded] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)$/.exec(text.trim()) ?? [];
  const bytes = Buffer.from(encoded ?? '', 'base64');
  if (!name || bytes.length !== 33 || bytes[0] !== 1) return undefined;
  const own = bytes.subarray(1);
  if (keyId(name, own).toString('hex') !== id) return undefined;
  return {
    name,
    id: keyId(name, own),
    key: createPublicKey({ key: Buffer.concat([publicHead, own]), format: 'der', type: 'spki' }),
  };
}

/** The same key under the name that a note begins with: the log had another address then. */
export function asNamedIn(note: string, verifier: Verifier): Verifier {
  const name = note.slice(0, note.indexOf('\n'));
  const own = verifier.key.export({ format: 'der', type: 'spki' }).subarray(publicHead.length);
  return { name, id: keyId(name, own), key: verifier.key };
}

/** `text` ends with a newline, which is signed too; the empty line is not. */
export function signNote(text: string, signer: Signer): string {
  const signature = Buffer.concat([signer.id, sign(null, Buffer.from(text), signer.key)]);
  return `${text}\n— ${signer.name} ${signature.toString('base64')}\n`;
}

/** The text of a note that this key signed; nothing when it did not, or signed another text. Signatures of other keys are passed over. */
export function openNote(note: string, verifier: Verifier): string | undefined {
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n')) return undefined;
  const text = note.slice(0, end + 1);
  const lines = note.slice(end + 2, -1).split('\n');
  let signed = false;
  for (const line of lines) {
    const [, name, encoded] = /^— ([^\s+]+) ([A-Za-z0-9+/]+=*)$/.exec(line) ?? [];
    if (!name) return undefined;
    const bytes = Buffer.from(encoded!, 'base64');
    if (name !== verifier.name || !bytes.subarray(0, 4).equals(verifier.id)) continue;
    if (!verify(null, Buffer.from(text), verifier.key, bytes.subarray(4))) return undefined;
    signed = true;
  }
  return signed ? text : undefined;
}

function keyId(name: string, key: Uint8Array): Buffer {
  return createHash('sha256').update(`${name}\n`).update(ed25519).update(key).digest().subarray(0, 4);
}
