-- An organisation is asked for, checked by an officer of its place, and told what came of it; those entered by administrators are born verified.
alter table organisations.organisations
  add column state text not null default 'verified' check (state in ('asked', 'verified', 'refused', 'suspended', 'closed')),
  add column changed timestamptz,
  -- first time that an office said that it exists: from then on everybody sees it, whatever comes after
  add column verified timestamptz,
  -- eleven digits, with their check digit: fiscal code or VAT number
  add column fiscal_code text check (fiscal_code ~ '^[0-9]{11}$'),
  -- code in the index of public administrations (d.lgs. 82/2005, art. 6-ter)
  add column ipa_code text check (ipa_code is null or (ipa_code ~ '^[a-z0-9_]{1,20}$' and kind = 'administration')),
  add column description text not null default '',
  -- why it was refused or suspended; for its delegates and the offices
  add column reason text,
  -- what the office wants to see before it says yes, and since when
  add column wanted text,
  add column wanted_at timestamptz,
  add column due timestamptz,
  add check ((state in ('refused', 'suspended')) = (reason is not null)),
  add check (wanted is null or state = 'asked');
update organisations.organisations set changed = created, verified = created;
alter table organisations.organisations alter column changed set not null, alter column changed set default now();

create function organisations.note_verified() returns trigger language plpgsql as $$
begin
  if new.state = 'verified' and new.verified is null then new.verified := new.changed; end if;
  return new;
end $$;
create trigger organisations_verified before insert or update on organisations.organisations
  for each row execute function organisations.note_verified();

-- Whoever asks must not keep a name from the organisation that bears it: names are told apart once an office said yes.
drop index organisations.organisations_name;
create unique index organisations_name on organisations.organisations (place, kernel.plain(name)) where state in ('verified', 'suspended');
create unique index organisations_fiscal_code on organisations.organisations (fiscal_code) where state not in ('refused', 'closed');
create unique index organisations_ipa_code on organisations.organisations (ipa_code) where state not in ('refused', 'closed');
create index organisations_waiting on organisations.organisations (place, due) where state = 'asked';

-- What a delegate may do, and who they are in the organisation, in their words.
alter table organisations.delegates
  add column powers text[] not null default '{represent,speak}' check (cardinality(powers) > 0),
  add column title text not null default '',
  -- when the end that was stated at the beginning was announced
  add column announced timestamptz;
create index delegates_ending on organisations.delegates (until) where until is not null and announced is null;

-- Nobody becomes a delegate without knowing: a link that opens once, for the owner of the address it was sent to.
create table organisations.invitations (
  id uuid primary key,
  organisation uuid not null references organisations.organisations (id),
  email text not null,
  powers text[] not null check (cardinality(powers) > 0),
  until timestamptz,
  hash bytea not null unique check (octet_length(hash) = 32),
  made timestamptz not null,
  expires timestamptz not null,
  -- accepted or withdrawn
  settled timestamptz
);
create unique index invitations_open on organisations.invitations (organisation, email) where settled is null;

-- Statute, deed, appointment: seen by those who represent it and by the officers who check.
create table organisations.documents (
  id uuid primary key,
  organisation uuid not null references organisations.organisations (id),
  kind text not null check (kind in ('statute', 'deed', 'appointment', 'other')),
  file text not null,
  name text not null,
  added timestamptz not null,
  unique (organisation, file)
);
create index documents_file on organisations.documents (file);
