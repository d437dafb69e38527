-- What the source of an imported report said of it last (state, closing, date promised): only when that changes does the report follow,
-- so that what an office did here meanwhile stays.
alter table reports.reports add column source_said text;
