-- OpenID Connect beside SAML: the same questions and answers, put in another language. `source` says who certifies, `protocol` how it is asked.
alter table identity.requests
  drop constraint requests_source_check,
  drop constraint requests_check1,
  drop constraint requests_reached_check,
  alter column level drop not null,
  add constraint requests_source_check check (source in ('spid', 'cie', 'oidc')),
  add constraint requests_reached_check check (reached in ('none', 'email', 'low', 'substantial', 'high')),
  add protocol text not null default 'saml' check (protocol in ('saml', 'openid')),
  -- of OpenID Connect: when the browser came back. The code that it brings goes to the provider once
  add taken timestamptz,
  -- an account at a provider that certifies nobody, and the address that it says to have proven
  add subject bytea check (octet_length(subject) = 32),
  add email text check (email = lower(email)),
  add constraint requests_answer check ((code is null) = (name is null and reached is null)),
  add constraint requests_who check (code is null or fiscal is not null or subject is not null),
  add constraint requests_certain check ((fiscal is null) = (coalesce(reached, 'none') in ('none', 'email')));

-- An account at a provider (issuer and subject, hashed under a key of this store) opens one account here. References wait for the end of the
-- transaction, as those of fiscal codes.
create table identity.subjects (
  hash bytea primary key check (octet_length(hash) = 32),
  issuer text not null,
  person uuid not null references people.people (id) deferrable initially deferred,
  since timestamptz not null
);
create index subjects_person on identity.subjects (person);
