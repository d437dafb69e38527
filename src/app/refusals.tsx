import { beginReturn, mayBeKept, resumePath } from '../commons/people/returning.ts';
import { sitePage } from '../commons/site/page.tsx';
import type { Ctx } from '../kernel/context.ts';
import { redirect } from '../kernel/http/answers.ts';
import type { Answer, Incoming } from '../kernel/http/route.ts';
import { Notice } from '../kernel/pages/notice.tsx';
import { PageHead } from '../kernel/pages/structure.tsx';
import type { Refusal } from '../kernel/refusal.ts';

/** The page that says no, or that something of ours broke; whoever only has to sign in is sent there, and comes back. */
export async function refusalPage(ctx: Ctx, request: Incoming, refusal: Refusal | null, status: number): Promise<Answer> {
  const { t } = ctx.words;
  if (status === 401 && request.method === 'POST') return comeBack(ctx, request);
  const next = encodeURIComponent(request.method === 'GET' ? request.path : '/');
  if (status === 401) return redirect(`/entra?next=${next}`);
  // Perhaps only the second proof is missing: it may be offered to whoever owes it, whatever is there.
  const finish = ctx.actor.awaits && [{ href: `/entra/secondo?next=${next}`, label: t('app.finish-sign-in') }];
  const title = t(`kernel.status.${status}`);
  const text = refusal ? t(refusal.textKey, refusal.params) : t(`kernel.fault.${status}`);
  return sitePage(
    ctx,
    { title, path: '/', status, hidden: true, cache: 'private' },
    <div class="container">
      <PageHead title={title} />
      <Notice
        kind="refusal"
        title={text}
        links={[...(finish ?? []), { href: '/', label: t('app.home') }, { href: '/cerca', label: t('app.search') }]}
      />
    </div>,
  );
}

/** What was sent by nobody, or by somebody whose session had ended, is kept with this browser: after signing in it is shown again, to be sent. */
async function comeBack(ctx: Ctx, request: Incoming): Promise<Answer> {
  if (!mayBeKept(ctx, request)) return redirect('/entra');
  const form = { path: request.path, body: request.body, files: request.files.length };
  return redirect(`/entra?next=${encodeURIComponent(resumePath)}`, await beginReturn(ctx, form));
}
