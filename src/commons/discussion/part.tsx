import type { VNode } from 'preact';
import type { Ctx } from '../../kernel/context.ts';
import type { Incoming } from '../../kernel/http/route.ts';
import type { Entry } from '../entries/store.ts';

/** Comments on a thing, with the form to add one. */
export async function discussionPart(_ctx: Ctx, _request: Incoming, _entry: Entry): Promise<VNode | null> {
  return null;
}
