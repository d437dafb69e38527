create schema organisations;

create table organisations.organisations (
  id uuid primary key,
  name text not null,
  kind text not null check (kind in ('association', 'firm', 'school', 'university', 'administration', 'other')),
  place uuid not null references territory.places (id),
  created timestamptz not null
);
-- Two organisations of one name in one place would be taken for each other; capitals and accents do not tell them apart.
create unique index organisations_name on organisations.organisations (place, kernel.plain(name));

-- Who may act on behalf of an organisation, and from when to when; ended, never deleted.
create table organisations.delegates (
  id uuid primary key,
  organisation uuid not null references organisations.organisations (id),
  person uuid not null references people.people (id),
  since timestamptz not null,
  until timestamptz check (until >= since),
  exclude using gist (organisation with =, person with =, tstzrange(since, until) with &&)
);
create index delegates_person on organisations.delegates (person);
