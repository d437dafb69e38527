-- What a picture looks like (difference hash of kernel/files/print.ts): two takes of one scene differ in few bits.
alter table attachments.attachments add column print bit(64);
