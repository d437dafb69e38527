/** The embedded database: PGlite with PostGIS in a process of its own, behind a socket, so that a long query never stops the
 *  server's event loop. Started by embedded.ts only, as `node embedded-process.ts FOLDER SOCKET`; it ends when its parent does. */
import { PGlite } from '@electric-sql/pglite';
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { unaccent } from '@electric-sql/pglite/contrib/unaccent';
import { serveEngine } from './embedded-socket.ts';
import { postgis } from './postgis.ts';

const [folder, socket] = process.argv.slice(2) as [string, string];

// The terminal sends its interrupt to the whole group: the parent decides when we end.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});

const database = await PGlite.create(folder, { extensions: { postgis, unaccent, pg_trgm, btree_gist } });
const server = await serveEngine(database, socket);
process.send?.({ ready: true });

let ending = false;
async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  server.close();
  await database.close().catch(() => {});
  process.exit(0);
}
process.on('disconnect', end);
process.on('message', (message) => {
  if (message === 'end') void end();
});
