-- What an organisation said stands on its page.
create index comments_on_behalf on discussion.comments (on_behalf, at desc) where on_behalf is not null and hidden is null and withdrawn is null;
