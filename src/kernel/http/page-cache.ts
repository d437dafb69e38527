import { createHash } from 'node:crypto';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** An answer that is the same for everybody, ready to be sent. */
export interface Stored {
  type: string;
  body: Buffer;
  etag: string;
  headers: Record<string, string>;
  until: number;
  gzip?: Buffer;
  brotli?: Buffer;
}

/** Bytes of pages, before compression. */
const most = 24 * 1024 * 1024;
const seconds = 5;

/** Anonymous pages, kept in this process for five seconds and forgotten at every verb it performs, so that nobody here ever reads
 *  the past after a change; another process of ours may be at most five seconds behind. */
export class PageCache {
  private readonly pages = new Map<string, Stored>();
  private bytes = 0;
  /** Counts the changes: a page that was begun before one is not kept after it. */
  changes = 0;

  find(key: string, now: number): Stored | undefined {
    const stored = this.pages.get(key);
    if (!stored || stored.until < now) return undefined;
    return stored;
  }

  keep(key: string, type: string, body: Buffer, headers: Record<string, string>, now: number, begunAt: number): Stored {
    const stored: Stored = { type, body, headers, etag: etagOf(body), until: now + seconds * 1000 };
    if (begunAt !== this.changes) return stored;
    this.drop(key);
    this.pages.set(key, stored);
    this.bytes += body.length;
    // A map keeps the order of insertion: the first is the oldest.
    for (const oldest of this.pages.keys()) {
      if (this.bytes <= most) break;
      this.drop(oldest);
    }
    return stored;
  }

  forget(): void {
    this.pages.clear();
    this.bytes = 0;
    this.changes++;
  }

  private drop(key: string): void {
    this.bytes -= this.pages.get(key)?.body.length ?? 0;
    this.pages.delete(key);
  }
}

export function etagOf(body: Buffer): string {
  return `"${createHash('sha1').update(body).digest('base64url')}"`;
}

/** The stored body in an encoding that the client accepts; compressed once for all, at the level from which every further byte saved costs twice
 *  the time of the one before (docs/decisions/0004-speed.md). */
export function encoded(stored: Stored, accept: string | undefined): { body: Buffer; encoding?: string } {
  if (stored.body.length < 1_000 || !compressible(stored.type) || !accept) return { body: stored.body };
  if (accept.includes('br')) {
    stored.brotli ??= brotliCompressSync(stored.body, { params: { [constants.BROTLI_PARAM_QUALITY]: 2 } });
    return { body: stored.brotli, encoding: 'br' };
  }
  if (accept.includes('gzip')) {
    stored.gzip ??= gzipSync(stored.body, { level: 2 });
    return { body: stored.gzip, encoding: 'gzip' };
  }
  return { body: stored.body };
}

function compressible(type: string): boolean {
  return /^(text\/|application\/(json|javascript|problem\+json|geo\+json|atom\+xml|vnd\.mapbox)|image\/svg)/.test(type);
}
