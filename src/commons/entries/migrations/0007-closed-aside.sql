-- What was closed and not everybody sees, as offices read it: beside what is public, which has its own index.
create index entries_closed_aside on entries.entries (place, closed desc) where visibility <> 'public' and closed is not null;
