create schema notices;

-- Who wants to hear of what: a thing, a place with a radius, a topic (perhaps in one municipality) or a municipality.
-- `none` stands for a thing that its author, or whoever is reached in another way, wants to hear no more of.
create table notices.follows (
  id uuid primary key,
  person uuid not null references people.people (id),
  entry uuid references entries.entries (id),
  kind text,
  topic text,
  -- of a point, the municipality in which it lies
  place uuid references territory.places (id),
  point geometry(Point, 4326),
  metres integer check (metres between 100 and 5000),
  how text not null check (how in ('none', 'page', 'at-once', 'daily', 'weekly')),
  since timestamptz not null,
  -- a box around the circle, a little wider, so that an index finds whom a point concerns
  area geometry(Polygon, 4326) generated always as
    (st_expand(point, metres / (110000.0 * cos(radians(st_y(point)))), metres / 110000.0)) stored,
  unique nulls not distinct (person, entry, kind, topic, place, point, metres),
  check (case
    when entry is not null then num_nonnulls(kind, topic, place, point, metres) = 0
    when point is not null then metres is not null and place is not null and num_nonnulls(kind, topic) = 0
    when topic is not null then kind is not null and metres is null
    else place is not null and num_nonnulls(kind, metres) = 0 end),
  check (how <> 'none' or entry is not null)
);
create index follows_entry on notices.follows (entry) where entry is not null;
create index follows_topic on notices.follows (kind, topic) where topic is not null;
create index follows_place on notices.follows (place) where place is not null and topic is null and point is null;
create index follows_area on notices.follows using gist (area) where area is not null;

-- What a person was told: each act once, however often the register is read. `how` is what is still to be done with it by mail.
create table notices.notices (
  person uuid not null references people.people (id),
  act uuid not null,
  entry uuid not null references entries.entries (id),
  at timestamptz not null,
  -- why this person: the strongest of the ways in which the act reached them, and the row that says so, if there is one
  reason text not null check (reason in ('reply', 'author', 'thing', 'near', 'topic', 'municipality')),
  follow uuid references notices.follows (id) on delete set null,
  how text not null check (how in ('page', 'at-once', 'daily', 'weekly')),
  mailed timestamptz,
  read timestamptz,
  primary key (person, act)
);
create index notices_page on notices.notices (person, (read is null) desc, at desc, act desc);
create index notices_at_once on notices.notices (at, act) where how = 'at-once' and mailed is null;
create index notices_digest on notices.notices (how, person) where how in ('daily', 'weekly') and mailed is null;
create index notices_mailed on notices.notices (person, mailed) where mailed is not null;
create index notices_follow on notices.notices (follow) where follow is not null;
create index notices_entry on notices.notices (entry);
