import { createHash } from 'node:crypto';
import { insertEntry } from '../../commons/entries/store.ts';
import { insertNote } from '../../commons/entries/store-notes.ts';
import { insertLink } from '../../commons/links/store.ts';
import { decide } from '../../commons/settings/store.ts';
import { territoryOf } from '../../commons/territory/territory.ts';
import type { Ctx } from '../../kernel/context.ts';
import { writeHistory } from '../../kernel/register/register.ts';
import { insertAnswer, insertCase, insertMember, settleStep } from './cases/store.ts';
import { usualKinds } from './category-settings.ts';
import { insertInternalNote } from './desk/store-office.ts';
import { usualTemplates } from './desk/template.ts';
import { deskWords } from './seed-words.ts';
import { drawTogether, listUnderWay, type UnderWay } from './store-seed.ts';

const day = 86_400_000;

/** What the offices of the demo decide, keep for themselves and gather: ready texts, branches of the kinds, internal notes, a case file, and a group that waits to become one. */
export async function seedDesk(ctx: Ctx): Promise<void> {
  const underWay = await listUnderWay(ctx.db);
  const groups = [...Map.groupBy(underWay, ({ place, topic }) => `${place} ${topic}`).values()]
    .filter((group) => group.length >= 3)
    .sort((a, b) => b.length - a.length);
  await decided(ctx, 'reports.templates', [...usualTemplates, ...deskWords.templates]);
  await decided(
    ctx,
    'reports.category-groups',
    branches.map(({ kinds: _kinds, ...group }) => group),
  );
  await decided(
    ctx,
    'reports.categories',
    usualKinds.map((kind) => ({ ...kind, ...branchOf(kind.code) })),
  );
  for (const [i, report] of underWay
    .filter((_, i) => i % 9 === 0)
    .slice(0, deskWords.notes.length)
    .entries())
    await internalNote(ctx, report, deskWords.notes[i]!);
  const [gathered, waiting] = groups.map((group) => group.slice(0, 4));
  if (gathered) await caseFile(ctx, gathered);
  if (waiting) await drawTogether(ctx.db, waiting);
}

/** The branches of the tree of the demo; danger and whatever is of no branch stand under none. */
const branches = [
  {
    code: 'outdoors',
    it: 'Strade e spazi aperti',
    en: 'Streets and open spaces',
    kinds: ['roads', 'lighting', 'signs', 'green'],
  },
  { code: 'services', it: 'Servizi ed edifici', en: 'Services and buildings', kinds: ['waste', 'water', 'buildings'] },
];

function branchOf(kind: string): { group?: string } {
  const branch = branches.find(({ kinds }) => kinds.includes(kind));
  return branch ? { group: branch.code } : {};
}

async function decided(ctx: Ctx, name: string, value: unknown): Promise<void> {
  const { metropolis } = territoryOf(ctx);
  if (!metropolis) return;
  await decide(ctx.db, { id: ctx.id(), place: metropolis.id, name, value, since: ctx.now });
  const facts = { name, value, since: ctx.now.toISOString() };
  await writeHistory(ctx, [{ verb: 'settings.change', place: metropolis.id, public: facts, at: ctx.now }]);
}

async function internalNote(ctx: Ctx, report: UnderWay, text: string): Promise<void> {
  const act = ctx.id();
  const at = new Date(ctx.now.getTime() - day);
  const salt = Buffer.from(ctx.secret(16), 'base64url');
  const commitment = createHash('sha256').update(salt).update(text).digest('hex');
  await writeHistory(ctx, [acted(report, 'reports.note', at, {}, { note: commitment }, act)]);
  await insertInternalNote(ctx.db, { act, report: report.id, place: report.place, person: report.assignee, at, text, salt });
}

/** Opened four days ago, answered yesterday: the answer has reached everybody. */
async function caseFile(ctx: Ctx, reports: readonly UnderWay[]): Promise<void> {
  await drawTogether(ctx.db, reports);
  const [first] = reports as [UnderWay];
  const opened = new Date(ctx.now.getTime() - 4 * day);
  const at = new Date(ctx.now.getTime() - day);
  const category = usualKinds.find(({ code }) => code === first.topic)!;
  const file = {
    id: ctx.id(),
    kind: 'case',
    prefix: 'FAS',
    place: first.place,
    author: null,
    title: `${category.it}: più segnalazioni a pochi metri`,
    summary: deskWords.summary,
    topic: first.topic,
    geometry: { type: 'Point' as const, coordinates: [first.lon, first.lat] },
    placeLabel: first.label,
    visibility: 'public' as const,
    state: 'open',
    assurance: 'email',
    now: opened,
  };
  const { code } = await insertEntry(ctx.db, file);
  await insertCase(ctx.db, file.id);
  const self = { ...first, id: file.id, code };
  const [opening, answer] = [ctx.id(), ctx.id()];
  await writeHistory(ctx, [acted(self, 'reports.open-case', opened, { state: 'open' }, {}, opening)]);
  await insertNote(ctx.db, { act: opening, entry: file.id, text: deskWords.summary });
  for (const report of reports) {
    await insertMember(ctx.db, report.id, file.id, opened);
    const link = { id: ctx.id(), from: file.id, relation: 'about' as const, to: report.id };
    await insertLink(ctx.db, { ...link, by: first.assignee, now: opened });
    await writeHistory(ctx, [acted(report, 'reports.gather-into-case', opened, { case: code })]);
  }
  const words = { text: deskWords.answer };
  await writeHistory(ctx, [acted(self, 'reports.answer-case', at, { from: 'open', state: 'open' }, words, answer)]);
  await insertNote(ctx.db, { act: answer, entry: file.id, text: deskWords.answer });
  const asked = { act: answer, case_file: file.id, person: first.assignee, assurance: 'email', text: deskWords.answer };
  await insertAnswer(ctx.db, { ...asked, at, move: null, due: null, reason: null });
  for (const report of reports) {
    const act = ctx.id();
    await writeHistory(ctx, [acted(report, 'reports.answer', at, { state: report.state, case: code }, words, act)]);
    await insertNote(ctx.db, { act, entry: report.id, text: deskWords.answer });
    await settleStep(ctx.db, answer, report.id, at);
  }
}

/** An act of the officer in charge. */
function acted(
  thing: Pick<UnderWay, 'id' | 'code' | 'place' | 'assignee'>,
  verb: string,
  at: Date,
  facts: Record<string, unknown>,
  secret: Record<string, unknown> = {},
  id?: string,
) {
  const { id: entry, code, place, assignee: person } = thing;
  return { id, verb, entry, code, place, at, person, assurance: 'email', public: facts, private: { staff: true, ...secret } };
}
