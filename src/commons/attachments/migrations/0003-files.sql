-- Whether anything still holds a file is asked before it is destroyed.
create index attachments_file on attachments.attachments (file);
