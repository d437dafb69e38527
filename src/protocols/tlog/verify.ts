/** `npm run -s arengo-verify -- URL`: does the public register of a house hold what it signed? A program by itself: it knows nothing of the
 *  server, and reads the log as anybody's would. Exit 0 proven, 1 false, 2 unreadable. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { checkLog, type ReadLog, type Verdict } from './checking.ts';
import { readVerifier } from './note.ts';
import { checkReceipt, readReceipt } from './receipt.ts';

const usage = `arengo-verify URL [--key VKEY] [--earlier FILE] [--json]
arengo-verify RECEIPT.json --key VKEY [--json]

URL        of the site, or of the log itself (…/registro/log)
--key      the verifier key of the log, from somewhere you trust; otherwise the one that the log shows
--earlier  a checkpoint kept from before: what was signed then must still be there
--json     one line for programs
Exit: 0 proven, 1 false (the first wrong entry is named), 2 unreadable.`;

async function main(): Promise<number> {
  let given: ReturnType<typeof readArguments>;
  try {
    given = readArguments();
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    return 2;
  }
  const { what, key, earlier, json } = given;
  const verdict = /^https?:/.test(what)
    ? await checkLog(readerOf(what), { key, earlier }, json ? undefined : tell)
    : receiptVerdict(what, key);
  console.log(json ? JSON.stringify(verdict) : sentence(verdict, key !== undefined));
  return verdict.result === 'proven' ? 0 : verdict.result === 'false' ? 1 : 2;
}

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { key: { type: 'string' }, earlier: { type: 'string' }, json: { type: 'boolean' } },
  });
  const [what] = positionals;
  if (!what || positionals.length > 1) throw new Error('Say which log.');
  const earlier = values.earlier === undefined ? undefined : readFileSync(values.earlier, 'utf8');
  return { what, key: values.key, earlier, json: values.json ?? false };
}

function readerOf(address: string): ReadLog {
  const trimmed = address.replace(/(?<!\/)\/+$/, '');
  const prefix = trimmed.endsWith('/registro/log') ? trimmed : `${trimmed}/registro/log`;
  return async (path) => {
    const answer = await fetch(`${prefix}/${path}`, { signal: AbortSignal.timeout(60_000) });
    if (answer.status === 404) return undefined;
    if (!answer.ok) throw new Error(`${prefix}/${path} answered ${answer.status}`);
    return Buffer.from(await answer.arrayBuffer());
  };
}

function receiptVerdict(file: string, key: string | undefined): Verdict {
  const verifier = key === undefined ? undefined : readVerifier(key);
  if (!verifier) return { result: 'unreadable', why: 'a receipt is checked with --key: the verifier key of its log' };
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return { result: 'unreadable', why: (error as Error).message };
  }
  const receipt = readReceipt(text);
  if (!receipt) return { result: 'unreadable', why: 'this is no receipt' };
  const checked = checkReceipt(receipt, verifier);
  const whys = {
    signature: 'its checkpoint is not signed by this key',
    size: 'it speaks of another tree than its checkpoint',
    path: 'its path does not lead to the root that was signed',
  };
  const about = { origin: verifier.name, size: receipt.treeSize };
  if ('fault' in checked) return { result: 'false', ...about, why: whys[checked.fault], leafIndex: receipt.leafIndex };
  const root = checked.proven.root.toString('base64');
  return { result: 'proven', ...about, root, imported: 0, checkpoint: receipt.checkpoint, key: key! };
}

function sentence(verdict: Verdict, keyGiven: boolean): string {
  if (verdict.result === 'unreadable') return `UNREADABLE: ${verdict.why}`;
  if (verdict.result === 'false')
    return `FALSE: ${verdict.leafIndex === null ? '' : `entry ${verdict.leafIndex}: `}${verdict.why}\n${verdict.origin}`;
  return [
    `PROVEN: ${verdict.size} entries of ${verdict.origin} are what was signed`,
    `root ${verdict.root}`,
    ...(verdict.earlier === undefined ? [] : [`it grew from the earlier checkpoint, of ${verdict.earlier} entries`]),
    ...(verdict.imported
      ? [`${verdict.imported} entries say that they were imported: their dates are those of another system`]
      : []),
    ...(keyGiven ? [] : [`the key is the one that the log shows: ${verdict.key}`]),
  ].join('\n');
}

function tell(entries: number, size: number): void {
  if (size > 50_000 && entries % 51_200 === 0) console.error(`${entries} of ${size}`);
}

process.exitCode = await main();
