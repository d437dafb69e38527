import type { Ctx } from '../../kernel/context.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { anyone, page } from '../../kernel/http/routes.ts';
import { Acts, Go, PageHead } from '../../kernel/pages/structure.tsx';
import { sitePage } from '../site/page.tsx';
import { findStanding, linePath, takeOutcome } from './line.ts';

/** Where whoever is in the line finds their place, and in the end what they asked for. */
export const lineRoute = page(linePath, anyone, 'The place of whoever waits to sign in', async (ctx, request) => {
  const standing = findStanding(request);
  if (!standing) return leftPage(ctx);
  if (standing.over !== null) return takeOutcome(request, standing);
  return placePage(ctx, standing.place(), request.query['ferma'] !== undefined);
});

/** It asks again by itself, the later the longer the line is; and who reads slowly may stop it (WCAG 2.2, 2.2.1). */
function placePage(ctx: Ctx, place: number, still: boolean): Answer {
  const { t, number } = ctx.words;
  const seconds = 3 + Math.floor(place / 100);
  const title = place > 0 ? t('people.line.place', { place: number(place) }) : t('people.line.turn');
  const answer = sitePage(
    ctx,
    { title, path: '/entra', hidden: true, cache: 'private' },
    <div class="container ar-last">
      <PageHead title={title} lead={t('people.line.lead')} />
      <p>{still ? t('people.line.still') : t('people.line.again', { seconds })}</p>
      <Acts>
        <Go href={still ? `${linePath}?ferma=1` : linePath} label={t('people.line.look')} />
        <Go href={still ? linePath : `${linePath}?ferma=1`} label={t(still ? 'people.line.go-on' : 'people.line.stop')} />
      </Acts>
    </div>,
  );
  return still ? answer : { ...answer, headers: { refresh: String(seconds) } };
}

function leftPage(ctx: Ctx): Answer {
  const { t } = ctx.words;
  return sitePage(
    ctx,
    { title: t('people.line.left'), path: '/entra', hidden: true, cache: 'private' },
    <div class="container ar-last">
      <PageHead title={t('people.line.left')} lead={t('people.line.left-lead')} />
      <Acts>
        <Go href="/entra" label={t('people.line.begin')} />
      </Acts>
    </div>,
  );
}
