create schema privacy;

-- What people are told when they are asked for data (GDPR art. 13), by place and procedure. Never overwritten: each text is a version.
create table privacy.notices (
  id uuid primary key,
  place uuid not null references territory.places (id),
  procedure text not null check (procedure ~ '^[a-z]+\.[a-z-]+$'),
  version int not null check (version >= 1),
  it text not null check (length(it) between 1 and 20000),
  en text not null check (length(en) between 1 and 20000),
  since timestamptz not null,
  published_by uuid references people.people (id),
  unique (place, procedure, version)
);

-- Which version somebody had before the eyes when something was sent. Version 0 is the text that the house has by itself, known by its print.
create table privacy.acceptances (
  id uuid primary key,
  procedure text not null,
  place uuid not null references territory.places (id),
  version int not null check (version >= 0),
  -- SHA-256 of the text, in the language that was read
  print bytea not null check (octet_length(print) = 32),
  -- nothing for whoever has no account
  person uuid references people.people (id),
  -- what was sent
  entry uuid references entries.entries (id),
  at timestamptz not null
);
create index acceptances_person on privacy.acceptances (person) where person is not null;

-- Copies of the own data that were asked for. The file stands in the folder of exports until it was taken, and fifteen minutes at most once it was offered.
create table privacy.exports (
  id uuid primary key,
  person uuid not null references people.people (id),
  asked timestamptz not null,
  ready timestamptz,
  bytes bigint,
  -- hash of the secret of the one link, and of the session that may use it
  token bytea unique check (octet_length(token) = 32),
  session bytea check (octet_length(session) = 32),
  expires timestamptz,
  taken timestamptz,
  -- the file is gone: taken, out of time, or the person was erased
  gone timestamptz,
  check ((token is null) = (session is null) and (token is null) = (expires is null))
);
create index exports_person on privacy.exports (person, asked desc);
create unique index exports_open on privacy.exports (person) where gone is null;

-- Who was erased: only an id that says nothing any more. Done again after a restore from an older backup.
create table privacy.erasures (
  person uuid primary key references people.people (id),
  -- the own public words went too
  words boolean not null,
  at timestamptz not null
);
