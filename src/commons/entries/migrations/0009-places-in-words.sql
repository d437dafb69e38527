-- Words for a place as two people write them: without accents, capitals, apostrophes, spaces and the comma before the number.
-- Immutable as kernel.plain is, so that it can be indexed.
create function entries.plain_place(label text) returns text
  language sql immutable strict parallel safe
  return regexp_replace(kernel.plain(label), '[\s,]', '', 'g');

-- What is still open where it was told, the newest first: by its words for the place, and what has those alone.
create index entries_open_labels on entries.entries (place, kind, entries.plain_place(place_label), published desc)
  where visibility = 'public' and closed is null and place_label <> '';
create index entries_open_pointless on entries.entries (place, kind, published desc)
  where visibility = 'public' and closed is null and geometry is null;
-- What was passed on to others lately is not open, and still there.
create index entries_passed_on on entries.entries (place, kind, closed desc) where visibility = 'public' and state = 'not-ours';
