import type { VNode } from 'preact';
import type { Ctx } from '../../kernel/context.ts';
import type { Entry } from '../entries/store.ts';

/** The button that follows a thing. */
export async function followPart(_ctx: Ctx, _entry: Entry): Promise<VNode | null> {
  return null;
}
