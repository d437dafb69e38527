import type { VNode } from 'preact';
import type { Ctx } from '../../kernel/context.ts';
import { ActForm } from '../../kernel/pages/form.tsx';
import { ButtonLink } from '../../kernel/pages/structure.tsx';
import { kindOf } from '../entries/kind.ts';
import type { Entry } from '../entries/store.ts';
import { findFollowOfThing } from './store.ts';

/** The button that follows a thing, or follows it no more. One query, for whoever has signed in. */
export async function followPart(ctx: Ctx, entry: Entry): Promise<VNode | null> {
  const { t } = ctx.words;
  if (entry.visibility === 'draft' || entry.visibility === 'hidden' || ctx.actor.kind === 'key') return null;
  if (ctx.actor.person === null) {
    const next = encodeURIComponent(kindOf(entry.kind).path(entry.code));
    return <ButtonLink href={`/entra?next=${next}`} label={t('notices.button.follow')} icon="bell" look="quiet" />;
  }
  const { how } = (await findFollowOfThing(ctx.db, ctx.actor.person, entry.id)) ?? {
    how: entry.author === ctx.actor.person ? 'at-once' : 'none',
  };
  return how === 'none' ? (
    <ActForm
      action="/segui"
      hidden={{ code: entry.code, how: 'at-once' }}
      label={t('notices.button.follow')}
      icon="bell"
      look="quiet"
    />
  ) : (
    <ActForm action="/segui/basta" hidden={{ code: entry.code }} label={t('notices.button.unfollow')} icon="bell" look="quiet" />
  );
}
