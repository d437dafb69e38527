import type { Module } from '../module.ts';
import { connect, disconnect } from './actions.ts';
import { routes } from './routes.ts';

export const links: Module = {
  name: 'links',
  home: import.meta.url,
  verbs: [connect, disconnect],
  forKeys: [connect, disconnect],
  routes,
};
