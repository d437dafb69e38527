-- On its way to a body besides the municipalities: one row for each hop to one that is reached by mail or by Open311. Another machine than
-- the states of the report: what people are told does not depend on whether a wire was cut.
create table reports.deliveries (
  hop uuid primary key references reports.hops (act),
  report uuid not null references reports.reports (id),
  body uuid not null references reports.bodies (id),
  state text not null check (state in ('queued', 'sent', 'acknowledged', 'failed')),
  tries integer not null default 0,
  queued timestamptz not null,
  sent timestamptz,
  acknowledged timestamptz,
  failed timestamptz,
  -- While a try is under way the end of its lease: a process that dies leaves it to the next.
  next_try timestamptz check ((next_try is not null) = (state = 'queued')),
  -- Since when it may have arrived without our knowing: before the next try we look for it there.
  unsure timestamptz,
  -- What stood in the way last, as the name of a sentence and at most a status of HTTP.
  last_error text check (last_error ~ '^[a-z0-9-]{1,40}$'),
  last_status integer,
  -- How they said it, for the office alone.
  last_words text,
  -- What they call it, and until they call it something, what to ask for its name with.
  remote text,
  token text,
  -- What they said of it last.
  remote_status text check (remote_status in ('open', 'closed')),
  remote_notes text,
  remote_updated timestamptz,
  heard timestamptz,
  -- When we asked last, and when we ask next.
  followed timestamptz,
  next_look timestamptz
);
create index deliveries_report on reports.deliveries (report);
create index deliveries_due on reports.deliveries (next_try) where state = 'queued';
create index deliveries_to_follow on reports.deliveries (next_look) where next_look is not null;
create index deliveries_asking on reports.deliveries (report) where state = 'failed' or remote_status = 'closed';

-- What another system added to a report (servicerequestupdates), once for each of its names.
create table reports.updates (
  act uuid primary key,
  report uuid not null references reports.reports (id),
  key_name text not null,
  update_id text not null,
  unique (report, key_name, update_id)
);
