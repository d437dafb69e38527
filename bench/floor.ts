/** The floor: what nobody can go below without leaving something out. A bare Fastify handler, a plain pool of the same size, the one or two
 *  statements that the page needs, a string template without design. Started by the bench as a process of its own. */
import fastify from 'fastify';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const app = fastify();
const html = 'text/html; charset=utf-8';
const { rows: places } = await pool.query('select id, slug from territory.places');
const placeOf = new Map(places.map((place) => [place.slug, place.id]));

app.get('/empty', async (_request, reply) => {
  reply.type(html);
  return '<!doctype html><html lang="it"><head><title>Vuota</title></head><body><p>Nulla, in una pagina di Fastify.</p></body></html>';
});

/** Twenty reports with author, number of comments and point, for the same addresses as the page. */
app.get('/segnalazioni', async (request, reply) => {
  const asked = request.query as Record<string, string>;
  const values: unknown[] = [];
  const where = [`e.visibility = 'public'`, `e.kind = 'report'`];
  const add = (condition: string, value: unknown) => where.push(condition.replace('?', `$${values.push(value)}`));
  if (asked.comune) add('e.place = ?', placeOf.get(asked.comune));
  if (asked.tipo) add('e.topic = ?', asked.tipo);
  if (asked.stato === 'late') add('(e.closed is null and e.due < ?)', new Date());
  else if (asked.stato) add('e.state = ?', asked.stato);
  if (asked.giorni) add('e.published >= ?', new Date(Date.now() - Number(asked.giorni) * 86_400_000));
  if (asked.dopo) add('e.published < ?', new Date(Buffer.from(asked.dopo, 'base64url').toString().split(' ')[0]!));
  const { rows } = await pool.query(
    `select e.code, e.title, e.state, e.place_label, e.published, e.due, st_x(e.geometry) as lon, st_y(e.geometry) as lat, p.name as author,
       (select count(*) from discussion.comments c where c.entry = e.id and c.hidden is null) as comments
     from entries.entries e left join people.people p on p.id = e.author
     where ${where.join(' and ')} order by e.published desc, e.id desc limit 20`,
    values,
  );
  reply.type(html);
  return page(
    'Segnalazioni',
    `<ol>${rows
      .map(
        (row) =>
          `<li><a href="/segnalazioni/${row.code}">${safe(row.title)}</a> ${row.state}, ${safe(row.place_label)}, ${safe(row.author ?? '')}, ${row.published.toISOString()}, ${row.comments}</li>`,
      )
      .join(
        '',
      )}</ol><svg viewBox="14 38 2 2">${rows.map((row) => `<circle cx="${row.lon}" cy="${row.lat}" r="1"/>`).join('')}</svg>`,
  );
});

/** A report and all its comments. */
app.get('/segnalazioni/:code', async (request, reply) => {
  const { code } = request.params as { code: string };
  const found = await pool.query(
    `select e.id, e.code, e.title, e.summary, e.state, e.published, p.name as author from entries.entries e
     left join people.people p on p.id = e.author where e.code = $1 and e.visibility = 'public'`,
    [code],
  );
  const comments = await pool.query(
    `select c.text, c.at, p.name from discussion.comments c join people.people p on p.id = c.author
     where c.entry = $1 and c.hidden is null order by c.at, c.id limit 150`,
    [found.rows[0].id],
  );
  const [entry] = found.rows;
  reply.type(html);
  return page(
    entry.title,
    `<p>${safe(entry.author ?? '')}, ${entry.published.toISOString()}, ${entry.state}</p><p>${safe(entry.summary)}</p><ol>${comments.rows
      .map((row) => `<li>${safe(row.name)}, ${row.at.toISOString()}: ${safe(row.text)}</li>`)
      .join('')}</ol>`,
  );
});

/** The write: one insert. */
await pool.query(
  'create table if not exists public.bench_floor (id bigint generated always as identity primary key, at timestamptz not null, title text not null, body text not null)',
);
app.post('/segnalazioni', async (request, reply) => {
  const { title, description } = request.body as Record<string, string>;
  await pool.query('insert into public.bench_floor (at, title, body) values ($1, $2, $3)', [new Date(), title, description]);
  reply.code(201);
  return { done: true };
});

await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
console.log('floor is open');
process.once('SIGTERM', () => process.exit(0));

function page(title: string, body: string): string {
  return `<!doctype html><html lang="it"><head><meta charset="utf-8"><title>${safe(title)}</title></head><body><h1>${safe(title)}</h1>${body}</body></html>`;
}

function safe(text: string): string {
  return text.replace(/[&<>"]/g, (letter) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[letter]!);
}
