create schema registry;

-- A municipality's own list, as of a day. Of each municipality one is in force and at most one is being read; the former stays for its period, so
-- that a day gone by is still answered as it was.
create table registry.lists (
  id uuid primary key,
  place uuid not null references territory.places (id),
  valid_on date not null,
  -- keyed hash of the file: the same file twice changes nothing
  print bytea not null check (octet_length(print) = 32),
  state text not null check (state in ('reading', 'in-force', 'replaced', 'failed')),
  -- of one that failed
  reason text,
  rows_read integer not null default 0,
  rows_taken integer not null default 0,
  rows_rejected integer not null default 0,
  imported_by uuid references people.people (id),
  begun timestamptz not null,
  -- when it last went on
  touched timestamptz not null,
  in_force timestamptz,
  replaced timestamptz,
  check ((state = 'failed') = (reason is not null)),
  check (state not in ('in-force', 'replaced') or in_force is not null)
);
create unique index lists_reading on registry.lists (place) where state = 'reading';
create unique index lists_in_force on registry.lists (place) where state = 'in-force';
create index lists_place on registry.lists (place, begun);
create index lists_imported_by on registry.lists (imported_by);

-- Who stands in a list: the fiscal code under the key of the house, and as what. No name, no address, no day of birth.
create table registry.listed (
  list uuid not null references registry.lists (id),
  hash bytea not null check (octet_length(hash) = 32),
  belongs text not null check (belongs in ('resident', 'student', 'worker', 'owner')),
  primary key (list, hash, belongs)
);

-- Lines that were not taken, and why; never what stood in them.
create table registry.rejects (
  list uuid not null references registry.lists (id) on delete cascade,
  line integer not null,
  reason text not null,
  primary key (list, line)
);

-- What ANPR or an officer said of a person, as of a day and until another.
create table registry.facts (
  id uuid primary key,
  person uuid not null references people.people (id),
  source text not null check (source in ('anpr', 'counter')),
  -- the municipality in which the person belongs; none: the person lives in none of ours
  place uuid references territory.places (id),
  belongs text[] not null check (belongs <@ array['resident', 'student', 'worker', 'owner']),
  as_of date not null,
  until date not null check (until >= as_of),
  -- the person was born on this day or before it
  born_by date,
  -- at the counter: kind of document, why, and who saw it
  document text check (document in ('identity-card', 'passport', 'residence-permit', 'driving-licence', 'other')),
  reason text,
  officer uuid references people.people (id),
  made timestamptz not null,
  contested timestamptz,
  objection text,
  ended timestamptz,
  check ((source = 'counter') = (document is not null and officer is not null and place is not null)),
  check ((contested is null) = (objection is null)),
  check ((place is null) = (belongs = '{}'))
);
create unique index facts_anpr on registry.facts (person) where source = 'anpr' and ended is null;
create unique index facts_counter on registry.facts (person, place) where source = 'counter' and ended is null;
create index facts_person on registry.facts (person);
create index facts_place on registry.facts (place, made) where source = 'counter';
create index facts_officer on registry.facts (officer) where officer is not null;

-- The one-time code that a person shows at the counter, for minutes; once an officer opened it, the check is theirs to end.
create table registry.codes (
  hash bytea primary key check (octet_length(hash) = 32),
  person uuid not null unique references people.people (id) on delete cascade,
  made timestamptz not null,
  expires timestamptz not null,
  check_id uuid unique,
  place uuid references territory.places (id),
  opened_by uuid references people.people (id) on delete cascade,
  check ((check_id is null) = (opened_by is null) and (check_id is null) = (place is null))
);
create index codes_opened_by on registry.codes (opened_by) where opened_by is not null;

-- Questions to ANPR that a person asked for. The code is sealed, and stands here only until there is an answer.
create table registry.requests (
  id uuid primary key,
  person uuid not null references people.people (id),
  place uuid not null references territory.places (id),
  code bytea,
  asked timestamptz not null,
  next_try timestamptz not null,
  tries integer not null default 0,
  done timestamptz,
  outcome text,
  check ((done is null) = (outcome is null)),
  check ((done is null) = (code is not null))
);
create unique index requests_open on registry.requests (person) where done is null;
create index requests_due on registry.requests (next_try) where done is null;
create index requests_person on registry.requests (person);

-- Every question that was put to ANPR, with nothing of the person.
create table registry.exchanges (
  id uuid primary key,
  at timestamptz not null,
  place uuid not null references territory.places (id),
  purpose text not null,
  outcome text,
  status integer,
  milliseconds integer
);
create index exchanges_place on registry.exchanges (place, at);

-- The rules by which somebody was judged, by their digest.
create table registry.rules (
  digest bytea primary key check (octet_length(digest) = 32),
  rule jsonb not null,
  noted timestamptz not null
);

-- What was answered of a person by a rule on a day: neither the residence nor the birth. It never changes; only two accounts that are one person's
-- bring theirs together.
create table registry.snapshots (
  id uuid primary key,
  person uuid not null references people.people (id),
  rule bytea not null references registry.rules (digest),
  day date not null,
  answer text not null check (answer in ('yes', 'no')),
  reasons text[] not null,
  source text check (source in ('list', 'anpr', 'counter')),
  as_of date,
  made timestamptz not null,
  -- A no of the morning does not outlive the visit to the counter of the afternoon: then there is a yes as well.
  unique (person, rule, day, answer)
);
create trigger snapshots_no_update before update of id, rule, day, answer, reasons, source, as_of, made on registry.snapshots
  for each row execute function kernel.refuse_change();
