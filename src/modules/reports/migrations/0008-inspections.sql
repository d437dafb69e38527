-- What was done on the spot, once for each key: a phone that heard no answer sends it again.
create table reports.inspections (
  key uuid primary key,
  report uuid not null references reports.reports (id),
  person uuid not null references people.people (id),
  did text not null check (did in ('take-charge', 'note', 'resolve', 'photo')),
  at timestamptz not null
);
create index inspections_report on reports.inspections (report);
