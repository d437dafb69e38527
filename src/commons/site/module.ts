import { text } from '../../kernel/http/answers.ts';
import { anyone, feed } from '../../kernel/http/routes.ts';
import { refuse } from '../../kernel/refusal.ts';
import type { Module } from '../module.ts';
import { settingOf } from '../settings/settings.ts';
import type { Theme } from '../settings/theme.ts';
import { territoryOf } from '../territory/territory.ts';

export const site: Module = {
  name: 'site',
  home: import.meta.url,
  routes: [
    feed('/temi/:file', anyone, 'The four colours of a municipality, as a style sheet', async (ctx, request) => {
      const slug = /^([a-z0-9-]+)\.css$/.exec(request.params['file'] ?? '')?.[1];
      const place = slug ? territoryOf(ctx).bySlug.get(slug) : undefined;
      if (!place) return refuse('kernel.absent', 404);
      const { main, deep, veil, spark } = settingOf<Theme>(ctx, place.id, 'site.theme');
      const css = `[data-theme="${place.slug}"]{--theme-main:${main};--theme-deep:${deep};--theme-veil:${veil};--theme-spark:${spark}}`;
      return text(css, 'text/css; charset=utf-8');
    }),
  ],
};
