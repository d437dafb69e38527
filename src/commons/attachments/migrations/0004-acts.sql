-- The act that added it, where it came later than the thing itself: who added it, and when.
alter table attachments.attachments add column act uuid;
