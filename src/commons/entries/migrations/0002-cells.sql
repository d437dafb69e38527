-- Points gathered for the map: how many things lie in each cell of a Mercator grid of 2^17 by 2^17 (eight by eight in a tile of zoom 14,
-- 230 m wide in Italy), so that a tile of the whole metropolis reads cells, not things. Kept as the totals are: the trigger writes the
-- journal, the subscriber adds it up. Degrees are summed as whole millionths, so that taking away gives back exactly what was added.
create function entries.cell_x(lon float8) returns integer language sql immutable parallel safe as
  'select least(131071, greatest(0, floor((lon + 180) / 360 * 131072)))::integer';
create function entries.cell_y(lat float8) returns integer language sql immutable parallel safe as
  'select least(131071, greatest(0, floor((1 - asinh(tan(radians(least(85.05, greatest(-85.05, lat))))) / pi()) / 2 * 131072)))::integer';

create table entries.cells (
  x integer not null,
  y integer not null,
  kind text not null,
  state text not null,
  place uuid not null,
  things integer not null,
  done integer not null,
  -- open things past their date, as the job that computes the figures last saw them
  late integer not null default 0,
  lon bigint not null,
  lat bigint not null,
  primary key (x, y, kind, state, place)
);

alter table entries.tally_journal add column point geometry(Point, 4326), add column done boolean not null default false;

create or replace function entries.note_tally() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.visibility = new.visibility and old.state = new.state and old.place = new.place and old.published = new.published
    and (old.closed is null) = (new.closed is null) and old.geometry is not distinct from new.geometry then
    return null;
  end if;
  if tg_op <> 'INSERT' and old.visibility = 'public' then
    insert into entries.tally_journal (kind, place, state, month, change, point, done)
    values (old.kind, old.place, old.state, date_trunc('month', old.published at time zone 'Europe/Rome')::date, -1,
      case when geometrytype(old.geometry) = 'POINT' then old.geometry end, old.closed is not null);
  end if;
  if tg_op <> 'DELETE' and new.visibility = 'public' then
    insert into entries.tally_journal (kind, place, state, month, change, point, done)
    values (new.kind, new.place, new.state, date_trunc('month', new.published at time zone 'Europe/Rome')::date, 1,
      case when geometrytype(new.geometry) = 'POINT' then new.geometry end, new.closed is not null);
  end if;
  return null;
end $$;

insert into entries.cells (x, y, kind, state, place, things, done, lon, lat)
select entries.cell_x(st_x(geometry)), entries.cell_y(st_y(geometry)), kind, state, place, count(*), count(closed),
  sum(round(st_x(geometry) * 1e6)), sum(round(st_y(geometry) * 1e6))
from entries.entries where visibility = 'public' and geometrytype(geometry) = 'POINT' group by 1, 2, 3, 4, 5;

-- Lines and areas, which are few, without reading through all the points around them.
create index entries_shapes on entries.entries using gist (geometry) where visibility = 'public' and geometrytype(geometry) <> 'POINT';
