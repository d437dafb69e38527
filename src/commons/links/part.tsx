import type { VNode } from 'preact';
import type { Ctx } from '../../kernel/context.ts';
import type { Entry } from '../entries/store.ts';

/** What a thing came from and led to. */
export async function linksPart(_ctx: Ctx, _entry: Entry): Promise<VNode | null> {
  return null;
}
