create schema settings;

-- What a municipality (or the metropolis, for all) decided, from when to when. Never overwritten.
create table settings.settings (
  id uuid primary key,
  place uuid not null references territory.places (id),
  name text not null,
  value jsonb not null,
  since timestamptz not null,
  until timestamptz,
  exclude using gist (place with =, name with =, tstzrange(since, until) with &&)
);
create index settings_now on settings.settings (name) where until is null;
