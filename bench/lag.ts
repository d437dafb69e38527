/** Loaded into the server by `--import`: how late its event loop was since the last time it was asked (SIGUSR2), written to the file BENCH_LAG. */
import { renameSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const resolution = 1;
const delays = monitorEventLoopDelay({ resolution });
delays.enable();
const file = process.env.BENCH_LAG!;

process.on('SIGUSR2', () => {
  // The histogram counts from tick to tick.
  const late = (share: number) => Math.max(0, delays.percentile(share) / 1e6 - resolution);
  writeFileSync(`${file}.new`, JSON.stringify({ p50: late(50), p99: late(99), max: Math.max(0, delays.max / 1e6 - resolution) }));
  renameSync(`${file}.new`, file);
  delays.reset();
});
