/** A folder of files, what is put into it, and what it refuses: what the tests of the pipeline share. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { isRefusal } from '../refusal.ts';
import { openFiles, type Stored } from './files.ts';
import en from './texts/en.json' with { type: 'json' };
import it from './texts/it.json' with { type: 'json' };

export async function openUploads() {
  const folder = await mkdtemp(join(tmpdir(), 'arengo-files-'));
  const files = await openFiles({ folder });

  async function stored(bytes: Buffer, name: string): Promise<Stored> {
    const outcome = await files.take(bytes, name);
    assert.ok(!isRefusal(outcome), isRefusal(outcome) ? outcome.code : '');
    return outcome;
  }

  async function refusedWith(bytes: Buffer, name: string, only?: 'image'): Promise<string> {
    const outcome = await files.take(bytes, name, only);
    assert.ok(isRefusal(outcome), `${name} must be refused`);
    assert.ok(outcome.textKey in it && outcome.textKey in en, outcome.textKey);
    return outcome.code;
  }

  return { folder, files, stored, refusedWith, close: () => rm(folder, { recursive: true, force: true }) };
}

export const plainImage = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#0a5c73' } });

/** A zip of stored (not compressed) entries, as small as the format allows. */
export function zip(entries: Record<string, string>, tail = '', unpacked?: number): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(entries)) {
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt32LE(text.length, 18);
    head.writeUInt32LE(text.length, 22);
    head.writeUInt16LE(name.length, 26);
    locals.push(head, Buffer.from(name), Buffer.from(text));
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt32LE(text.length, 20);
    entry.writeUInt32LE(unpacked ?? text.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    central.push(entry, Buffer.from(name));
    offset += 30 + name.length + text.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(entries).length, 10);
  end.writeUInt32LE(Buffer.concat(central).length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, ...central, end, Buffer.from(tail)]);
}

export const odt = { mimetype: 'application/vnd.oasis.opendocument.text', 'content.xml': '<x/>' };
export const docx = { '[Content_Types].xml': '<x/>', 'word/document.xml': '<x/>' };
