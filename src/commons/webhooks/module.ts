import type { Module } from '../module.ts';
import { addWebhook, removeWebhook, resumeWebhook, rotateWebhook, sendAgain, stopWebhook, tryWebhook } from './actions.ts';
import { personal } from './personal.ts';
import { routes } from './routes.ts';
import { jobs, subscribers } from './sending.ts';

export const webhooks: Module = {
  name: 'webhooks',
  home: import.meta.url,
  personal,
  verbs: [addWebhook, removeWebhook, rotateWebhook, tryWebhook, sendAgain, resumeWebhook, stopWebhook],
  routes,
  subscribers,
  jobs,
};
