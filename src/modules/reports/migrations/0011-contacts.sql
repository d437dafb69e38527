-- Contacts that are still kept: few, and looked through every night for those that were kept long enough.
create index reports_contacts on reports.reports (id) where contact_email is not null or contact_name is not null;
