-- Which of its states a form shows: two tabs that keep the same draft notice each other.
alter table drafts.drafts add column version integer not null default 1;
