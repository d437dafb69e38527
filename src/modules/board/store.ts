import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { first, run } from '../../kernel/database/store.ts';

export interface News {
  body: string;
  starts: string | null;
  ends: string | null;
}

/** False when the key of its sending was used. */
export async function insertNews(db: Db, news: News & { id: string; key: string | null }): Promise<boolean> {
  const rows = await run(
    db,
    sql`insert into board.news (id, body, starts, ends, key) values (${news.id}, ${news.body}, ${news.starts}, ${news.ends}, ${news.key})
    on conflict (key) do nothing`,
  );
  return rows === 1;
}

/** What this place has published with this key. */
export async function findByKey(db: Db, key: string, place: string): Promise<{ code: string } | undefined> {
  return first(
    db,
    sql<{ code: string }>`
    select e.code from board.news n join entries.entries e on e.id = n.id where n.key = ${key} and e.place = ${place}`,
  );
}

/** What is special to the news of an entry that the reader was already allowed to see. */
export async function getNews(db: Db, id: string): Promise<News> {
  return (await first(db, sql<News>`select body, starts, ends from board.news where id = ${id}`))!;
}
