import Type, { type Static } from 'typebox';
import type { SettingDeclaration } from '../settings/setting.ts';

const line = (options: object) => Type.Optional(Type.String({ minLength: 2, maxLength: 120, ...options }));

const organisationSchema = Type.Object(
  {
    ipaCode: line({ pattern: '^[A-Za-z0-9_]+$', maxLength: 20 }),
    url: line({ pattern: '^https?://\\S+$' }),
    email: line({ format: 'email', maxLength: 254 }),
    phone: line({ pattern: '^\\+39[0-9]{5,12}$' }),
    locality: line({}),
    municipality: line({ pattern: '^[A-Z][0-9]{3}$' }),
    province: line({ pattern: '^[A-Z]{2}$' }),
  },
  { additionalProperties: false },
);
export type Organisation = Static<typeof organisationSchema>;

/** So that the demo shows whole metadata. */
export const demoOrganisation: Organisation = {
  ipaCode: 'cm_prova',
  url: 'https://valdarena.example',
  email: 'identita@valdarena.example',
  locality: 'Arenaria',
  municipality: 'X001',
  province: 'XX',
};

export const organisationSetting = 'identity.organisation';

/** Which administration this is for SPID and CIE: it stands in the metadata. */
export const identitySettings: readonly SettingDeclaration[] = [
  { name: organisationSetting, schema: organisationSchema, otherwise: {}, whole: true },
];
