import { findEntry } from '../../../commons/entries/store.ts';
import { threadOf } from '../../../commons/entries/store-notes.ts';
import { linksPart } from '../../../commons/links/part.tsx';
import { flagPath } from '../../../commons/moderation/part.ts';
import { followPart } from '../../../commons/notices/part.tsx';
import { territoryOf } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import type { FormState } from '../../../kernel/forms/form.ts';
import type { Answer, Incoming, Route } from '../../../kernel/http/route.ts';
import { anyone, form, page } from '../../../kernel/http/routes.ts';
import { type Refusal, refuse } from '../../../kernel/refusal.ts';
import { placesOf } from '../desk/queue.ts';
import { mayEnterDesk } from '../permissions.ts';
import { answerCase, releaseFromCase } from './actions.ts';
import { caseThreadVerbs, clusterMetres, clusters } from './case.ts';
import { casePage } from './pages.tsx';
import { clustersPage } from './pages-clusters.tsx';
import { mayWorkOnCase } from './permissions.ts';
import { type ClusterRow, listMembers, listOpenCases, nearPairs, progressOf } from './store.ts';

export const caseRoutes: readonly Route[] = [
  page('/banco/gruppi', mayEnterDesk, 'Open case files, and reports near each other that may be one', suggested),
  page('/fascicoli/:code', anyone, 'A case file: several reports with one answer', (ctx, request) => oneCase(ctx, request)),
  form('/fascicoli/:code/rispondi', answerCase, {
    then: (_ctx, done) => `/fascicoli/${done.code}#ufficio`,
    again: (ctx, request, state, refusal) => oneCase(ctx, request, refusal, refusal ? undefined : state),
  }),
  form('/banco/:code/togli-dal-fascicolo', releaseFromCase, {
    then: (_ctx, done) => `/fascicoli/${done.case}`,
    again: async (_ctx, _request, _state, refusal) => refusal ?? refuse('kernel.absent', 404),
  }),
];

async function oneCase(ctx: Ctx, request: Incoming, refusal?: Refusal, written?: FormState): Promise<Answer | Refusal> {
  const file = await findEntry(ctx.db, ctx.actor, request.params['code'] ?? '', 'case');
  if (!file) return refuse('kernel.absent', 404);
  const isOffice = mayWorkOnCase.check(ctx.actor, file) === undefined;
  return casePage(ctx, {
    file,
    members: await listMembers(ctx.db, ctx.actor, file.id, 200),
    thread: await threadOf(ctx.db, file.id, caseThreadVerbs),
    parts: {
      follow: await followPart(ctx, file),
      links: await linksPart(ctx, file, 'report'),
      flag: flagPath(file),
    },
    office: isOffice ? { progress: await progressOf(ctx.db, file.id) } : null,
    form: written,
    refusal,
  });
}

async function suggested(ctx: Ctx): Promise<Answer | Refusal> {
  const places = placesOf(ctx);
  const ids = places.map((place) => place.id);
  const { reports, pairs } = await nearPairs(ctx.db, ids, clusterMetres);
  const byCode = new Map(reports.map((report) => [report.code, report]));
  return clustersPage(ctx, {
    office: places.length === 1 ? places[0]! : territoryOf(ctx).metropolis!,
    cases: await listOpenCases(ctx.db, ids, 50),
    clusters: clusters(pairs)
      .slice(0, 20)
      .map((codes) => codes.map((code): ClusterRow => byCode.get(code)!)),
  });
}
