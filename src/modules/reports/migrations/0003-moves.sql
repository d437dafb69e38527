-- Of which other report this one is the same; nothing when it is not, or no longer.
alter table reports.reports add column duplicate_of uuid references reports.reports (id) check (duplicate_of <> id);
create index reports_duplicate_of on reports.reports (duplicate_of) where duplicate_of is not null;

-- A support that came over with a duplicate: it goes away again when that turns out to be another problem.
alter table reports.supports add column via uuid references reports.reports (id);

-- Each time a report passed to others: to another municipality, or to a body outside, whose reference may come later.
create table reports.hops (
  act uuid primary key,
  report uuid not null references reports.reports (id),
  at timestamptz not null,
  to_place uuid references territory.places (id),
  body text,
  contact text,
  reference text,
  check ((to_place is null) <> (body is null))
);
create index hops_report on reports.hops (report, at);

-- Whoever sent a report contests its closing once, whatever happens in parallel.
create table reports.contests (
  report uuid primary key references reports.reports (id),
  at timestamptz not null
);
