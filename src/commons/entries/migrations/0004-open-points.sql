-- What is near a point and still open, the nearest first: where many things were closed, they are not read through.
create index entries_open_points on entries.entries using gist (geometry) where visibility = 'public' and closed is null;
