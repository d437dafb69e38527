create schema addresses;

-- A street of a municipality; of two with the same name, `locality` (frazione, suburb) tells which.
create table addresses.streets (
  id uuid primary key,
  municipality uuid not null references territory.places (id),
  name text not null,
  locality text not null default '',
  -- name, locality and municipality as words are compared: small, without accents, abbreviations in full
  plain text not null,
  words tsvector not null generated always as (to_tsvector('simple', plain)) stored,
  unique (municipality, name, locality)
);
create index streets_words on addresses.streets using gin (words);

-- House numbers, by the name that they have in their source; one that the source no longer has is retired, and stays.
create table addresses.addresses (
  id uuid primary key,
  source text not null,
  source_id text not null,
  street uuid not null references addresses.streets (id),
  number text not null check (number ~ '^[1-9][0-9]{0,4}$'),
  exponent text not null default '',
  point geometry(Point, 4326) not null,
  imported timestamptz not null,
  retired timestamptz,
  unique (source, source_id)
);
create index addresses_number on addresses.addresses (street, number text_pattern_ops) where retired is null;

-- Every word of a street, to find the one that was meant where a letter is wrong.
create table addresses.words (
  word text collate "C" primary key
);
