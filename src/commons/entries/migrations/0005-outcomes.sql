-- What a thing had come to when it was put aside in an archive: totals of outcomes count it so, for as long as it is there.
alter table entries.entries add column outcome text;
alter table entries.tally_journal add column outcome text;
alter table entries.tallies add column outcome text;
update entries.tallies set outcome = state;
update entries.tally_journal set outcome = state;
alter table entries.tallies alter column outcome set not null;
alter table entries.tallies drop constraint tallies_pkey, add primary key (kind, place, state, outcome, month);

create or replace function entries.note_tally() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.visibility = new.visibility and old.state = new.state and old.place = new.place and old.published = new.published
    and (old.closed is null) = (new.closed is null) and old.geometry is not distinct from new.geometry and old.outcome is not distinct from new.outcome then
    return null;
  end if;
  if tg_op <> 'INSERT' and old.visibility = 'public' then
    insert into entries.tally_journal (kind, place, state, outcome, month, change, point, done)
    values (old.kind, old.place, old.state, coalesce(old.outcome, old.state), date_trunc('month', old.published at time zone 'Europe/Rome')::date, -1,
      case when geometrytype(old.geometry) = 'POINT' then old.geometry end, old.closed is not null);
  end if;
  if tg_op <> 'DELETE' and new.visibility = 'public' then
    insert into entries.tally_journal (kind, place, state, outcome, month, change, point, done)
    values (new.kind, new.place, new.state, coalesce(new.outcome, new.state), date_trunc('month', new.published at time zone 'Europe/Rome')::date, 1,
      case when geometrytype(new.geometry) = 'POINT' then new.geometry end, new.closed is not null);
  end if;
  return null;
end $$;
