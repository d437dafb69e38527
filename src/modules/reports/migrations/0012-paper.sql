alter table reports.reports drop constraint reports_channel_check;
alter table reports.reports add constraint reports_channel_check check (channel in ('web', 'api', 'counter', 'paper', 'import', 'demo'));
