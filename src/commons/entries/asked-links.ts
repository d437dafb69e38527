import type { Ctx } from '../../kernel/context.ts';
import type { Link } from '../../kernel/pages/document.tsx';
import { type Asked, nearOf } from './asked.ts';

/** What is chosen elsewhere than in the fields, each with a press that takes it away; and what only makes sense to whoever is there. */
export function askedLinks(ctx: Ctx, asked: Asked, address: (change: Partial<Asked>) => string): Link[] {
  const { t, number } = ctx.words;
  const near = nearOf(asked.vicino);
  const links: Link[] = [];
  if (near)
    links.push({ href: address({ vicino: '' }), label: t('entries.near-off', { metres: number(near.metres) }), icon: 'close' });
  if (asked.riquadro) links.push({ href: address({ riquadro: '' }), label: t('entries.box-off'), icon: 'close' });
  if (ctx.actor.person && asked.mie) links.push({ href: address({ mie: '' }), label: t('entries.mine-off'), icon: 'close' });
  else if (ctx.actor.person) links.push({ href: address({ mie: '1' }), label: t('entries.mine'), icon: 'user' });
  return links;
}

/** The same choices, as the hidden part of the form of filters. */
export function keptOf({ stato, mie, vicino, riquadro }: Partial<Asked>): Record<string, string> {
  return Object.fromEntries(Object.entries({ stato, mie, vicino, riquadro }).filter(([, value]) => value)) as Record<
    string,
    string
  >;
}
