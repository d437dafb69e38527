import { sql } from 'kysely';
import type { Db } from '../context.ts';
import { all, array } from './store.ts';

export interface DescribedTable {
  schema: string;
  table: string;
  columns: { name: string; type: string; nullable: boolean; otherwise: string | null }[];
  /** Keys, references and checks, as PostgreSQL writes them. */
  rules: string[];
}

/** The tables of these schemas as they are. */
export async function describeTables(db: Db, schemas: readonly string[]): Promise<DescribedTable[]> {
  return all(
    db,
    sql<DescribedTable>`
    select n.nspname as schema, c.relname as table,
      (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'nullable', not a.attnotnull,
          'otherwise', case when a.attgenerated <> '' then 'generated' when a.attidentity <> '' then 'identity' else pg_get_expr(d.adbin, d.adrelid) end) order by a.attnum)
        from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
      coalesce((select json_agg(pg_get_constraintdef(k.oid) order by k.contype <> 'p', pg_get_constraintdef(k.oid)) from pg_constraint k
        where k.conrelid = c.oid and k.contype in ('p', 'u', 'f', 'c', 'x')), '[]') as rules
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname = any (${array(schemas, 'text')})
    order by array_position(${array(schemas, 'text')}, n.nspname::text), c.relname`,
  );
}
