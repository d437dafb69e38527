-- The cells once more, eight by eight together: what shows a whole metropolis reads some thousands of rows, however many things there are.
-- Cells of 2^by columns and rows of the grid; their x and y count cells of their own size.
alter table entries.cells add column by smallint not null default 0;
alter table entries.cells alter column by drop default;
alter table entries.cells drop constraint cells_pkey;
alter table entries.cells add primary key (by, x, y, kind, state, place);

insert into entries.cells (by, x, y, kind, state, place, things, done, late, lon, lat)
select 3, x >> 3, y >> 3, kind, state, place, sum(things), sum(done), sum(late), sum(lon), sum(lat)
from entries.cells group by 2, 3, 4, 5, 6;
