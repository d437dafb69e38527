-- Whoever looks after keys sees who made each one, whether it is still used, and until when it holds.
alter table people.api_keys
  add made_by uuid references people.people (id),
  add expires timestamptz,
  add used timestamptz;
