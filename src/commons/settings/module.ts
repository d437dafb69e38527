import Type from 'typebox';
import type { Module } from '../module.ts';
import { changeSetting } from './actions.ts';
import { seed } from './seed.ts';
import { metropolitanTheme, themeSchema } from './theme.ts';

export const settings: Module = {
  name: 'settings',
  home: import.meta.url,
  verbs: [changeSetting],
  seed,
  settings: [
    { name: 'site.theme', schema: themeSchema, otherwise: metropolitanTheme },
    {
      name: 'site.contacts',
      schema: Type.Object(
        { address: Type.String(), phone: Type.String(), hours: Type.String(), email: Type.String() },
        { additionalProperties: false },
      ),
      otherwise: { address: '', phone: '', hours: '', email: '' },
    },
    { name: 'site.accessibility-statement', schema: Type.String({ maxLength: 300 }), otherwise: '' },
  ],
};
