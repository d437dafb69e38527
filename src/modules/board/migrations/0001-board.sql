create schema board;

-- What is special to a piece of news; title, place and state stand in the catalogue.
create table board.news (
  id uuid primary key references entries.entries (id),
  body text not null,
  starts date,
  ends date,
  check (ends is null or starts is null or ends >= starts)
);
