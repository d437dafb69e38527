import type { Route } from '../kernel/http/route.ts';
import { anyone, feed } from '../kernel/http/routes.ts';
import type { Assets } from '../kernel/pages/assets.ts';
import { refuse } from '../kernel/refusal.ts';

/** Style, islands, icons and fonts, under addresses that name their content: kept by browsers for ever. */
export function assetRoute(assets: Assets): Route {
  return feed('/assets/:name', anyone, 'Style, scripts, icons, fonts', async (_ctx, request) => {
    const file = assets.file(request.params['name'] ?? '');
    if (!file) return refuse('kernel.absent', 404);
    const accept = String(request.headers['accept-encoding'] ?? '');
    const [body, encoding] =
      accept.includes('br') && file.brotli
        ? [file.brotli, 'br']
        : accept.includes('gzip') && file.gzip
          ? [file.gzip, 'gzip']
          : [file.bytes, ''];
    return {
      status: 200,
      type: file.type,
      body,
      headers: { vary: 'accept-encoding', ...(encoding ? { 'content-encoding': encoding } : {}) },
      cache: 'immutable',
    };
  });
}
