-- The last twelve months of each kind, by place and topic, computed by a job: no page counts a large table. The metropolis stands for all its
-- places, an empty topic for all topics.
create table entries.years (
  kind text not null,
  place uuid not null,
  topic text not null,
  -- closed in these twelve months, how many of them done, and the median days from publication to closing
  closed integer not null,
  done integer not null,
  median_days double precision,
  -- open things, published in these twelve months or before; how many of them past their promised date
  open integer not null,
  late integer not null,
  -- closed ones that had a promised date, and those of them closed by it
  promised integer not null,
  kept integer not null,
  computed timestamptz not null,
  primary key (kind, place, topic)
);

-- Opened and closed by week (its Monday in Rome), the last fifty-three.
create table entries.weeks (
  kind text not null,
  place uuid not null,
  topic text not null,
  week date not null,
  opened integer not null,
  closed integer not null,
  primary key (kind, place, topic, week)
);

-- How long open things have been waiting: days in bands, 0 (up to a week), 7, 30, 90, 365.
create table entries.ages (
  kind text not null,
  place uuid not null,
  topic text not null,
  days integer not null,
  things integer not null,
  primary key (kind, place, topic, days)
);
