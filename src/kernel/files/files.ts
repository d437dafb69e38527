import { createHash } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';
import { exists, sweepUnfinished, writeWhole } from './disk.ts';
import type { Position, Region } from './image.ts';
import { claimsImage, cleanName } from './name.ts';
import { type Scanner, scan } from './scan.ts';
import { KINDS, type Kind, sniff } from './sniff.ts';

export const MAX_IMAGE_MB = 12;
export const MAX_DOCUMENT_MB = 25;

/** What became of an upload. `id` names the content (its SHA-256) and is the same for the same content, so whoever removes a file makes
 *  sure that nothing else points to it. The original of an image is not kept. */
export interface Stored {
  id: string;
  kind: 'image' | 'document';
  type: string;
  /** The name it came with, made harmless, with the ending of what it really is. */
  name: string;
  size: number;
  /** Of the large variant; null for a document. */
  width: number | null;
  height: number | null;
  /** Where a photo says it was taken: to be offered to the person, and gone from what is stored. */
  position: Position | null;
  /** The camera's own clock, `2026-11-20T08:05:00`, without zone. */
  taken: string | null;
}

const variants = ['large', 'small'] as const;
export type Variant = (typeof variants)[number];

export interface Found {
  bytes: Buffer;
  type: string;
  /** A document is only ever served as a download under this name; null for an image. */
  attachment: string | null;
}

/** The one way in for whatever people upload, and the one place where it is kept. */
export interface Files {
  /** Decides by content what the bytes are. Images are encoded anew without metadata; with `only` a document is refused too. */
  take(bytes: Buffer, name: string, only?: 'image'): Promise<Stored | Refusal>;
  /** `name` is the one that `take` gave back, as the caller's own row has it: the same content may have come under two names. */
  read(id: string, variant?: Variant, name?: string): Promise<Found | undefined>;
  /** What the picture looks like (print.ts): 64 characters 0 or 1; nothing of a document, or of a picture that shows too little. */
  print(id: string): Promise<string | null>;
  remove(id: string): Promise<void>;
  /** A picture with parts of it covered for good, lossless: to be shown, or taken in like any other. Nothing when there is no such picture. */
  covered(id: string, regions: readonly Region[]): Promise<Buffer | undefined>;
}

/** With a scanner, nothing is kept that it has not looked at. */
export async function openFiles({ folder, scanner }: { folder: string; scanner?: Scanner | null }): Promise<Files> {
  await sweepUnfinished(folder);
  return {
    take: (bytes, name, only) => take({ folder, scanner }, bytes, name, only),
    read: (id, variant = 'large', name = '') => read(folder, id, variant, name),
    print: async (id) => {
      const found = kindOf(id) === 'webp' ? await read(folder, id, 'small', '') : undefined;
      if (!found) return null;
      const { printOf } = await import('./print.ts');
      return printOf(found.bytes);
    },
    remove: async (id) => {
      for (const path of pathsOf(folder, id)) await rm(path, { force: true });
    },
    covered: async (id, regions) => {
      const found = await read(folder, id, 'large', '');
      if (!found || found.attachment !== null) return undefined;
      const { coverParts } = await import('./image.ts');
      return coverParts(found.bytes, regions);
    },
  };
}

async function take(
  { folder, scanner }: Parameters<typeof openFiles>[0],
  bytes: Buffer,
  name: string,
  only: 'image' | undefined,
): Promise<Stored | Refusal> {
  if (bytes.length === 0) return refuse('files.empty', 422);
  if (bytes.length > MAX_DOCUMENT_MB * 1e6) return tooBig(only ? MAX_IMAGE_MB : MAX_DOCUMENT_MB);
  const kind = sniff(bytes);
  const image = kind !== undefined && KINDS[kind].image;
  if (!image && (only || claimsImage(name))) return refuse('files.not-an-image', 422);
  if (kind === undefined) return refuse('files.kind-not-allowed', 422);
  if (image && bytes.length > MAX_IMAGE_MB * 1e6) return tooBig(MAX_IMAGE_MB);
  const harmful = scanner && (await scan(scanner, bytes));
  if (harmful) return harmful;
  if (!image) return keepDocument(folder, bytes, name, kind);
  return keepImage(folder, bytes, name);
}

async function keepDocument(folder: string, bytes: Buffer, name: string, kind: Kind): Promise<Stored> {
  const id = idOf(bytes, kind);
  await writeWhole(folder, pathOf(folder, id), bytes);
  const facts = { width: null, height: null, position: null, taken: null };
  return { id, kind: 'document', type: KINDS[kind].type, name: cleanName(name, kind), size: bytes.length, ...facts };
}

async function keepImage(folder: string, bytes: Buffer, name: string): Promise<Stored | Refusal> {
  // The library that reads pictures weighs on the memory of a server: it comes with the first picture.
  const { readImage } = await import('./image.ts');
  const image = await readImage(bytes);
  if (isRefusal(image)) return image;
  const id = idOf(image.large, 'webp');
  // The large one last: where it stands, the small one stands too.
  await writeWhole(folder, pathOf(folder, id, 'small'), image.small);
  await writeWhole(folder, pathOf(folder, id), image.large);
  const { width, height, position, taken } = image;
  const facts = { width, height, position, taken };
  return { id, kind: 'image', type: KINDS.webp.type, name: cleanName(name, 'webp'), size: image.large.length, ...facts };
}

async function read(folder: string, id: string, variant: Variant, name: string): Promise<Found | undefined> {
  const kind = kindOf(id);
  if (!kind) return undefined;
  const image = KINDS[kind].image;
  const path = pathOf(folder, id, image ? variant : 'large');
  if (!(await exists(path))) return undefined;
  return { bytes: await readFile(path), type: KINDS[kind].type, attachment: image ? null : cleanName(name, kind) };
}

function tooBig(max: number): Refusal {
  return refuse('files.too-big', 413, { max });
}

/** `<sha-256>.<ending>`: the ending says what it is, since only what was sniffed gets one. */
function idOf(bytes: Buffer, kind: Kind): string {
  return `${createHash('sha256').update(bytes).digest('hex')}.${kind}`;
}

/** Nothing for whatever is not an id of ours, `../../etc/passwd` first of all. */
function kindOf(id: string): Kind | undefined {
  const ending = /^[0-9a-f]{64}\.([a-z]{3,4})$/.exec(id)?.[1];
  return ending && Object.hasOwn(KINDS, ending) ? (ending as Kind) : undefined;
}

function pathsOf(folder: string, id: string): string[] {
  return kindOf(id) ? variants.map((variant) => pathOf(folder, id, variant)) : [];
}

function pathOf(folder: string, id: string, variant: Variant = 'large'): string {
  const [hash, ending] = id.split('.');
  return join(folder, id.slice(0, 2), id.slice(2, 4), variant === 'large' ? id : `${hash}.small.${ending}`);
}
