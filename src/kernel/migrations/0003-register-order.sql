-- The register is read by `seq` alone, up to where no writer of acts is still at work (register/store.ts). Numbers of transactions are those of the
-- whole server: one that was left open in another database held up every subscriber.
update kernel.cursors c set seq = coalesce(
  (select min(a.seq) - 1 from kernel.acts a where (a.xid, a.seq) > (c.xid, c.seq)), (select max(a.seq) from kernel.acts a), 0);
alter table kernel.cursors drop column xid;

drop trigger acts_no_update on kernel.acts;
drop index kernel.acts_order;
alter table kernel.acts drop column xid;
create trigger acts_no_update before update of seq, id, verb, entry, code, place, at, mark, assurance, public, commitment on kernel.acts
  for each row execute function kernel.refuse_change();
