import type { Module } from '../../commons/module.ts';
import { healthRoutes } from './health.ts';
import { routes } from './routes.tsx';

/** The pages that gather rooms: home, municipality, map, search, and what every public site must have. */
export const gathering: Module = {
  name: 'app',
  home: import.meta.url,
  routes: [...routes, ...healthRoutes],
  menu: [
    { where: 'main', label: 'app.map', href: '/mappa', order: 60 },
    { where: 'main', label: 'app.territory', href: '/comuni', order: 70 },
  ],
};
