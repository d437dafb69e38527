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
  if (status === 401) return redirect(`/entra?next=${encodeURIComponent(request.method === 'GET' ? request.path : '/')}`);
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
        links={[
          { href: '/', label: t('app.home') },
          { href: '/cerca', label: t('app.search') },
        ]}
      />
    </div>,
  );
}
