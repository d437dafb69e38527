create schema discussion;

-- What people say on a thing of the catalogue, two levels deep. A reply stands under a comment of the same thing that is not a reply itself:
-- the foreign key on (id, entry, level) says so, whatever the code does.
create table discussion.comments (
  id uuid primary key,
  entry uuid not null references entries.entries (id),
  parent uuid,
  level smallint not null generated always as (case when parent is null then 1 else 2 end) stored,
  parent_level smallint generated always as (case when parent is null then null else 1 end) stored,
  author uuid not null references people.people (id),
  on_behalf uuid references organisations.organisations (id),
  -- the place in whose name the author spoke, as an officer of it
  office uuid references territory.places (id),
  text text not null check (char_length(text) between 1 and 4000),
  stance text check (stance in ('for', 'against', 'neutral')),
  -- how certain we were of the author at that moment
  assurance text not null,
  -- names the sending: the same form sent twice is one comment
  key text,
  at timestamptz not null,
  edited timestamptz,
  hidden timestamptz,
  unique (id, entry, level),
  unique (author, key),
  foreign key (parent, entry, parent_level) references discussion.comments (id, entry, level)
);
create index comments_top on discussion.comments (entry, at, id) where parent is null;
create index comments_replies on discussion.comments (parent, at, id) where parent is not null;
create index comments_all on discussion.comments (entry, at, id) where hidden is null;
create index comments_author on discussion.comments (author, at desc);

-- What a comment said before, until it was changed.
create table discussion.versions (
  id bigint generated always as identity primary key,
  comment uuid not null references discussion.comments (id),
  text text not null,
  until timestamptz not null
);
create index versions_comment on discussion.versions (comment, id);

create table discussion.thanks (
  comment uuid not null references discussion.comments (id),
  person uuid not null references people.people (id),
  at timestamptz not null,
  primary key (comment, person)
);
create index thanks_person on discussion.thanks (person);
