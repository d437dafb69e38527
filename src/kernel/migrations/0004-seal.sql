-- The seal of the register (register/seal.ts, docs/decisions/0007). It is written beside the acts and never into them: a transaction that locks
-- kernel.acts to write holds the readers of the register up, and each row written twice would cost more than all the rest of the sealing.
drop index kernel.acts_leaf;
alter table kernel.acts drop column leaf_index;
alter table kernel.acts drop column sealed;

-- Which act is which leaf of the tree: in the order of the register, without gaps.
create table kernel.leaves (
  leaf_index bigint primary key,
  act bigint not null unique,
  sealed timestamptz not null,
  -- whether its entry shows the public part, or only commits to it
  open boolean not null,
  -- the commitment to what the entry does not show; erasure destroys the key under which it was made, so it is kept
  withheld bytea
);

-- The hashes of the tree: 256 of 32 bytes in a full tile; those at the right edge grow.
create table kernel.tiles (
  level smallint not null,
  n bigint not null,
  hashes bytea not null,
  primary key (level, n)
);
alter table kernel.tiles alter column hashes set storage external;

-- Every head that was ever signed, stored before it is shown. `up_to`: how far the register could be read when its round began.
create table kernel.checkpoints (
  size bigint primary key,
  root bytea not null,
  at timestamptz not null,
  up_to bigint not null,
  note text not null
);
create index checkpoints_at on kernel.checkpoints (at);

create trigger leaves_no_change before update or delete on kernel.leaves for each row execute function kernel.refuse_change();
create trigger checkpoints_no_delete before delete on kernel.checkpoints for each row execute function kernel.refuse_change();
create trigger checkpoints_no_update before update of size, root, at on kernel.checkpoints for each row execute function kernel.refuse_change();
