-- Who signed in, of an act that was nobody's yet: looked for when that person is forgotten, and when a year has passed.
create index act_secrets_who on kernel.act_secrets ((private->>'who'), act) where person is null and private ? 'who';
