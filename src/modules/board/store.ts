import { sql } from 'kysely';
import type { Db } from '../../kernel/context.ts';
import { first } from '../../kernel/database/store.ts';

export interface News {
  body: string;
  starts: string | null;
  ends: string | null;
}

export async function insertNews(db: Db, news: News & { id: string }): Promise<void> {
  await sql`insert into board.news (id, body, starts, ends) values (${news.id}, ${news.body}, ${news.starts}, ${news.ends})`.execute(
    db,
  );
}

/** What is special to the news of an entry that the reader was already allowed to see. */
export async function getNews(db: Db, id: string): Promise<News> {
  return (await first(db, sql<News>`select body, starts, ends from board.news where id = ${id}`))!;
}
