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

const most = 2_000;
const seconds = 5;

/** Anonymous pages, kept in this process for five seconds and forgotten at every verb it performs, so that nobody here ever reads
 *  the past after a change; another process of ours may be at most five seconds behind. */
export class PageCache {
  private readonly pages = new Map<string, Stored>();

  find(key: string, now: number): Stored | undefined {
    const stored = this.pages.get(key);
    if (!stored || stored.until < now) return undefined;
    return stored;
  }

  keep(key: string, type: string, body: Buffer, headers: Record<string, string>, now: number): Stored {
    const stored: Stored = { type, body, headers, etag: etagOf(body), until: now + seconds * 1000 };
    if (this.pages.size >= most) this.pages.clear();
    this.pages.set(key, stored);
    return stored;
  }

  forget(): void {
    this.pages.clear();
  }
}

export function etagOf(body: Buffer): string {
  return `"${createHash('sha1').update(body).digest('base64url')}"`;
}

/** The stored body in an encoding that the client accepts; compressed once for all. */
export function encoded(stored: Stored, accept: string | undefined): { body: Buffer; encoding?: string } {
  if (stored.body.length < 1_000 || !compressible(stored.type) || !accept) return { body: stored.body };
  if (accept.includes('br')) {
    stored.brotli ??= brotliCompressSync(stored.body, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } });
    return { body: stored.brotli, encoding: 'br' };
  }
  if (accept.includes('gzip')) {
    stored.gzip ??= gzipSync(stored.body, { level: 5 });
    return { body: stored.gzip, encoding: 'gzip' };
  }
  return { body: stored.body };
}

function compressible(type: string): boolean {
  return /^(text\/|application\/(json|javascript|problem\+json|geo\+json|atom\+xml|vnd\.mapbox)|image\/svg)/.test(type);
}
