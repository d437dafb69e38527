create extension if not exists postgis;
create extension if not exists unaccent;
create extension if not exists pg_trgm;
create extension if not exists btree_gist;

-- Italian full text: accents ignored, words reduced to their stem.
create text search configuration kernel.italian (copy = pg_catalog.italian);
alter text search configuration kernel.italian
  alter mapping for hword, hword_part, word with unaccent, italian_stem;

-- For comparing words as people do: without accents, apostrophes and capitals. Immutable so that it can be indexed:
-- the dictionary is named outright and ships with PostgreSQL.
create function kernel.plain(input text) returns text
  language sql immutable strict parallel safe
  return lower(regexp_replace(public.unaccent('public.unaccent'::regdictionary, input), '[''’`´]', ' ', 'g'));

-- Secrets made at the first start and kept with the data: the key of pseudonyms and the like.
create table kernel.secrets (
  name text primary key,
  value bytea not null,
  made timestamptz not null default now()
);

-- The register of acts: append only. The columns of the seal stay empty until batches are closed into the Merkle tree.
create table kernel.acts (
  seq bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  id uuid not null,
  verb text not null,
  entry uuid,
  code text,
  place uuid,
  at timestamptz not null,
  -- the actor, as a pseudonym that is the same only within one thing
  mark text,
  assurance text not null,
  public jsonb not null default '{}',
  commitment bytea not null,
  leaf_index bigint,
  sealed timestamptz
);
create unique index acts_id on kernel.acts (id);
create index acts_order on kernel.acts (xid, seq);
create index acts_entry on kernel.acts (entry, seq) where entry is not null;
create index acts_place on kernel.acts (place, seq desc);
create unique index acts_leaf on kernel.acts (leaf_index) where leaf_index is not null;

-- What an act commits to. Erasing a person deletes rows here: the commitment then opens nothing, the register stays whole.
create table kernel.act_secrets (
  act uuid primary key,
  person uuid,
  key bytea not null,
  private jsonb not null default '{}'
);
create index act_secrets_person on kernel.act_secrets (person) where person is not null;

create function kernel.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the register of acts is append only';
end $$;
-- Only the seal may be written, and only once.
create trigger acts_no_update before update of seq, xid, id, verb, entry, code, place, at, mark, assurance, public, commitment on kernel.acts
  for each row execute function kernel.refuse_change();
create trigger acts_no_delete before delete on kernel.acts for each row execute function kernel.refuse_change();

-- How far each subscriber has read.
create table kernel.cursors (
  subscriber text primary key,
  xid xid8 not null default '0',
  seq bigint not null default 0,
  moved timestamptz not null default now(),
  failures int not null default 0,
  last_error text
);
