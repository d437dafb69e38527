import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { all, array, first, run } from '../../kernel/database/store.ts';

export interface PlaceRow {
  id: string;
  kind: 'metropolis' | 'municipality' | 'district';
  parent: string | null;
  name: string;
  slug: string;
  istat: string | null;
  cadastral: string | null;
  population: number | null;
  capital: boolean;
  demo: boolean;
}

const placeColumns = sql`p.id, p.kind, p.parent, p.name, p.slug, p.istat, p.cadastral, p.population, p.capital, p.demo`;

export async function listPlaces(db: Db): Promise<PlaceRow[]> {
  return all(db, sql<PlaceRow>`select ${placeColumns} from territory.places p order by p.kind, p.name`);
}

export interface OutlineRow {
  place: string;
  /** GeoJSON MultiPolygon, WGS84, simplified for drawing. */
  outline: { type: 'MultiPolygon'; coordinates: number[][][][] };
  west: number;
  south: number;
  east: number;
  north: number;
  lon: number;
  lat: number;
  km2: number;
}

/** Outlines in force, simplified to about `degrees`, with a point inside for the label. */
export async function listOutlines(db: Db, degrees: number): Promise<OutlineRow[]> {
  return all(
    db,
    sql<OutlineRow>`
    select b.place, st_asgeojson(st_multi(st_simplifypreservetopology(b.geometry, ${degrees}::float8)), 5)::json as outline,
      st_xmin(b.geometry) as west, st_ymin(b.geometry) as south, st_xmax(b.geometry) as east, st_ymax(b.geometry) as north,
      st_x(c.centre) as lon, st_y(c.centre) as lat, st_area(b.geometry::geography) / 1e6 as km2
    from territory.boundaries b
    cross join lateral (select (st_maximuminscribedcircle(b.geometry)).center as centre) c
    where b.until is null`,
  );
}

export interface PlaceAt {
  id: string;
  name: string;
  istat: string;
  inside: boolean;
}

/** Municipalities that contain the point or whose boundary passes within two metres of it, in the order of their ISTAT code. Metres on the
 *  ellipsoid are dear, so degrees choose first where they are worth asking for. */
export async function municipalitiesAt(db: Db, lat: number, lon: number): Promise<PlaceAt[]> {
  const metres = 2;
  return all(
    db,
    sql<PlaceAt>`
    with point as (select st_setsrid(st_makepoint(${lon}::float8, ${lat}::float8), 4326) as at)
    select p.id, p.name, p.istat, st_covers(b.geometry, point.at) as inside
    from point join territory.boundaries b on b.until is null and b.geometry && st_expand(point.at, 0.0001)
      and (st_covers(b.geometry, point.at)
        or st_dwithin(b.geometry, point.at, 0.0001) and st_dwithin(b.geometry::geography, point.at::geography, ${metres}))
    join territory.places p on p.id = b.place and p.kind = 'municipality'
    order by p.istat`,
  );
}

export interface Located {
  n: number;
  lon: number;
  lat: number;
  /** The competent municipality; null outside all of them. */
  place: string | null;
}

/** Many points at once, given in any EPSG system: where they are in WGS84, and the competent municipality by the rule of `competentFor`. */
export async function locatePoints(
  db: Db,
  points: readonly { n: number; x: number; y: number }[],
  epsg: number,
): Promise<Located[]> {
  const metres = 2;
  return all(
    db,
    sql<Located>`
    with points as materialized (
      select g.n, st_transform(st_setsrid(st_makepoint(g.x, g.y), ${epsg}::int), 4326) as at
      from jsonb_to_recordset(${JSON.stringify(points)}::jsonb) as g (n int, x float8, y float8))
    select points.n, st_x(points.at) as lon, st_y(points.at) as lat, competent.place
    from points left join lateral (
      select b.place from territory.boundaries b join territory.places p on p.id = b.place and p.kind = 'municipality'
      where b.until is null and b.geometry && st_expand(points.at, 0.0001)
        and (st_covers(b.geometry, points.at) or st_dwithin(b.geometry::geography, points.at::geography, ${metres}))
      order by st_covers(b.geometry, points.at) desc, p.istat limit 1) competent on true
    order by points.n`,
  );
}

export async function isKnownSystem(db: Db, epsg: number): Promise<boolean> {
  return (await first(db, sql`select 1 from spatial_ref_sys where srid = ${epsg}`)) !== undefined;
}

/** Named areas over a point, narrowest first. */
export async function areasAt(db: Db, lat: number, lon: number): Promise<{ set: string; name: string }[]> {
  return all(
    db,
    sql<{ set: string; name: string }>`
    select s.slug as set, a.name from territory.areas a join territory.area_sets s on s.id = a.area_set
    where st_intersects(a.geometry, st_setsrid(st_makepoint(${lon}::float8, ${lat}::float8), 4326)) order by st_area(a.geometry) limit 10`,
  );
}

export interface AreaRow {
  set: string;
  name: string;
  kind: string | null;
  geometry: { type: string; coordinates: unknown };
}

export async function listAreas(db: Db): Promise<AreaRow[]> {
  return all(
    db,
    sql<AreaRow>`
    select s.slug as set, a.name, a.kind, st_asgeojson(st_simplifypreservetopology(a.geometry, 0.0003), 5)::json as geometry
    from territory.areas a join territory.area_sets s on s.id = a.area_set order by s.slug, a.name limit 2000`,
  );
}

export async function findPlace(db: Db, by: { slug?: string; istat?: string; kind?: string }): Promise<PlaceRow | undefined> {
  return first(
    db,
    sql<PlaceRow>`
    select ${placeColumns} from territory.places p
    where p.slug = coalesce(${by.slug ?? null}::text, p.slug) and (${by.istat ?? null}::text is null or p.istat = ${by.istat ?? null})
      and p.kind = coalesce(${by.kind ?? null}::text, p.kind) limit 1`,
  );
}

export interface NewPlace extends Omit<PlaceRow, 'parent'> {
  parent: string | null;
  created: Date;
}

export async function insertPlace(db: Db, place: NewPlace): Promise<void> {
  await sql`
    insert into territory.places (id, kind, parent, name, slug, istat, cadastral, population, capital, demo, created)
    values (${place.id}, ${place.kind}, ${place.parent}, ${place.name}, ${place.slug}, ${place.istat}, ${place.cadastral}, ${place.population}, ${place.capital}, ${place.demo}, ${place.created})`.execute(
    db,
  );
}

/** Brings a place up to what a file says of it; what the file does not say stays. Did anything change? */
export async function updatePlace(
  db: Db,
  id: string,
  facts: { name: string; cadastral: string | null; population: number | null; capital: boolean },
): Promise<boolean> {
  const changed = await run(
    db,
    sql`
    update territory.places p set name = said.name, cadastral = said.cadastral, population = said.population, capital = said.capital
    from (select ${facts.name}::text as name, coalesce(${facts.cadastral}, o.cadastral) as cadastral, coalesce(${facts.population}::int, o.population) as population,
      ${facts.capital}::boolean as capital from territory.places o where o.id = ${id}) said
    where p.id = ${id} and (p.name, p.cadastral, p.population, p.capital) is distinct from (said.name, said.cadastral, said.population, said.capital)`,
  );
  return changed > 0;
}

export async function takenSlugs(db: Db, like: string): Promise<string[]> {
  return (
    await all(db, sql<{ slug: string }>`select slug from territory.places where slug = ${like} or slug like ${`${like}-%`}`)
  ).map((row) => row.slug);
}

export async function joinMetropolis(db: Db, municipality: string, metropolis: string, since: string): Promise<boolean> {
  const row = await first(
    db,
    sql<{ municipality: string }>`
    insert into territory.memberships (municipality, metropolis, since)
    select ${municipality}, ${metropolis}, ${since}::date
    where not exists (select from territory.memberships where municipality = ${municipality} and metropolis = ${metropolis} and until is null) returning municipality`,
  );
  return row !== undefined;
}

/** Municipalities that the new file no longer names leave the metropolis from this day; what happened in them stays. */
export async function leaveMetropolis(db: Db, metropolis: string, remaining: readonly string[], day: string): Promise<string[]> {
  const rows = await all(
    db,
    sql<{ name: string }>`
    with gone as (
      update territory.memberships m set until = greatest(${day}::date, m.since + 1)
      where m.metropolis = ${metropolis} and m.until is null and not (m.municipality = any (${array(remaining, 'uuid')})) returning m.municipality)
    select p.name from gone join territory.places p on p.id = gone.municipality`,
  );
  return rows.map((row) => row.name);
}

/** Validity of a geometry as PostGIS sees it, and the geometry repaired when it is not valid; null when nothing of an area is left. */
export async function repair(db: Db, geojson: string): Promise<{ reason: string | null; usable: boolean }> {
  const row = await first(
    db,
    sql<{ reason: string; usable: boolean }>`
    with given as (select st_setsrid(st_geomfromgeojson(${geojson}), 4326) as g)
    select st_isvalidreason(g) as reason, not st_isempty(st_collectionextract(st_makevalid(g), 3)) as usable from given`,
  );
  return { reason: row!.reason === 'Valid Geometry' ? null : row!.reason, usable: row!.usable };
}

export async function currentFingerprint(db: Db, place: string): Promise<string | undefined> {
  return (
    await first(
      db,
      sql<{ fingerprint: string }>`select fingerprint from territory.boundaries where place = ${place} and until is null`,
    )
  )?.fingerprint;
}

/** Closes the boundary in force and opens the new one at the same instant. */
export async function setBoundary(db: Db, place: string, geojson: string, fingerprint: string, now: Date): Promise<void> {
  await sql`update territory.boundaries set until = ${now} where place = ${place} and until is null`.execute(db);
  await sql`
    insert into territory.boundaries (place, since, geometry, fingerprint)
    values (${place}, ${now}, st_multi(st_collectionextract(st_makevalid(st_setsrid(st_geomfromgeojson(${geojson}), 4326)), 3)), ${fingerprint})`.execute(
    db,
  );
}

/** The metropolis is what its municipalities cover together. */
export async function uniteBoundaries(db: Db, metropolis: string, now: Date): Promise<void> {
  await sql`update territory.boundaries set until = ${now} where place = ${metropolis} and until is null`.execute(db);
  await sql`
    insert into territory.boundaries (place, since, geometry, fingerprint)
    select ${metropolis}, ${now}, st_multi(st_collectionextract(st_makevalid(st_union(b.geometry)), 3)), 'union'
    from territory.boundaries b join territory.memberships m on m.municipality = b.place and m.metropolis = ${metropolis} and m.until is null
    where b.until is null having count(*) > 0`.execute(db);
}

/** Replaces an area set as a whole. */
export async function replaceAreaSet(db: Db, set: { id: string; name: string; slug: string; now: Date }): Promise<string> {
  const row = await first(
    db,
    sql<{ id: string }>`
    insert into territory.area_sets (id, name, slug, imported) values (${set.id}, ${set.name}, ${set.slug}, ${set.now})
    on conflict (slug) do update set name = excluded.name, imported = excluded.imported returning id`,
  );
  await sql`delete from territory.areas where area_set = ${row!.id}`.execute(db);
  return row!.id;
}

export async function insertArea(
  db: Db,
  area: { id: string; set: string; name: string; kind: string | null; geojson: string },
): Promise<void> {
  await sql`
    insert into territory.areas (id, area_set, name, kind, geometry)
    values (${area.id}, ${area.set}, ${area.name}, ${area.kind}, st_makevalid(st_setsrid(st_geomfromgeojson(${area.geojson}), 4326)))`.execute(
    db,
  );
}
