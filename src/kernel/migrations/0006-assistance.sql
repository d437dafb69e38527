-- What was done for somebody at a counter is asked for by the session of help.
create index act_secrets_assistance on kernel.act_secrets ((private->>'assistance'), act) where private ? 'assistance';
