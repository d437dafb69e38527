-- Four weeks after a closing its reporter is asked once whether the problem really is gone.
create table reports.questions (
  report uuid not null references reports.reports (id),
  -- which closing is meant: what was opened again is asked anew
  closed timestamptz not null,
  -- hash of what the link holds
  token bytea not null unique,
  asked timestamptz not null,
  fixed boolean,
  answered timestamptz,
  check ((fixed is null) = (answered is null)),
  primary key (report, closed)
);
create index questions_answered on reports.questions (answered) where answered is not null;

-- How many of those who answered in the last twelve months said that it really is; computed by a job.
create table reports.fixed (
  place uuid primary key,
  yes integer not null,
  no integer not null
);
