/** The canary crawl (ASVS 5.0 V8.2, V14.2): private words are planted in the tables, and markup in what everybody reads; every GET of every
 *  representation is asked for as every kind of actor. No canary is seen by whom it is not for, and no markup arrives as markup. Each private
 *  canary says its column and the municipality of its thing: `zq-COLUMN-MUNICIPALITY-q`. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { rooms } from '../src/app/modules.ts';
import { openHouse, type TestHouse } from './house.ts';
import { samplePaths } from './samples.ts';

let house: TestHouse;
let paths: string[];

before(async () => {
  house = await openHouse({ world: 'demo' });
  await plantSecrets();
  paths = await everyAddress();
});
after(() => house.close());

const rows = async (statement: string): Promise<Record<string, string>[]> => (await house.database.pool.query(statement)).rows;

/** Who is who: in which municipalities they work (`*`: in all), and as what. */
const actors: Record<string, { office?: string; moderation?: string; people?: boolean }> = {
  nobody: {},
  'marta-dossena': {},
  'giulia-morabito': { office: 'arenaria' },
  'tommaso-grandari': { office: 'borgo-sereno' },
  'bruno-castagnari': { office: 'arenaria', moderation: 'arenaria', people: true },
  'paola-incisetti': { moderation: 'arenaria' },
  'davide-lanfreschi': { moderation: '*' },
  'elena-sarpieri': { office: '*', moderation: '*', people: true },
  'nora-quintavelli': {},
};

/** One of each sort; all of them in the deep suite. */
const few = ['nobody', 'marta-dossena', 'giulia-morabito', 'paola-incisetti', 'elena-sarpieri'];
const asking = process.env.ARENGO_DEEP ? Object.keys(actors) : few;

/** Who may see a canary of this column from this municipality. What is not here is for nobody. */
function isFor(who: string, column: string, place: string): boolean {
  const { office, moderation, people } = actors[who]!;
  const works = (where: string | undefined) => where === '*' || where === place;
  if (/^(private|hidden)-/.test(column)) return works(office) || works(moderation);
  if (/^(contact|note|answer)/.test(column)) return works(office);
  if (column === 'hidden') return moderation !== undefined;
  if (column === 'email') return people === true;
  return false;
}

/** An office that verifies an organisation reads who asks for it. */
function verifies(who: string, path: string): boolean {
  return actors[who]!.office !== undefined && /^\/organizzazioni\/[^/]+\/verifica$/.test(path);
}

async function plantSecrets(): Promise<void> {
  const of = (place: string) => `(select slug from territory.places where id = ${place})`;
  const canary = (column: string) => `'zq-${column}-' || ${of('e.place')} || '-q'`;
  const report = 'from entries.entries e where e.id =';
  const statements = [
    `update entries.entries set visibility = 'hidden' where id in (
       select distinct on (place) id from entries.entries where kind = 'report' and visibility = 'public' order by place, published desc)`,
    // Whoever wrote a thing sees it: that is tested where it is ruled.
    `update entries.entries set author = null where visibility <> 'public'`,
    ...['private', 'hidden'].flatMap((one) => [
      `update entries.entries e set title = ${canary(`${one}-title`)}, summary = ${canary(`${one}-summary`)}, place_label = ${canary(`${one}-where`)} where e.visibility = '${one}'`,
      `update reports.reports r set description = ${canary(`${one}-description`)} ${report} r.id and e.visibility = '${one}'`,
    ]),
    `insert into reports.case_members (report, case_file, at)
       select e.id, (select id from entries.entries where kind = 'case' order by published limit 1), now() from entries.entries e
       where e.kind = 'report' and e.visibility <> 'public' on conflict do nothing`,
    `update reports.reports r set contact_name = ${canary('contactname')}, contact_email = ${canary('contactemail')} || '@esempio.it' ${report} r.id and e.author is null`,
    `update reports.internal_notes n set text = ${canary('note')} ${report} n.report`,
    `update reports.answers a set said = ${canary('answer')} ${report} a.report`,
    `update reports.bodies set api_key = 'zq-bodykey-all-q'`,
    `update people.people set email = 'zq-email-' || replace(id::text, '-', '') || '-q@esempio.it', email_typed = 'zq-email-' || replace(id::text, '-', '') || '-q@esempio.it' where email is not null and not demo`,
    `update people.people set name = split_part(name, ' ', 1) || ' Zqsurname' where not demo and name <> '' and not exists (select from people.roles r where r.person = people.id)`,
    `update discussion.comments set hidden = now(), text = 'zq-hidden-comment-q' where id in (
       select id from discussion.comments c where not exists (select from people.roles r where r.person = c.author) order by id limit 20)`,
    `update entries.notes set hidden = now(), text = 'zq-hidden-words-q' where act in (select act from entries.notes order by act limit 20)`,
    `update moderation.flags set words = 'zq-hidden-flag-q'`,
    `update kernel.act_secrets set private = private || '{"canary": "zq-secret-all-q"}'`,
    `update drafts.drafts set content = content || '{"title": "zq-draft-all-q"}'`,
    `update attachments.attachments a set name = ${canary('private-file')} ${report} a.entry and e.visibility <> 'public'`,
  ];
  for (const statement of statements) await rows(statement);
  house.server.cache.forget();
}

/** Each GET of the route table, for several things of each sort; a route without an address fails. */
async function everyAddress(): Promise<string[]> {
  const routes = rooms.flatMap((room) => room.routes ?? []).filter((route) => route.method === 'GET');
  const samples = await samplePaths(house, routes);
  const codes = await rows(`
    (select code from entries.entries where visibility = 'hidden' order by place limit 4)
    union (select code from entries.entries where visibility = 'private' order by place limit 6)
    union (select e.code from entries.entries e join reports.reports r on r.id = e.id where r.contact_name like 'zq%' and e.visibility = 'public' order by e.published desc limit 4)
    union (select e.code from entries.entries e join reports.internal_notes n on n.report = e.id limit 3)
    union (select e.code from entries.entries e join discussion.comments c on c.entry = e.id where c.hidden is not null limit 3)
    union (select e.code from entries.entries e join entries.notes n on n.entry = e.id where n.hidden is not null limit 3)`);
  const files = await rows(
    `select a.id, e.code from attachments.attachments a join entries.entries e on e.id = a.entry order by e.visibility <> 'public' desc limit 12`,
  );
  const comments = await rows('select id from discussion.comments where hidden is not null limit 3');
  const spots = await rows(`
    select floor((st_x(geometry) + 180) / 360 * 2 ^ 15)::int as x, floor((1 - asinh(tan(radians(st_y(geometry)))) / pi()) / 2 * 2 ^ 15)::int as y
    from entries.entries where visibility <> 'public' and geometrytype(geometry) = 'POINT' limit 5`);
  const found = new Set<string>([
    '/api/v1/entries?q=zq',
    '/api/v1/entries?q=zqsurname',
    '/cerca?q=zq',
    '/segnalazioni?q=zq',
    '/open311/v2/requests.json?extensions=true&page_size=1000',
    '/open311/v2/requests.xml?extensions=true&page_size=1000',
  ]);
  for (const { code } of codes) for (const opened of ['/banco?apri=', '/mappa?codice=']) found.add(`${opened}${code}`);
  const without: string[] = [];
  for (const { path } of routes) {
    const before = found.size;
    if (!path.includes(':')) found.add(path);
    if (samples.get(path)) found.add(samples.get(path)!);
    if (path.includes(':code') && path.includes(':id'))
      for (const { id, code } of files) found.add(path.replace(':code', code!).replace(':id', id!));
    else if (path.includes(':code') || path.startsWith('/open311/v2/requests/:id'))
      for (const { code } of codes) found.add(path.replace(/:code|:id/, code!));
    else if (path === '/allegati/:id') for (const { id } of files) found.add(`/allegati/${id}`);
    else if (path === '/commenti/:id') for (const { id } of comments) found.add(`/commenti/${id}`);
    else if (path.includes(':z/:x/:tile'))
      for (const { x, y } of spots) found.add(path.replace(':z/:x/:tile', `15/${x}/${y}.mvt`));
    else if (path.startsWith('/open311/v2/services/:id')) found.add(path.replace(':id', 'roads'));
    if (found.size === before && path.includes(':') && !path.includes('nuova/foto') && !/^\/(temi|fondo)\/|\/tokens\//.test(path))
      without.push(path);
  }
  assert.deepEqual(without, [], 'no address is known for these routes');
  return [...found];
}

test('no private word is seen by whom it is not for, in any representation', async () => {
  const wrong = new Set<string>();
  const seen = new Set<string>();
  for (const who of asking) {
    for (const [path, text] of await crawl(who)) {
      for (const [, column, place] of text.matchAll(
        /zq-((?:private|hidden)-(?:title|summary|where|description|file)|[a-z]+)-([a-z0-9-]+?)-q/g,
      )) {
        seen.add(column!);
        if (!isFor(who, column!, place!) && !(column === 'email' && verifies(who, path)))
          wrong.add(`${who}: ${column} of ${place} at ${path}`);
      }
      // A citizen's family name is for the own pages, for the office that works on the report or verifies an organisation, and for whoever looks after people.
      const own =
        who === 'marta-dossena' ||
        actors[who]!.people ||
        (actors[who]!.office && path.startsWith('/banco')) ||
        verifies(who, path) ||
        path === '/demo';
      if (!own && text.includes('Zqsurname')) wrong.add(`${who}: a family name at ${path}`);
    }
  }
  assert.deepEqual([...wrong], []);
  for (const column of ['private-title', 'hidden-description', 'note', 'answer', 'contactname', 'email', 'hidden'])
    assert.ok(seen.has(column), `nobody at all saw ${column}: the crawl does not come by where it is shown`);
});

test('markup in any text arrives as text, wherever it is shown', async () => {
  const markup = `<zqx onload=alert(1)>"'=zqx`;
  const columns = await rows(`
    select table_schema as schema, table_name as table, column_name as column from information_schema.columns
    where data_type = 'text' and (table_schema, table_name, column_name) in (
      ('entries', 'entries', 'title'), ('entries', 'entries', 'summary'), ('entries', 'entries', 'place_label'), ('entries', 'notes', 'text'),
      ('reports', 'reports', 'description'), ('reports', 'reports', 'contact_name'), ('reports', 'bodies', 'name'), ('reports', 'bodies', 'contact'),
      ('reports', 'hops', 'body'), ('reports', 'hops', 'contact'), ('reports', 'hops', 'reference'), ('reports', 'answers', 'said'), ('reports', 'answers', 'asked'),
      ('reports', 'internal_notes', 'text'), ('reports', 'deliveries', 'last_words'),
      ('discussion', 'comments', 'text'), ('organisations', 'organisations', 'name'), ('people', 'people', 'name'), ('people', 'api_keys', 'name'),
      ('people', 'sessions', 'agent'), ('territory', 'places', 'name'), ('territory', 'areas', 'name'), ('attachments', 'attachments', 'alt'),
      ('attachments', 'attachments', 'name'), ('board', 'news', 'body'), ('moderation', 'flags', 'words'), ('moderation', 'decisions', 'words'))`);
  assert.equal(columns.length, 27);
  for (const { schema, table, column } of columns)
    await house.database.pool.query(`update ${schema}.${table} set ${column} = left(${column}, 12) || $1 where ${column} <> ''`, [
      markup,
    ]);
  await house.reload();
  house.server.cache.forget();
  const wrong: string[] = [];
  let shown = 0;
  for (const who of ['nobody', 'giulia-morabito', 'elena-sarpieri']) {
    for (const [path, text, type] of await crawl(who)) {
      if (text.includes('zqx')) shown++;
      if (/html|xml|svg/.test(type) && text.includes('<zqx')) wrong.push(`${who}: markup at ${path}`);
      if (/csv/.test(type) && /(^|[;,\n])"?[=+@-]zqx/.test(text)) wrong.push(`${who}: a formula at ${path}`);
    }
  }
  assert.ok(shown > 100, `only ${shown} answers showed what was planted`);
  assert.deepEqual(wrong, []);
});

async function crawl(who: string): Promise<[path: string, text: string, type: string][]> {
  const cookie = who === 'nobody' ? undefined : await house.enter(who);
  const answers: [string, string, string][] = [];
  for (const path of paths) {
    const answer = await house.get(path, cookie);
    assert.ok(answer.statusCode < 500, `${path} as ${who}: ${answer.statusCode}`);
    answers.push([
      path,
      answer.rawPayload.toString('latin1') + JSON.stringify(answer.headers),
      String(answer.headers['content-type']),
    ]);
  }
  return answers;
}
