create schema entries;

-- One row for every public thing; a room's own table references it and holds only what is special to it (design.md section 3).
create table entries.entries (
  id uuid primary key,
  kind text not null,
  code text not null unique,
  place uuid not null references territory.places (id),
  space uuid,
  author uuid references people.people (id),
  on_behalf uuid references organisations.organisations (id),
  title text not null,
  summary text not null default '',
  language text not null default 'it',
  topic text,
  geometry geometry(Geometry, 4326),
  place_label text not null default '',
  visibility text not null check (visibility in ('public', 'members', 'private', 'hidden', 'draft')),
  state text not null,
  -- the date promised, if any
  due timestamptz,
  assurance text not null,
  published timestamptz not null,
  updated timestamptz not null,
  closed timestamptz,
  words tsvector generated always as (
    setweight(to_tsvector('kernel.italian', title), 'A') ||
    setweight(to_tsvector('kernel.italian', summary), 'B') ||
    setweight(to_tsvector('kernel.italian', place_label), 'C')) stored
);
create index entries_latest on entries.entries (published desc, id desc) where visibility = 'public';
create index entries_kind on entries.entries (kind, published desc, id desc) where visibility = 'public';
create index entries_place on entries.entries (place, kind, published desc, id desc) where visibility = 'public';
create index entries_state on entries.entries (kind, state, published desc, id desc) where visibility = 'public';
create index entries_topic on entries.entries (kind, topic, published desc, id desc) where visibility = 'public';
create index entries_closed on entries.entries (closed desc) where visibility = 'public' and closed is not null;
create index entries_closed_place on entries.entries (place, closed desc) where visibility = 'public' and closed is not null;
create index entries_overdue on entries.entries (due desc) where visibility = 'public' and closed is null and due is not null;
create index entries_due on entries.entries (kind, place, due) where closed is null;
create index entries_author on entries.entries (author, published desc) where author is not null;
create index entries_geometry on entries.entries using gist (geometry) where visibility = 'public';
create index entries_words on entries.entries using gin (words);

-- Counted from the rows of the rooms by their subscribers, never in the transaction of who comments or supports.
create table entries.counters (
  entry uuid primary key references entries.entries (id),
  comments integer not null default 0,
  supports integer not null default 0,
  followers integer not null default 0
);

-- The words people read under an act in the thread: the register holds only their hash, moderation may hide them.
create table entries.notes (
  act uuid primary key,
  entry uuid not null references entries.entries (id),
  text text not null,
  hidden timestamptz
);
create index notes_entry on entries.notes (entry);

-- Vocabulary of the public titles, to mend a mistyped word in a search.
create table entries.words (
  word text primary key
);
create index words_alike on entries.words using gist (word gist_trgm_ops);

-- How many, by kind, place, topic, state and month. The trigger only adds to a journal, so that no row is hot;
-- a subscriber adds the journal up every few seconds.
create table entries.tally_journal (
  id bigint generated always as identity primary key,
  kind text not null,
  place uuid not null,
  state text not null,
  month date not null,
  change integer not null
);
create table entries.tallies (
  kind text not null,
  place uuid not null,
  state text not null,
  month date not null,
  total bigint not null,
  primary key (kind, place, state, month)
);
create function entries.note_tally() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.visibility = new.visibility and old.state = new.state and old.place = new.place and old.published = new.published then
    return null;
  end if;
  if tg_op <> 'INSERT' and old.visibility = 'public' then
    insert into entries.tally_journal (kind, place, state, month, change)
    values (old.kind, old.place, old.state, date_trunc('month', old.published at time zone 'Europe/Rome')::date, -1);
  end if;
  if tg_op <> 'DELETE' and new.visibility = 'public' then
    insert into entries.tally_journal (kind, place, state, month, change)
    values (new.kind, new.place, new.state, date_trunc('month', new.published at time zone 'Europe/Rome')::date, 1);
  end if;
  return null;
end $$;
create trigger entries_tally after insert or update or delete on entries.entries for each row execute function entries.note_tally();

-- Facts that need many rows to be computed: medians, late ones. Refreshed by a job; each says when.
create table entries.figures (
  kind text not null,
  place uuid not null,
  name text not null,
  value double precision,
  base bigint not null,
  computed timestamptz not null,
  primary key (kind, place, name)
);
