-- When a person of the office named the day; nothing where the promise is that of the kind of problem. A report that changes its kind
-- keeps what a person promised.
alter table reports.reports add column promised timestamptz;
update reports.reports r set promised = a.at
from (select entry, max(at) as at from kernel.acts
  where verb = 'reports.plan' or (verb = 'reports.answer' and public ? 'due') group by entry) a
where a.entry = r.id;

-- What the office writes for itself. Never in entries.notes, which people read.
create table reports.internal_notes (
  act uuid primary key,
  report uuid not null references reports.reports (id),
  -- whose office wrote it: the next office does not read it when the report goes there
  place uuid not null references territory.places (id),
  person uuid not null references people.people (id),
  at timestamptz not null,
  text text not null,
  -- the act holds the hash of salt and text: without the row nobody can try texts against it
  salt bytea not null
);
create index internal_notes_report on reports.internal_notes (report, at);
