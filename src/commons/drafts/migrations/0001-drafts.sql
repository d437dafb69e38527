create schema drafts;

-- What somebody is writing and has not sent: kept thirty days, reachable only with the secret in the writer's cookie.
create table drafts.drafts (
  id uuid primary key,
  flow text not null,
  secret bytea not null unique,
  content jsonb not null default '{}',
  -- the public code of what it became; a draft is sent once
  became text,
  created timestamptz not null,
  updated timestamptz not null,
  expires timestamptz not null
);
create index drafts_expires on drafts.drafts (expires);
