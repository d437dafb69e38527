create schema identity;

-- One person, however many keys they come with: the fiscal code under a key of this store, never the code itself. References wait for the end
-- of the transaction, so that of two first sign-ins at once one makes the account and the other finds it.
create table identity.fiscal (
  hash bytea primary key check (octet_length(hash) = 32),
  person uuid not null unique references people.people (id) deferrable initially deferred,
  since timestamptz not null
);

-- Who said that a person is who they are, with which certainty, and when last.
create table identity.proofs (
  id uuid primary key,
  person uuid not null references people.people (id) deferrable initially deferred,
  source text not null check (source in ('spid', 'cie', 'oidc', 'counter')),
  issuer text not null,
  level text not null check (level in ('low', 'substantial', 'high')),
  proven timestamptz not null,
  expires timestamptz,
  unique (person, source, issuer, level)
);

-- Questions put to identity providers that wait for an answer, and answers that wait for their browser to come back: minutes.
create table identity.requests (
  -- the ID of the message
  id text primary key,
  source text not null check (source in ('spid', 'cie')),
  provider text not null,
  level smallint not null check (level between 1 and 3),
  -- hash of the secret in the cookie of the browser that asked
  browser bytea not null check (octet_length(browser) = 32),
  -- whose session was open, if one was
  person uuid references people.people (id) on delete cascade,
  next text not null,
  asked timestamptz not null,
  expires timestamptz not null,
  answered timestamptz,
  -- hash of the secret with which the browser comes back
  code bytea unique check (octet_length(code) = 32),
  fiscal bytea check (octet_length(fiscal) = 32),
  name text,
  reached text check (reached in ('low', 'substantial', 'high')),
  check ((answered is null) = (code is null)),
  check ((code is null) = (fiscal is null and name is null and reached is null))
);
create index requests_expires on identity.requests (expires);
create index requests_person on identity.requests (person) where person is not null;

-- What was asked and answered, without anything of the person: kept twenty-four months (SPID technical rules).
create table identity.exchanges (
  request text primary key,
  source text not null,
  provider text not null,
  asked timestamptz not null,
  answered timestamptz,
  -- `certified`, or why not
  outcome text,
  -- hash of issuer and ID of the assertion: no assertion counts twice
  assertion bytea unique check (octet_length(assertion) = 32),
  check ((answered is null) = (outcome is null))
);
create index exchanges_asked on identity.exchanges (asked);

-- Two accounts that turned out to be of one person: what was of the first is of the second. Acts of before keep the first, and are followed from here.
create table identity.merges (
  from_person uuid primary key references people.people (id),
  into_person uuid not null references people.people (id),
  at timestamptz not null,
  check (from_person <> into_person)
);
create index merges_into on identity.merges (into_person);
