/** How long a start takes, and how much memory an idle server holds. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { median } from './fire.ts';
import { memoryOf, startServer } from './processes.ts';
import { type Size, worldOnPostgres } from './worlds.ts';

export async function starts(postgres: string | null, size: Size): Promise<{ what: string; bar: string; holds: boolean }[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'arengo-start-'));
  const told: { what: string; bar: string; holds: boolean }[] = [];
  const tell = (name: string, times: number[], most: number) =>
    told.push({
      what: `${name}: ${times.map((time) => (time / 1000).toFixed(1)).join(', ')} s`,
      bar: `<= ${most} s`,
      holds: median(times) <= most * 1000,
    });
  try {
    const first = await startServer({ ARENGO_DATA: folder, ARENGO_DEMO: '1' });
    await first.stop();
    tell('start on an empty folder, demo and all', [first.startedIn], 25);
    tell('later starts, embedded', await thrice({ ARENGO_DATA: folder, ARENGO_DEMO: '1' }), 6);
    if (postgres) {
      const world = await worldOnPostgres(postgres, size);
      tell('starts on PostgreSQL', await thrice(world.env), 1.5);
      const server = await startServer(world.env);
      await fetch(`${server.url}/segnalazioni`);
      await new Promise((done) => setTimeout(done, 15_000));
      const idle = memoryOf(server.pid);
      await server.stop();
      await world.drop();
      told.push({
        what: `idle server process on PostgreSQL: ${idle.toFixed(0)} MB resident`,
        bar: '<= 150 MB',
        holds: idle <= 150,
      });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return told;
}

async function thrice(env: Record<string, string>): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < 3; i++) {
    const server = await startServer(env);
    times.push(server.startedIn);
    await server.stop();
  }
  return times;
}
