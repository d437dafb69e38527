/** Addresses of demo things for every parameter of the route table. */
import { territoryOf } from '../src/commons/territory/territory.ts';
import { insertTest, insertWebhook, listWebhooks, noteTry } from '../src/commons/webhooks/store.ts';
import { newSecret, sealSecret } from '../src/commons/webhooks/webhook.ts';
import type { Route } from '../src/kernel/http/route.ts';
import type { TestHouse } from './house.ts';

/** Route -> an address of it, or '' when nobody knows one. */
export async function samplePaths(house: TestHouse, routes: readonly Route[]): Promise<Map<string, string>> {
  const rows = async (statement: string): Promise<Record<string, string>[]> => (await house.database.pool.query(statement)).rows;
  const [report] = await rows(
    `select code from entries.entries where kind = 'report' and visibility = 'public' and closed is null and geometry is not null order by published desc limit 1`,
  );
  const [news] = await rows(`select code from entries.entries where kind = 'news' order by published desc limit 1`);
  const [file] = await rows(`select code from entries.entries where kind = 'case' order by published limit 1`);
  const [photo] = await rows(
    `select a.id, e.code from attachments.attachments a join entries.entries e on e.id = a.entry where a.kind = 'image' limit 1`,
  );
  const [comment] = await rows('select id from discussion.comments limit 1').catch(() => []);
  const [role] = await rows("select id, person from people.roles where role = 'officer' limit 1");
  const [list] = await rows('select id from registry.lists order by begun limit 1');
  const [organisation] = await rows(`select id from organisations.organisations where state = 'verified' order by name limit 1`);
  const [asked] = await rows(`select id from organisations.organisations where state = 'asked' order by name limit 1`);
  const [body] = await rows('select id from reports.bodies order by name limit 1');
  // What stands in the log is there once it is sealed.
  await house.sealer.seal();
  const [act] = await rows(`select id from kernel.acts where verb = 'reports.send' limit 1`);
  const samples: Record<string, string> = {
    '/banco/:code/foto/:id': `/banco/${photo?.['code'] ?? report?.['code']}/foto/${photo?.['id'] ?? '00000000-0000-7000-8000-000000000000'}`,
    '/banco/enti/:id': `/banco/enti/${body?.['id']}`,
    '/banco/:code/stampa': `/banco/${report?.['code']}/stampa`,
    '/fascicoli/:code': `/fascicoli/${file?.['code']}`,
    '/comuni/:slug': '/comuni/arenaria',
    '/impostazioni/:slug': '/impostazioni/arenaria',
    '/impostazioni/:slug/:name': '/impostazioni/citta-metropolitana-di-valdarena/reports.categories',
    '/lingua/:lang': '/lingua/it',
    '/segnalazioni/:code': `/segnalazioni/${report?.['code']}`,
    '/segnalazioni/nuova/uguali/:code': `/segnalazioni/nuova/uguali/${report?.['code']}`,
    '/segnalazioni/davvero/:token': '/segnalazioni/davvero/unaprova',
    '/segnalazioni/conferma/:token': '/segnalazioni/conferma/unaprova',
    '/notizie/:code': `/notizie/${news?.['code']}`,
    '/organizzazioni/:id': `/organizzazioni/${organisation?.['id']}`,
    '/organizzazioni/:id/carte': `/organizzazioni/${asked?.['id']}/carte`,
    '/organizzazioni/:id/verifica': `/organizzazioni/${asked?.['id']}/verifica`,
    '/organizzazioni/inviti/:token': '/organizzazioni/inviti/unaprova',
    '/organizzazioni/:id/documenti/:document': `/organizzazioni/${asked?.['id']}/documenti/00000000-0000-7000-8000-000000000000`,
    '/sportello/ricevuta/:id': '/sportello/ricevuta/00000000-0000-7000-8000-000000000000',
    '/organizzazioni/:id/delegati': `/organizzazioni/${organisation?.['id']}/delegati`,
    '/commenti/:id': `/commenti/${comment?.['id'] ?? '00000000-0000-7000-8000-000000000000'}`,
    '/modera/segnala/:code': `/modera/segnala/${report?.['code']}`,
    '/residenza/elenchi/:id': `/residenza/elenchi/${list?.['id']}`,
    '/banco/residenza/:check': '/banco/residenza/00000000-0000-7000-8000-000000000000',
    '/profilo/residenza/contesta/:id': '/profilo/residenza/contesta/00000000-0000-7000-8000-000000000000',
    '/oidc/ritorno/:provider': '/oidc/ritorno/regione?state=x&code=x',
    '/privacy/:procedure': '/privacy/reports.report?comune=arenaria',
    '/profilo/dati/copia/:token': '/profilo/dati/copia/unaprova',
    '/entra/link/:token': '/entra/link/unaprova',
    '/notifiche/basta/:token': '/notifiche/basta/unaprova',
    '/registro/atto/:leafIndex': '/registro/atto/0',
    '/registro/prova/:id': `/registro/prova/${act?.['id']}`,
    '/registro/ricevuta/:code': `/registro/ricevuta/${report?.['code']}`,
    '/registro/log/tile/:level/*': '/registro/log/tile/0/000',
    '/webhook/:id': `/webhook/${await sampleWebhook(house)}`,
    '/persone/:id/secondo': `/persone/${role?.['person']}/secondo`,
    '/persone/ruoli/:id/togli': `/persone/ruoli/${role?.['id']}/togli`,
  };
  return new Map(routes.map((route) => [route.path, route.path.includes(':') ? (samples[route.path] ?? '') : route.path]));
}

/** A program that was told something, once in vain. */
async function sampleWebhook(house: TestHouse): Promise<string> {
  const ctx = house.ctx();
  const { metropolis } = territoryOf(ctx);
  const [there] = await listWebhooks(ctx.db, [metropolis!.id]);
  if (there) return there.id;
  const id = ctx.id();
  await insertWebhook(ctx.db, {
    id,
    place: metropolis!.id,
    url: 'https://gestionale.example.org/avvisi',
    kinds: ['news', 'report'],
    verbs: ['board.publish', 'reports.resolve'],
    secret: sealSecret(ctx, id, newSecret(ctx)),
    created: ctx.now,
  });
  for (const state of ['delivered', 'failed'] as const) {
    const delivery = ctx.id();
    await insertTest(ctx.db, { id: delivery, webhook: id, now: ctx.now });
    await noteTry(
      ctx.db,
      delivery,
      { state, status: state === 'failed' ? 400 : 204, error: state === 'failed' ? 'refused' : null },
      ctx.now,
    );
  }
  return id;
}
