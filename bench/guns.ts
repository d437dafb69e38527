/** What is asked of the server: addresses that are never the same twice, drafts ready to be sent, a signed-in person. */
import { createHash, randomBytes } from 'node:crypto';
import type { House } from '../src/app/build.ts';
import { insertDraft } from '../src/commons/drafts/store.ts';
import { tileBox } from '../src/commons/entries/tiles.ts';
import { territoryOf } from '../src/commons/territory/territory.ts';
import { usualKinds } from '../src/modules/reports/category-settings.ts';
import { generator } from '../src/modules/reports/seed.ts';
import type { Gun } from './fire.ts';

const random = generator(7);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
const states = ['sent', 'taken-in-charge', 'in-progress', 'resolved', 'closed-without-action', 'late'];
const encoding = { 'accept-encoding': 'gzip' };

/** The list with one or two filters, from any day of the year on: full pages, and no address twice. */
export function listGun(house: House, headers: Record<string, string> = {}): Gun {
  const places = territoryOf(house.ctx()).municipalities.map((place) => place.slug);
  const now = Date.now();
  return () => {
    const asked = new URLSearchParams();
    const [one, two] = [pick([0, 1, 2, 3]), pick([0, 1, 2, 3])];
    if (one === 0 || two === 0) asked.set('comune', pick(places));
    if (one === 1 || two === 1) asked.set('tipo', pick(usualKinds).code);
    if (one === 2 || two === 2) asked.set('stato', pick(states));
    if (one === 3 && two === 3) asked.set('giorni', pick(['90', '365']));
    const from = new Date(now - random() * 60 * 86_400_000);
    asked.set(
      'dopo',
      Buffer.from(`${from.toISOString()} 01890000-0000-7000-8000-${randomBytes(6).toString('hex')}`).toString('base64url'),
    );
    return { path: `/segnalazioni?${asked}`, headers: { ...encoding, ...headers } };
  };
}

/** The same address again and again. */
export function sameGun(path: string, headers: Record<string, string> = {}): Gun {
  const shot = { path, headers: { ...encoding, ...headers } };
  return () => shot;
}

/** The same page under an address that nobody has asked for: the stored pages cannot help. */
export function freshGun(path: string, headers: Record<string, string> = {}): Gun {
  let n = 0;
  const mark = `${path.includes('?') ? '&' : '?'}n=${randomBytes(3).toString('hex')}`;
  return () => ({ path: `${path}${mark}${n++}`, headers: { ...encoding, ...headers } });
}

const subjects = [
  'buca',
  'lampione',
  'marciapiede',
  'rifiuti',
  'albero',
  'strisce',
  'tombino',
  'cestino',
  'perdita',
  'asfalto',
  'semaforo',
];
const places = [
  'via dei cordai',
  'ponte',
  'piazza lungarsa',
  'via san telmo',
  'corso levante',
  'saline',
  'via del mulino',
  'fornaci',
];

/** Common words, rare ones, words only begun, and one in ten mistyped. */
export function searchGun(): Gun {
  let n = 0;
  return () => {
    const kind = random();
    const words =
      kind < 0.4
        ? pick(subjects)
        : kind < 0.7
          ? `${pick(subjects)} ${pick(places)}`
          : kind < 0.9
            ? pick(subjects).slice(0, 4)
            : `${pick(subjects)} stada`;
    return { path: `/cerca?q=${encodeURIComponent(words)}&n=${n++}`, headers: encoding };
  };
}

export interface Tiles {
  /** A tile in which each of 5,000 things shows itself, the most that a tile holds. */
  full: string;
  /** The tile with most things in it among those that gather them, and how many they are. */
  gathered: string;
  things: number;
  /** The tile in which the whole metropolis lies. */
  overview: string;
}

/** No tile of an invented city is that full: 5,000 things are put into one of zoom 15, 900 m wide, at sea. */
export async function tilesOf(house: House): Promise<Tiles> {
  const ctx = house.ctx();
  const [x, y, z] = [17_672, 12_501, 15];
  const [west, south, east, north] = tileBox(z, x, y, 0);
  const place = territoryOf(ctx).municipalities[0]!.id;
  await house.database.pool.query(
    `insert into entries.entries (id, kind, code, place, title, visibility, state, assurance, published, updated, geometry)
    select gen_random_uuid(), 'news', 'NOT-1999-' || lpad(n::text, 6, '0'), $1, 'Notizia ' || n, 'public', 'published', 'none', '2000-01-01', '2000-01-01',
      st_setsrid(st_makepoint($2 + random() * ($3::float8 - $2), $4 + random() * ($5::float8 - $4)), 4326) from generate_series(1, 5000) n`,
    [place, west, east, south, north],
  );
  const { rows } = await house.database.pool.query(`
    select z, x, y, n from (
      select z, floor((st_x(geometry) + 180) / 360 * 2 ^ z)::int as x,
        floor((1 - ln(tan(radians(st_y(geometry))) + 1 / cos(radians(st_y(geometry)))) / pi()) / 2 * 2 ^ z)::int as y, count(*)::int as n
      from entries.entries cross join generate_series(8, 14) z where visibility = 'public' and geometrytype(geometry) = 'POINT' group by 1, 2, 3) t
    order by n`);
  const gathered = rows.filter((tile) => tile.z >= 12).at(-1);
  const path = (tile: { z: number; x: number; y: number }) => `/tiles/${tile.z}/${tile.x}/${tile.y}.mvt`;
  return {
    full: path({ z, x, y }),
    gathered: path(gathered),
    things: gathered.n,
    overview: path(rows.filter((tile) => tile.z === 8).at(-1)),
  };
}

/** The same tile under an address that nobody has asked for: a date before everything leaves nothing out. */
export function freshTileGun(path: string): Gun {
  let n = 0;
  return () => ({ path: `${path}?from=${new Date(n++ * 1000).toISOString()}`, headers: encoding });
}

/** The same tile, gathered from the kept cells, under an address that nobody has asked for: one more state, in which nothing is. */
export function stateTileGun(path: string): Gun {
  let n = 0;
  return () => ({ path: `${path}?state=${states.slice(0, -1).join(',')},none${n++}`, headers: encoding });
}

/** So many drafts that only wait to be sent, as the last step of the flow finds them. */
export async function draftGun(house: House, many: number, origin: string): Promise<Gun> {
  const secrets = await draftsOf(house, many);
  return () => ({
    path: '/segnalazioni/nuova/riepilogo',
    headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: `arengo_draft_report=${secrets.pop()}`, origin },
    body: '',
  });
}

/** The step before: what was told is kept, and looked for among the open reports near by. */
export async function stepTwoGun(house: House, many: number, origin: string): Promise<Gun> {
  const secrets = await draftsOf(house, many);
  return () => ({
    path: '/segnalazioni/nuova/dati',
    headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: `arengo_draft_report=${secrets.pop()}`, origin },
    body: 'act=next',
  });
}

/** Is it told already? Another place and other words each time. */
export async function similarGun(house: House): Promise<Gun> {
  const spots = await spotsOf(house);
  let i = 0;
  return () => {
    const { lat, lon } = spots[i++ % spots.length]!;
    const asked = new URLSearchParams({
      lat: String(lat),
      lon: String(lon + i * 1e-7),
      category: 'roads',
      title: words(i).title,
    });
    return { path: `/api/v1/reports/similar?${asked}`, headers: encoding };
  };
}

async function draftsOf(house: House, many: number): Promise<string[]> {
  const ctx = house.ctx();
  const spots = await spotsOf(house);
  const secrets: string[] = [];
  await house.database.db.transaction().execute(async (trx) => {
    for (let i = 0; i < many; i++) {
      const secret = randomBytes(24).toString('base64url');
      secrets.push(secret);
      const { lat, lon } = spots[i % spots.length]!;
      await insertDraft(trx, {
        id: ctx.id(),
        flow: 'report',
        secret: createHash('sha256').update(secret).digest(),
        content: { who: 'anonymous', lat, lon, category: 'roads', ...words(i), placeLabel: 'via dei Cordai 12', photos: [] },
        now: ctx.now,
        expires: new Date(ctx.now.getTime() + 86_400_000),
      });
    }
  });
  return secrets;
}

/** The same through the API. */
export async function apiGun(house: House): Promise<Gun> {
  const spots = await spotsOf(house);
  let i = 0;
  return () => ({
    path: '/api/v1/reports',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ category: 'lighting', ...words(i), ...spots[i++ % spots.length] }),
  });
}

/** The floor of the write. */
export function insertGun(): Gun {
  let i = 0;
  return () => ({ path: '/segnalazioni', headers: { 'content-type': 'application/json' }, body: JSON.stringify(words(i++)) });
}

function words(i: number): { title: string; description: string } {
  return {
    title: `Buca profonda vicino al numero ${i}`,
    description: 'È larga come un tombino e con la pioggia non si vede. Due motorini sono già caduti.',
  };
}

async function spotsOf(house: House): Promise<{ lat: number; lon: number }[]> {
  const { rows } = await house.database.pool.query(
    "select st_y(geometry) as lat, st_x(geometry) as lon from entries.entries where kind = 'report' and geometry is not null order by id limit 500",
  );
  return rows;
}

export async function discussed(house: House): Promise<{ few: string; many: string }> {
  const { rows } = await house.database.pool.query(
    'select e.code from entries.counters c join entries.entries e on e.id = c.entry where c.comments >= 150 order by c.comments',
  );
  return { few: rows[0].code, many: rows[1].code };
}
