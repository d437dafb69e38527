-- What was answered to the questions of a kind of problem, as it was asked and said: questions may change. For the office alone.
create table reports.answers (
  report uuid not null references reports.reports (id),
  question text not null,
  position integer not null,
  asked text not null,
  said text not null,
  primary key (report, question)
);
