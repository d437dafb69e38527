import { openHouse } from './scratch.ts';
import { seed } from './seed.ts';
import { seed as seedO } from '../organisations/seed.ts';
const t0 = performance.now();
const house = await openHouse();
console.log('open', performance.now() - t0);
const t1 = performance.now();
await house.database.db.transaction().execute((trx) => seed({ ...house.ctx(), db: trx }, 'demo', console.log));
await house.database.db.transaction().execute((trx) => seedO({ ...house.ctx(), db: trx }));
console.log('seed', performance.now() - t1);
const app = house.server.app;
for (const url of ['/entra?next=/mappa', '/entra/inviato', '/demo', '/profilo', '/persone', '/entra/link/abc']) {
  const r = await app.inject({ url });
  console.log(url, r.statusCode, r.headers.location, r.body.length, r.statusCode === 500 ? r.body : '');
}
const demo = (await app.inject({ url: '/demo' })).body;
const id = (name: string) => new RegExp(`value="([0-9a-f-]{36})"[^<]*/?><button[^>]*>(?:<svg.*?</svg>)?Entra come ${name}`).exec(demo)?.[1];
for (const name of ['Elena Sarpieri', 'Bruno Castagnari', 'Pietro Vallesi']) {
  const r = await app.inject({ method: 'POST', url: '/demo', payload: { person: id(name) }, headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' } });
  const cookie = [r.headers['set-cookie']].flat().map((c) => c!.split(';')[0]).join('; ');
  console.log(name, id(name), r.statusCode, r.headers['set-cookie']);
  for (const url of ['/profilo', '/persone', '/persone/nuova', '/persone/ruoli', '/profilo/nome?next=/x']) {
    const p = await app.inject({ url, headers: { cookie } });
    console.log(' ', url, p.statusCode, p.body.length, p.statusCode >= 400 ? p.body.replace(/<[^>]+>/g, ' ').slice(-600) : '');
    if (name !== 'Bruno Castagnari') await (await import('node:fs/promises')).writeFile(`/tmp/p${url.replace(/\W/g, '_')}${name[0]}.html`, p.body);
  }
}
await (await import('node:fs/promises')).writeFile('/tmp/p_demo.html', demo);
await house.close();
