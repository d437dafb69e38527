create schema links;

-- This thing led to that one, answers it, is part of it. A row needs no agreement between the rooms of the two things.
create table links.links (
  id uuid primary key,
  from_entry uuid not null references entries.entries (id),
  relation text not null check (relation in ('led-to', 'answers', 'part-of', 'duplicates', 'about')),
  to_entry uuid not null references entries.entries (id),
  made_by uuid references people.people (id),
  at timestamptz not null,
  unique (from_entry, relation, to_entry),
  check (from_entry <> to_entry)
);
create index links_to on links.links (to_entry);
