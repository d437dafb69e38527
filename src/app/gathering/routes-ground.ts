import type { Ctx } from '../../kernel/context.ts';
import type { Answer, Incoming, Route } from '../../kernel/http/route.ts';
import { anyone, feed } from '../../kernel/http/routes.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { tileOf } from '../../protocols/mvt/grid.ts';
import { archiveOf, unpacked } from './ground.ts';

export const groundRoutes: readonly Route[] = [
  feed('/fondo/:version/:z/:x/:y', anyone, 'Tile of the base map, where one is set', groundTile),
];

async function groundTile(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const archive = archiveOf(ctx);
  const { version, z = '', x = '', y = '' } = request.params;
  const place = tileOf(z, x, y);
  if (!archive || !place) return refuse('kernel.absent', 404);
  const etag = `"${archive.version}-${place.z}-${place.x}-${place.y}"`;
  // A page opened before the archive was changed still gets its map, but keeps nothing of it.
  const cache = version === archive.version ? 'immutable' : 'private';
  if (request.headers['if-none-match'] === etag) return { status: 304, type: archive.type, body: '', headers: { etag }, cache };

  const tile = await archive.tile(place).catch((error) => {
    ctx.log.warn({ err: error, ...place }, 'a tile of the base map cannot be read');
    return undefined;
  });
  if (tile === undefined) return refuse('kernel.absent', 404);
  if (tile === null) return { status: 204, type: archive.type, body: '', headers: { etag }, cache };
  if (!archive.gzipped) return { status: 200, type: archive.type, body: tile, headers: { etag }, cache };
  const takesGzip = String(request.headers['accept-encoding'] ?? '').includes('gzip');
  return {
    status: 200,
    type: archive.type,
    body: takesGzip ? tile : unpacked(tile),
    headers: { etag, vary: 'accept-encoding', ...(takesGzip ? { 'content-encoding': 'gzip' } : {}) },
    cache,
  };
}
