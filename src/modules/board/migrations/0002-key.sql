-- The name of the sending: a form sent twice is one piece of news.
alter table board.news add key text unique check (length(key) <= 100);
