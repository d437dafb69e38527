import Type from 'typebox';
import type { Ctx } from '../../kernel/context.ts';
import { json, redirect, refusalProblem, text } from '../../kernel/http/answers.ts';
import type { Answer, Incoming, Route } from '../../kernel/http/route.ts';
import { anyone, ask, feed, page } from '../../kernel/http/routes.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { bundleBytes, findReceipt, tileBytes } from '../../kernel/register/log.ts';
import { signerFor } from '../../kernel/register/seal.ts';
import { findHead, sizesAt } from '../../kernel/register/store-seal.ts';
import { romeDay, romeInstant } from '../../kernel/time.ts';
import { readReceipt } from '../../protocols/tlog/receipt.ts';
import { readTilePath } from '../../protocols/tlog/tiles.ts';
import { isId } from '../discussion/comment.ts';
import { registerPage } from './pages.tsx';
import { actPage, waitingPage } from './pages-act.tsx';
import { verifyPage } from './pages-verify.tsx';
import { prove } from './proof.ts';
import { findHeld, findNamed } from './receipts.ts';

const plain = 'text/plain; charset=utf-8';
const absent = refuse('kernel.absent', 404);

const receiptReply = Type.Object({
  entry: Type.String(),
  leafIndex: Type.Integer(),
  treeSize: Type.Integer(),
  inclusionPath: Type.Array(Type.String()),
  checkpoint: Type.String(),
});

export const routes: readonly Route[] = [
  page('/registro', anyone, 'The register of acts: what it is, its last seal, how it grew', overview),
  page('/registro/atto/:leafIndex', anyone, 'One act of the register and the proof that it is in it', async (ctx, request) => {
    const found = await findReceipt(ctx.db, leafOf(request.params['leafIndex']) ?? -1);
    return found ? actPage(ctx, found) : absent;
  }),
  page('/registro/prova/:id', anyone, 'The act of a receipt, once it is sealed', async (ctx, request) => {
    const id = request.params['id'] ?? '';
    const act = isId(id) ? await findNamed(ctx, id) : undefined;
    if (!act) return absent;
    return act.leaf === null ? waitingPage(ctx, act) : redirect(`/registro/atto/${act.leaf}`);
  }),
  page('/registro/verifica', anyone, 'Where a receipt is pasted and seen proven', async (ctx) => verifyPage(ctx, {})),
  ask('/registro/verifica', anyone, 'Proves a receipt, or finds the act of a code', verify),
  {
    method: 'GET',
    path: '/registro/ricevuta/:code',
    kind: 'api',
    may: anyone,
    summary:
      'The proof of an act: by the code of a public thing, by the name of the act or by its leaf; 202 while it is not sealed',
    reply: receiptReply,
    run: receipt,
  },
  feed('/registro/log/checkpoint', anyone, 'The signed head of the log (C2SP tlog-checkpoint)', async (ctx) => {
    const head = await findHead(ctx.db);
    return head ? text(head.note, plain) : absent;
  }),
  feed('/registro/log/key', anyone, 'The verifier key of the log (C2SP signed-note)', async (ctx) =>
    text(`${(await signerFor(ctx.config, ctx.db)).verifier}\n`, plain),
  ),
  feed('/registro/log/tile/:level/*', anyone, 'Hashes of the log, or with level `entries` the entries (C2SP tlog-tiles)', tile),
];

async function overview(ctx: Ctx): Promise<Answer> {
  const today = romeInstant(romeDay(ctx.now));
  const days = Array.from({ length: 14 }, (_, i) =>
    romeInstant(romeDay(new Date(today.getTime() - (13 - i) * 86_400_000 + 43_200_000))),
  );
  const [head, signer, sizes] = [
    await findHead(ctx.db),
    await signerFor(ctx.config, ctx.db),
    await sizesAt(ctx.db, [...days, ctx.now]),
  ];
  return registerPage(ctx, {
    head,
    key: signer.verifier,
    days: days.map((day, i) => ({ day, sealed: sizes[i + 1]! - sizes[i]! })),
  });
}

async function receipt(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const name = request.params['code'] ?? '';
  const leaf = leafOf(name);
  const act = leaf === undefined ? await findNamed(ctx, name) : undefined;
  if (leaf === undefined && !act) return refusalProblem(ctx, absent);
  if (act && act.leaf === null) {
    const waiting = json({ act: act.id, seq: Number(act.seq), sealed: false }, 202, 'private');
    return { ...waiting, headers: { 'retry-after': '3' } };
  }
  const found = await findReceipt(ctx.db, leaf ?? act!.leaf!);
  if (!found) return refusalProblem(ctx, absent);
  return json(found.receipt, 200, ctx.actor.kind === 'anonymous' ? 'public' : 'private');
}

async function verify(ctx: Ctx, request: Incoming): Promise<Answer> {
  const typed = String(request.body['ricevuta'] ?? '').trim();
  if (!typed) return verifyPage(ctx, { typed, unknown: true });
  const pasted = readReceipt(typed);
  if (pasted) return verifyPage(ctx, { typed, proof: await prove(ctx, pasted) });
  const act = typed.length <= 60 ? await findHeld(ctx, typed) : undefined;
  if (!act) return verifyPage(ctx, { typed, unknown: true });
  const found = act.leaf === null ? undefined : await findReceipt(ctx.db, act.leaf);
  return found ? verifyPage(ctx, { typed, proof: await prove(ctx, found.receipt) }) : verifyPage(ctx, { typed, waiting: act });
}

/** What a tile holds never changes: the address says how many hashes are asked for. */
async function tile(ctx: Ctx, request: Incoming): Promise<Answer | Refusal> {
  const asked = readTilePath(request.params['level'] ?? '', request.params['*'] ?? '');
  if (!asked) return absent;
  const { level, n, width } = asked;
  const body = level === 'entries' ? await bundleBytes(ctx.db, n, width) : await tileBytes(ctx.db, level, n, width);
  return body ? { status: 200, type: 'application/octet-stream', body, cache: 'immutable' } : absent;
}

function leafOf(text: string | undefined): number | undefined {
  return /^(0|[1-9]\d{0,14})$/.test(text ?? '') ? Number(text) : undefined;
}
