import { existsSync } from 'node:fs';
import { territoryOf } from '../commons/territory/territory.ts';
import { ConfigError, readConfig } from '../kernel/config.ts';
import { FolderInUse } from '../kernel/database/embedded.ts';
import { UnfitDatabase } from '../kernel/database/migrate.ts';
import { buildHouse, type House } from './build.ts';
import { isSeeded, seed } from './seed.ts';

const wantedNode = 24;

/** The server: checks, opens the house, fills an empty one with the demo metropolis, listens, and drains when asked to end. */
async function main(): Promise<void> {
  if (Number(process.versions.node.split('.')[0]) < wantedNode) {
    stop(1, `Arengo runs on Node ${wantedNode}; this is ${process.version}. Start it with «npm start», which brings its own.`);
  }
  const begun = performance.now();
  const config = readConfig();
  const fresh = !config.databaseUrl && !existsSync(`${config.dataFolder}/database`);
  if (fresh) tell(`First start: making the archive in ${config.dataFolder}. It takes about twenty seconds.`);
  const house = await buildHouse(config, { what: 'server', work: true, tell });
  endGently(house);
  const there = territoryOf(house.ctx()).metropolis;
  if (config.demo && (!there || (there.demo && !(await isSeeded(house))))) await seed(house, 'demo', tell);
  house.sealer.start();
  await house.server.app.listen({ host: config.host, port: config.port });
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  console.log(`\nArengo is open at ${config.origin} (ready in ${seconds} s)`);
  const { metropolis } = territoryOf(house.ctx());
  if (!metropolis) console.log('The archive is empty: set up your metropolitan city with «npm run arengo -- setup --help».');
  else if (config.demo && metropolis.demo)
    console.log(`This is ${metropolis.name}, a demo: enter as any of its people at ${config.origin}/demo`);
}

function endGently(house: House): void {
  let ending = false;
  const end = async (signal: string) => {
    if (ending) return;
    ending = true;
    house.log.info({ signal }, 'ending: requests and jobs in hand are finished first');
    const force = setTimeout(() => process.exit(1), 30_000);
    force.unref();
    await house.close();
    process.exit(0);
  };
  process.once('SIGTERM', () => void end('SIGTERM'));
  process.once('SIGINT', () => void end('SIGINT'));
  house.database.onLost(() => {
    house.log.error('the embedded database ended by itself');
    process.exit(1);
  });
}

function tell(line: string): void {
  console.log(`· ${line}`);
}

function stop(code: number, sentence: string): never {
  console.error(sentence);
  process.exit(code);
}

main().catch((error) => {
  if (error instanceof ConfigError) stop(2, error.message);
  if (error instanceof FolderInUse) stop(3, error.message);
  if (error instanceof UnfitDatabase) stop(4, error.message);
  if (['ECONNREFUSED', 'ENOTFOUND', '28P01', '3D000'].includes(error?.code))
    stop(5, `The database cannot be reached: ${error.message}`);
  console.error(error);
  process.exit(1);
});
