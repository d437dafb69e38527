import type { Module } from '../module.ts';
import { destroy, redact } from './actions.ts';
import { personal } from './personal.ts';
import { routes } from './routes.ts';

export const attachments: Module = {
  name: 'attachments',
  home: import.meta.url,
  personal,
  verbs: [redact],
  routes,
  jobs: [{ name: 'attachments.destroy', run: destroy }],
};
