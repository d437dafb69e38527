-- A second proof beside the first (OWASP ASVS 5.0, V6.3.3): when it was given in this session. Roles count only in a session that has it.
alter table people.sessions add second timestamptz;

-- Public halves of key pairs that stay in the devices (W3C Web Authentication, level 3).
create table people.passkeys (
  id bytea primary key,
  person uuid not null references people.people (id) on delete cascade,
  name text not null check (length(name) between 1 and 60),
  public_key bytea not null,
  -- signatures the device says it has made; 0 where it does not count them
  counter bigint not null check (counter >= 0),
  transports text[] not null,
  added timestamptz not null,
  used timestamptz
);
create index passkeys_person on people.passkeys (person);

-- Codes of an app (RFC 6238). The secret is encrypted under a key of this house; until it is confirmed it opens nothing.
create table people.code_apps (
  person uuid primary key references people.people (id) on delete cascade,
  secret bytea not null,
  made timestamptz not null,
  confirmed timestamptz,
  -- the last interval of thirty seconds whose code was used: no code is used twice
  last_step bigint not null default 0
);

create table people.recovery_codes (
  person uuid not null references people.people (id) on delete cascade,
  hash bytea not null check (octet_length(hash) = 32),
  used timestamptz,
  primary key (person, hash)
);

-- What a device was asked to sign, once it has: no answer is taken twice.
create table people.answered_challenges (
  hash bytea primary key check (octet_length(hash) = 32),
  expires timestamptz not null
);
create index answered_challenges_expires on people.answered_challenges (expires);
