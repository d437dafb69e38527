create schema assistance;

-- An operator helps a person who stands at the counter, in one session of the browser, for half an hour at most.
create table assistance.sessions (
  id uuid primary key,
  operator uuid not null references people.people (id),
  place uuid not null references territory.places (id),
  -- the session of the operator's browser (people.sessions), which may be gone when this is read
  session bytea not null,
  -- whose account it is; nobody's when there is none
  person uuid references people.people (id),
  name text not null default '',
  email text,
  reason text not null,
  -- by what the operator knew who it was
  document text not null check (document in ('identity-card', 'passport', 'licence', 'residence-permit', 'none')),
  -- the person was told what the operator does, and wanted it
  consented timestamptz not null,
  opened timestamptz not null,
  until timestamptz not null check (until > opened and until <= opened + interval '30 minutes'),
  ended timestamptz,
  -- the browser is the operator's again: until then nothing is done in it by mistake
  released timestamptz check (released is null or ended is not null),
  check (operator is distinct from person)
);
create unique index sessions_open on assistance.sessions (session) where released is null;
create index sessions_person on assistance.sessions (person, opened desc) where person is not null;
create index sessions_operator on assistance.sessions (operator, opened desc);
create index sessions_running on assistance.sessions (until) where ended is null;

-- Shown by the person on their own phone: it opens the help once.
create table assistance.codes (
  hash bytea primary key check (octet_length(hash) = 32),
  person uuid not null unique references people.people (id),
  made timestamptz not null,
  expires timestamptz not null
);
