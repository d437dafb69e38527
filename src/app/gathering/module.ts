import type { Module } from '../../commons/module.ts';
import { tryJobsAgain } from './actions.ts';
import { healthRoutes } from './health.ts';
import { routes } from './routes.tsx';
import { adminRoutes } from './routes-admin.ts';
import { groundRoutes } from './routes-ground.ts';
import { wellKnownRoutes } from './wellknown.ts';

/** The pages that gather rooms: home, municipality, map, search, and what every public site must have. */
export const gathering: Module = {
  name: 'app',
  home: import.meta.url,
  verbs: [tryJobsAgain],
  routes: [...routes, ...adminRoutes, ...healthRoutes, ...wellKnownRoutes, ...groundRoutes],
  menu: [
    { label: 'app.map', href: '/mappa', order: 60 },
    { label: 'app.territory', href: '/comuni', order: 70 },
    { label: 'app.health.title', href: '/stato', order: 95 },
  ],
};
