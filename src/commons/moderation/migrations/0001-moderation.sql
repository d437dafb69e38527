create schema moderation;

-- A thing or a comment that was flagged or judged: one row, however many flags.
create table moderation.subjects (
  id uuid primary key,
  entry uuid not null references entries.entries (id),
  comment uuid references discussion.comments (id),
  -- that of the entry, so that a queue is read from one index; a subscriber follows the entry when it moves
  place uuid not null references territory.places (id),
  state text not null check (state in ('open', 'hidden', 'restored', 'dismissed')),
  opened timestamptz not null,
  changed timestamptz not null,
  -- while it is hidden: why, and the visibility that it gets back
  reason text,
  before text check (before in ('public', 'members', 'private')),
  unique nulls not distinct (entry, comment),
  check ((state = 'hidden') = (reason is not null)),
  check (before is null or (state = 'hidden' and comment is null))
);
-- one for each queue of the desk, in its order
create index subjects_open on moderation.subjects (place, opened, id) where state = 'open';
create index subjects_hidden on moderation.subjects (place, changed desc, id) where state = 'hidden';
create index subjects_settled on moderation.subjects (place, changed desc, id) where state in ('restored', 'dismissed');
create index subjects_comment on moderation.subjects (comment) where comment is not null;

create table moderation.flags (
  subject uuid not null references moderation.subjects (id),
  person uuid not null references people.people (id),
  reason text not null,
  words text not null default '',
  at timestamptz not null,
  primary key (subject, person)
);
create index flags_person on moderation.flags (person);
create index flags_time on moderation.flags (at, reason);

create table moderation.decisions (
  id uuid primary key,
  subject uuid not null references moderation.subjects (id),
  kind text not null check (kind in ('hide', 'restore', 'dismiss')),
  -- why it was hidden; of a restore, why it had been
  reason text,
  words text not null default '',
  at timestamptz not null
);
create index decisions_subject on moderation.decisions (subject, at);
create index decisions_time on moderation.decisions (at, kind, reason);
