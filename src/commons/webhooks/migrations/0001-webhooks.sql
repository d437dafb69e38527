create schema webhooks;

-- An address of another program that is told what happens in a place. The secret that signs is kept under the key of the house.
create table webhooks.webhooks (
  id uuid primary key,
  place uuid not null references territory.places (id),
  -- so many in a place and no more
  slot smallint not null check (slot between 1 and 20),
  url text not null check (length(url) <= 500),
  kinds text[] not null,
  verbs text[] not null,
  secret bytea not null,
  -- the secret before: signs too, until then
  former bytea,
  former_until timestamptz,
  created timestamptz not null,
  -- somebody is sending; a process that dies leaves it to the next
  leased timestamptz,
  -- the other side is away: nothing is sent before then
  next_try timestamptz,
  -- since when, and how often, nothing has arrived
  failing timestamptz,
  failures integer not null default 0,
  stopped timestamptz,
  why text check (why in ('failing', 'gone')),
  unique (place, slot),
  check ((stopped is null) = (why is null)),
  check ((former is null) = (former_until is null)),
  check ((failing is null) = (failures = 0))
);

-- What it is told, in order. The id is the same at each try: whoever gets it twice knows.
create table webhooks.deliveries (
  id uuid primary key,
  webhook uuid not null references webhooks.webhooks (id) on delete cascade,
  ordinal bigint generated always as identity,
  -- without an act and a thing it is a test
  act uuid,
  verb text,
  entry uuid references entries.entries (id),
  happened timestamptz not null,
  state text not null check (state in ('queued', 'delivered', 'failed', 'withheld')),
  tries integer not null default 0,
  next_try timestamptz,
  tried timestamptz,
  status smallint,
  error text,
  queued timestamptz not null,
  unique (webhook, act),
  check ((act is null) = (entry is null) and (act is null) = (verb is null))
);
create index deliveries_waiting on webhooks.deliveries (webhook, ordinal) where state = 'queued';
create index deliveries_latest on webhooks.deliveries (webhook, ordinal);
create index deliveries_queued on webhooks.deliveries (queued);
create index deliveries_entry on webhooks.deliveries (entry);
