-- Whoever answers for a problem besides the offices of the municipalities: the water company, the roads of the metropolis, the energy company.
-- Kept by a municipality for itself, or by the metropolis for all of them.
create table reports.bodies (
  id uuid primary key,
  place uuid not null references territory.places (id),
  -- What `handler` of a kind of problem names.
  code text not null check (code ~ '^[a-z][a-z0-9-]{1,39}$'),
  name text not null,
  -- How people reach it, shown to everybody.
  contact text not null,
  -- How a report gets there: a mail, another Open311 endpoint, or by the hands of the office.
  method text not null check (method in ('hand', 'email', 'open311')),
  email text check ((email is not null) = (method = 'email')),
  endpoint text check ((endpoint is not null) = (method = 'open311')),
  jurisdiction text,
  api_key text,
  -- Code of a kind of problem here -> service_code there; what is not named goes under its own code.
  services jsonb not null default '{}',
  -- No longer offered; the hops of the past keep it.
  retired timestamptz,
  unique (place, code)
);

-- To which of the bodies a report was passed; a body that was typed by hand has none.
alter table reports.hops add column body_id uuid references reports.bodies (id);

-- Whose things are where, as imported layers say it: of a body, or of a place of the house (the metropolis, a municipality).
create table reports.owned_layers (
  id uuid primary key,
  -- Where it holds: in one municipality, or in all of them when it is the metropolis.
  place uuid not null references territory.places (id),
  name text not null check (name ~ '^[a-z][a-z0-9-]{1,59}$'),
  body uuid references reports.bodies (id),
  owner uuid references territory.places (id),
  -- Kinds of problem of which the owner answers.
  categories text[] not null check (cardinality(categories) > 0),
  -- So near to a thing a report is about it.
  metres int not null check (metres between 0 and 200),
  imported timestamptz not null,
  unique (place, name),
  check ((body is null) <> (owner is null))
);

create table reports.owned (
  layer uuid not null references reports.owned_layers (id),
  -- Place in the file, from 1.
  n int not null,
  name text,
  geometry geometry(geometry, 4326) not null,
  primary key (layer, n)
);
create index owned_where on reports.owned using gist (geometry);
