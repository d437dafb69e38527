/** Lighthouse's own verdict on the main pages without a live map, on its phone profile (slow 4G, a slow processor). Not among the dependencies, which everybody
 *  installs: npx fetches this version when the bench runs. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { openBrowser } from '../test/browser.ts';
import { freePort } from '../test/server.ts';

const version = '13.5.0';

export async function lighthouse(url: string): Promise<{ what: string; bar: string; holds: boolean }[]> {
  const port = await freePort();
  const browser = await openBrowser({ skip: () => {}, diagnostic: (message) => console.log(message) }, undefined, [
    `--remote-debugging-port=${port}`,
  ]);
  if (!browser) return [];
  try {
    const { items } = (await (await fetch(`${url}/api/v1/reports?limit=1`)).json()) as { items: [{ code: string }] };
    const verdicts = [];
    for (const path of [
      '/segnalazioni',
      '/',
      '/comuni/arenaria',
      `/segnalazioni/${items[0].code}`,
      '/segnalazioni/nuova',
      '/cerca?q=buca',
    ])
      verdicts.push(await verdict(`${url}${path}`, path, port));
    return verdicts;
  } catch (error) {
    console.log(`NO LIGHTHOUSE ${version}, pages were not judged: ${String(error).slice(0, 300)}`);
    return [];
  } finally {
    await browser.close();
  }
}

async function verdict(address: string, path: string, port: number): Promise<{ what: string; bar: string; holds: boolean }> {
  const { stdout } = await promisify(execFile)(
    'npx',
    [
      '--yes',
      `lighthouse@${version}`,
      address,
      `--port=${port}`,
      '--only-categories=performance,accessibility',
      '--output=json',
      '--quiet',
    ],
    { maxBuffer: 100_000_000 },
  );
  const { categories, audits } = JSON.parse(stdout) as {
    categories: Record<'performance' | 'accessibility', { score: number }>;
    audits: Record<string, { displayValue?: string; details?: { items?: { node?: { selector: string }; score?: number }[] } }>;
  };
  const [speed, access] = [categories.performance.score * 100, categories.accessibility.score * 100].map(Math.round) as [
    number,
    number,
  ];
  const said = (audit: string) => audits[audit]?.displayValue ?? '?';
  const moved = (audits['layout-shifts']?.details?.items ?? [])
    .filter(({ score = 0 }) => score >= 0.01)
    .map(({ node, score }) => ` of ${node?.selector ?? '?'} by ${score!.toFixed(3)}`);
  return {
    what: `Lighthouse ${version}, phone, ${path}: performance ${speed}, accessibility ${access} (largest paint ${said('largest-contentful-paint')}, blocked ${said('total-blocking-time')}, shift ${said('cumulative-layout-shift')}${moved.join(',')})`,
    bar: '>= 95 both',
    holds: speed >= 95 && access >= 95,
  };
}
