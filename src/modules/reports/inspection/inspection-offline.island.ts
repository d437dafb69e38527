import { keptPages } from './inspection-kept.ts';

/** The service worker of the inspector's page: without network it opens as it was last seen, with what waits on the phone. No longer than a
 *  session of the office lasts, and no more once the server has shown the door. */
const longest = 12 * 3_600_000;

/** The library of types knows pages, not workers. */
interface Asked extends Event {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}

addEventListener('fetch', (event) => {
  const asked = event as Asked;
  const { request } = asked;
  if (request.method !== 'GET' || new URL(request.url).origin !== location.origin) return;
  asked.respondWith(request.mode === 'navigate' ? page(request) : part(request));
});

async function page(request: Request): Promise<Response> {
  const cache = await caches.open(keptPages);
  const { pathname } = new URL(request.url);
  try {
    const answer = await fetch(request);
    if (answer.ok) await cache.put(pathname, answer.clone());
    else if (answer.status < 500) await caches.delete(keptPages);
    return answer;
  } catch (lost) {
    const last = await cache.match(pathname);
    const seen = Date.parse(last?.headers.get('date') ?? '');
    if (last && Date.now() - seen < longest) return last;
    throw lost;
  }
}

/** Style, script and letters have their content in their address. */
async function part(request: Request): Promise<Response> {
  return (await (await caches.open(keptPages)).match(request)) ?? fetch(request);
}
