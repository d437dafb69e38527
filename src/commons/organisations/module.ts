import type { Module } from '../module.ts';
import { addDelegate, endDelegation, register } from './actions.ts';
import { routes } from './routes.ts';
import { seed } from './seed.ts';

export const organisations: Module = {
  name: 'organisations',
  home: import.meta.url,
  verbs: [register, addDelegate, endDelegation],
  routes,
  seed,
};
