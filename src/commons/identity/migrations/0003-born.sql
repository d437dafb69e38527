-- The day of birth as it was certified: who takes part is decided by age on a day that each procedure chooses, so the whole day is needed.
alter table identity.requests add column born date;
alter table identity.fiscal add column born date;
