-- Several reports gathered under one title, with one answer to all. Title, words, place and state stand in the catalogue.
create table reports.cases (
  id uuid primary key references entries.entries (id)
);

-- A report is in one case file at most, whatever happens in parallel.
create table reports.case_members (
  report uuid primary key references reports.reports (id),
  case_file uuid not null references reports.cases (id),
  at timestamptz not null
);
create index case_members_file on reports.case_members (case_file, at);

-- One answer to all: what is to be done to each member, by whom it was decided. The words stand under its act.
create table reports.case_answers (
  act uuid primary key,
  case_file uuid not null references reports.cases (id),
  person uuid not null references people.people (id),
  assurance text not null,
  at timestamptz not null,
  text text not null,
  move text check (move in ('plan', 'resolve', 'close')),
  due timestamptz,
  reason text,
  check ((move = 'plan') is not true or due is not null),
  check ((move = 'close') is not true or reason is not null)
);
create index case_answers_file on reports.case_answers (case_file, at desc);

-- What became of it for each member: done, or left with the sentence that says why. Neither: still to come.
create table reports.case_steps (
  answer uuid not null references reports.case_answers (act),
  report uuid not null references reports.reports (id),
  done timestamptz,
  left_why jsonb,
  primary key (answer, report),
  check (done is null or left_why is null)
);
create index case_steps_waiting on reports.case_steps (answer) where done is null and left_why is null;
