create schema attachments;

-- Pictures and documents of a public thing; the bytes stand in the files folder under their SHA-256.
create table attachments.attachments (
  id uuid primary key,
  entry uuid not null references entries.entries (id),
  file text not null,
  kind text not null check (kind in ('image', 'document')),
  name text not null,
  -- what can be seen in a picture, in words
  alt text not null default '',
  width integer,
  height integer,
  added timestamptz not null,
  hidden timestamptz
);
create index attachments_entry on attachments.attachments (entry, added);
