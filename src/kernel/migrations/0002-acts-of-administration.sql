-- What administrators decided in a place is read as its history; acts on public things, a thousand times as many, stay out of this index.
create index acts_administration on kernel.acts (place, seq desc) where entry is null and place is not null;
