import Type from 'typebox';
import type { Module } from '../module.ts';
import { cancelSetting, changeSetting, inheritSetting } from './actions.ts';
import { personal } from './personal.ts';
import { routes } from './routes.ts';
import { seed } from './seed.ts';
import { metropolitanTheme, refusedTheme, themeSchema } from './theme.ts';

const line = (more: object = {}) => Type.Optional(Type.String({ maxLength: 200, ...more }));

export const settings: Module = {
  name: 'settings',
  home: import.meta.url,
  personal,
  verbs: [changeSetting, inheritSetting, cancelSetting],
  routes,
  menu: [{ label: 'settings.title', href: '/impostazioni', order: 90 }],
  seed,
  settings: [
    { name: 'site.theme', schema: themeSchema, otherwise: metropolitanTheme, fault: refusedTheme },
    {
      name: 'site.contacts',
      schema: Type.Object(
        { address: line(), phone: line({ pattern: '^[+0-9][0-9 ./-]{2,}$' }), hours: line(), email: line({ format: 'email' }) },
        { additionalProperties: false },
      ),
      otherwise: {},
    },
    {
      name: 'site.accessibility-statement',
      schema: Type.Optional(Type.String({ maxLength: 300, pattern: '^https://[^\\s]+$', format: 'uri' })),
      otherwise: null,
    },
  ],
};
