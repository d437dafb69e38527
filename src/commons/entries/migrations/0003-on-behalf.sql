-- What an organisation published stands on its page.
create index entries_on_behalf on entries.entries (on_behalf, published desc, id desc) where on_behalf is not null;
