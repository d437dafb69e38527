import type { Module } from '../module.ts';
import { importAreas, importTerritory } from './actions.ts';
import { routes } from './routes.ts';

export const territory: Module = {
  name: 'territory',
  home: import.meta.url,
  verbs: [importTerritory, importAreas],
  routes,
};
