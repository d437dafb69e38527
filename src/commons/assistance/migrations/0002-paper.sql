-- Forms filled in on paper are entered as a batch: within a working day, by one operator, in one browser.
alter table assistance.sessions drop constraint sessions_document_check;
alter table assistance.sessions add constraint sessions_document_check
  check (document in ('identity-card', 'passport', 'licence', 'residence-permit', 'none', 'paper'));
alter table assistance.sessions drop constraint sessions_check;
alter table assistance.sessions add constraint sessions_until_check
  check (until > opened and until <= opened + case when document = 'paper' then interval '8 hours' else interval '30 minutes' end);
alter table assistance.sessions add constraint sessions_paper_check check (document <> 'paper' or (person is null and email is null));

create table assistance.batches (
  id uuid primary key references assistance.sessions (id),
  place uuid not null references territory.places (id),
  -- under which the sheets stand in the office's own register (d.P.R. 445/2000 art. 53)
  protocol text not null check (protocol <> ''),
  sheets int not null check (sheets between 1 and 200),
  -- SHA-256 of the scan of all sheets, which the office keeps: nothing is entered twice
  scan bytea not null check (octet_length(scan) = 32),
  opened timestamptz not null,
  -- once it is closed
  entered int check (entered >= 0),
  -- why the two numbers differ
  difference text check (difference <> ''),
  unique (place, scan)
);
create index batches_place on assistance.batches (place, opened desc);
