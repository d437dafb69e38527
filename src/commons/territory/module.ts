import Type from 'typebox';
import type { Module } from '../module.ts';
import { importAreas, importTerritory } from './actions.ts';
import { personal } from './personal.ts';
import { routes } from './routes.ts';

export const territory: Module = {
  name: 'territory',
  home: import.meta.url,
  personal,
  verbs: [importTerritory, importAreas],
  routes,
  settings: [
    // Law 260/1949 leaves to custom the day of the patron saint: on it the offices of the place are closed.
    {
      name: 'territory.patron',
      schema: Type.String({ pattern: '^(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$' }),
      otherwise: null,
      apart: true,
    },
  ],
};
