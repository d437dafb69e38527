import type { Module } from '../module.ts';
import { importAddresses, retireVanished } from './actions.ts';
import { personal } from './personal.ts';
import { routes } from './routes.ts';

export const addresses: Module = {
  name: 'addresses',
  home: import.meta.url,
  personal,
  verbs: [importAddresses, retireVanished],
  routes,
};
