create schema people;

-- One account for the whole metropolitan city. An erased person keeps the row, so that what they signed still counts, and nothing else.
create table people.people (
  id uuid primary key,
  name text not null,
  -- compared in this form: NFC, lower case, domain in ASCII (RFC 5891)
  email text unique check (email = lower(email)),
  -- as it was typed, for showing and writing to it
  email_typed text,
  language text not null default 'it' check (language in ('it', 'en')),
  assurance text not null check (assurance in ('none', 'email', 'low', 'substantial', 'high')),
  demo boolean not null default false,
  created timestamptz not null,
  erased timestamptz,
  check ((email is null) = (email_typed is null)),
  check (erased is null or (name = '' and email is null))
);

create table people.credentials (
  person uuid not null references people.people (id) on delete cascade,
  kind text not null check (kind in ('password')),
  secret text not null,
  changed timestamptz not null,
  unique (person, kind)
);

-- The cookie holds a secret; here is only its hash, so that whoever reads this table can enter as nobody.
create table people.sessions (
  id bytea primary key check (octet_length(id) = 32),
  person uuid not null references people.people (id) on delete cascade,
  created timestamptz not null,
  seen timestamptz not null,
  expires timestamptz not null,
  agent text not null default '' check (length(agent) <= 60)
);
create index sessions_person on people.sessions (person, seen desc);
create index sessions_expires on people.sessions (expires);

create table people.email_links (
  hash bytea primary key check (octet_length(hash) = 32),
  email text not null check (email = lower(email)),
  email_typed text not null,
  purpose text not null check (purpose in ('sign-in', 'confirm')),
  next text not null,
  created timestamptz not null,
  expires timestamptz not null,
  used timestamptz
);
create index email_links_expires on people.email_links (expires);

-- Roles are held in a place, with dates, and are ended, never deleted.
create table people.roles (
  id uuid primary key,
  person uuid not null references people.people (id),
  role text not null check (role in ('officer', 'moderator', 'municipal-administrator', 'metropolitan-administrator', 'auditor')),
  place uuid not null references territory.places (id),
  since timestamptz not null,
  until timestamptz check (until >= since),
  exclude using gist (person with =, role with =, place with =, tstzrange(since, until) with &&)
);
create index roles_person on people.roles (person);
create index roles_place on people.roles (place);

create function people.refuse_deletion() returns trigger language plpgsql as $$
begin
  raise exception 'roles are ended, not deleted';
end $$;
create trigger roles_no_delete before delete on people.roles for each row execute function people.refuse_deletion();

create table people.api_keys (
  id uuid primary key,
  name text not null,
  hash bytea not null unique check (octet_length(hash) = 32),
  place uuid not null references territory.places (id),
  verbs text[] not null check (cardinality(verbs) > 0),
  created timestamptz not null,
  revoked timestamptz
);
create index api_keys_place on people.api_keys (place);
