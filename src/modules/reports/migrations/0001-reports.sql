create schema reports;

-- What is special to a report of a problem; title, place, state and dates stand in the catalogue.
create table reports.reports (
  id uuid primary key references entries.entries (id),
  -- names the sending: the same form sent twice is one report
  key text not null unique,
  description text not null,
  -- hash of the receipt code, which only the reporter has
  receipt bytea not null unique,
  channel text not null check (channel in ('web', 'api', 'counter', 'import', 'demo')),
  contact_name text,
  contact_email text,
  -- of the link by which the address is confirmed
  confirmation bytea unique,
  confirmed timestamptz,
  assignee uuid references people.people (id),
  -- what another system called it
  source text,
  source_id text,
  unique (source, source_id)
);
create index reports_assignee on reports.reports (assignee) where assignee is not null;

-- «Anche a me»: one for each person, whatever happens in parallel.
create table reports.supports (
  report uuid not null references reports.reports (id),
  person uuid not null references people.people (id),
  assurance text not null,
  at timestamptz not null,
  primary key (report, person)
);
