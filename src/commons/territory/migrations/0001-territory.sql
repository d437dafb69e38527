create schema territory;

-- The metropolis, its municipalities, their districts. Names and codes of today; boundaries and memberships are dated.
create table territory.places (
  id uuid primary key,
  kind text not null check (kind in ('metropolis', 'municipality', 'district')),
  parent uuid references territory.places (id),
  name text not null,
  slug text not null unique,
  istat text unique check (istat ~ '^[0-9]{6}$'),
  cadastral text,
  population integer check (population >= 0),
  capital boolean not null default false,
  demo boolean not null default false,
  created timestamptz not null,
  check ((kind = 'municipality') = (istat is not null))
);
-- A store holds one metropolis.
create unique index places_one_metropolis on territory.places (kind) where kind = 'metropolis';
create index places_parent on territory.places (parent);

-- Which municipalities belong to the metropolis, and from when to when (Sardinia redrew its provinces in 2025: L.R. 7/2021).
create table territory.memberships (
  municipality uuid not null references territory.places (id),
  metropolis uuid not null references territory.places (id),
  since date not null,
  until date,
  exclude using gist (municipality with =, daterange(since, until) with &&)
);

create table territory.boundaries (
  place uuid not null references territory.places (id),
  since timestamptz not null,
  until timestamptz,
  geometry geometry(MultiPolygon, 4326) not null check (st_isvalid(geometry) and not st_isempty(geometry)),
  -- of the geometry as it was imported, so that importing the same again changes nothing
  fingerprint text not null,
  primary key (place, since),
  exclude using gist (place with =, tstzrange(since, until) with &&)
);
create index boundaries_now on territory.boundaries using gist (geometry) where until is null;

-- Any other named areas: districts of other offices, parks, historic centres, owners of roads.
create table territory.area_sets (
  id uuid primary key,
  name text not null,
  slug text not null unique,
  imported timestamptz not null
);
create table territory.areas (
  id uuid primary key,
  area_set uuid not null references territory.area_sets (id) on delete cascade,
  name text not null,
  kind text,
  geometry geometry(Geometry, 4326) not null
);
create index areas_geometry on territory.areas using gist (geometry);
create index areas_set on territory.areas (area_set);
