import { readFileSync } from 'node:fs';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { type Config, ConfigError } from '../../kernel/config.ts';
import type { Ctx } from '../../kernel/context.ts';
import type { Source } from './store.ts';

const text = (maxLength: number) => Type.String({ minLength: 1, maxLength });
const address = () => Type.String({ pattern: '^https?://[^\\s?#]+$', maxLength: 400 });
const closed = { additionalProperties: false };
/** In addresses and in the name of the button. */
const named = { name: Type.String({ pattern: '^[a-z0-9-]{1,40}$' }), title: text(60), issuer: address() };

/** A provider of the national federations: all that is to be known of it stands in its chain of trust. */
const federatedSchema = Type.Object({ ...named, kind: Type.Union([Type.Literal('cie'), Type.Literal('spid')]) }, closed);

/** A provider that knows us by an agreement, such as the single sign-on of a region. */
const plainSchema = Type.Object(
  {
    ...named,
    kind: Type.Literal('plain'),
    clientId: text(400),
    /** Without it we prove who we are with our signing key (private_key_jwt), whose public half is at /oidc/jwks. */
    secret: Type.Optional(text(400)),
    scope: Type.Optional(text(400)),
    /** The claim that holds the fiscal code. Without it, nobody is certified by this provider. */
    fiscalClaim: Type.Optional(text(200)),
    /** What its `acr` values are worth. What is not named here is worth no more than an address. */
    levels: Type.Optional(
      Type.Record(text(200), Type.Union([Type.Literal('low'), Type.Literal('substantial'), Type.Literal('high')])),
    ),
  },
  closed,
);

const fileSchema = Type.Object(
  {
    providers: Type.Array(Type.Union([federatedSchema, plainSchema]), { minItems: 1, maxItems: 60 }),
    /** Of the federations: their keys as they were made known by other means than the network. */
    trustAnchors: Type.Optional(
      Type.Array(
        Type.Object(
          {
            entity: address(),
            keys: Type.Array(Type.Object({ kty: text(10), kid: text(200) }, { additionalProperties: true }), { minItems: 1 }),
          },
          closed,
        ),
        { maxItems: 10 },
      ),
    ),
    /** What the federations gave us, as it goes into our entity configuration. */
    trustMarks: Type.Optional(
      Type.Array(Type.Object({ trust_mark: text(20_000) }, { additionalProperties: true }), { maxItems: 20 }),
    ),
  },
  closed,
);
const compiled = Compile(fileSchema);

export type FederatedProvider = Static<typeof federatedSchema>;
export type PlainProvider = Static<typeof plainSchema>;
export type OpenidProvider = FederatedProvider | PlainProvider;
export type OpenidFile = Static<typeof fileSchema>;

const none: OpenidFile = { providers: [] };
const loaded = new WeakMap<object, OpenidFile>();

/** Reads the file of the operator; called when the house is built. What cannot be used stops the start. */
export function loadOpenidProviders(config: Config): void {
  const file = config.openid.providers;
  if (file === null) return;
  const wrong = (why: string) => new ConfigError(`OIDC_PROVIDERS: ${file}: ${why}`);
  let read: unknown;
  try {
    read = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    // The words of a parser quote what it read, and there are secrets in it.
    throw wrong(error instanceof SyntaxError ? 'not JSON' : (error as Error).message);
  }
  if (!compiled.Check(read)) {
    const { instancePath } = [...compiled.Errors(read)].find((one) => one.instancePath !== '') ?? { instancePath: '/' };
    throw wrong(`not as docs/operate.md describes it, at ${instancePath}`);
  }
  const fault = faultOf(read, config);
  if (fault) throw wrong(fault);
  loaded.set(config, read);
}

function faultOf({ providers, trustAnchors = [] }: OpenidFile, { production }: Config): string | undefined {
  for (const key of ['name', 'issuer'] as const) {
    const values = providers.map((provider) => provider[key]);
    const twice = values.find((value, i) => values.indexOf(value) !== i);
    if (twice) return `two providers with the ${key} ${twice}`;
  }
  const open = [...providers.map(({ issuer }) => issuer), ...trustAnchors.map(({ entity }) => entity)];
  const bare = production ? open.find((url) => !url.startsWith('https://')) : undefined;
  if (bare) return `${bare} does not begin with https://`;
  if (trustAnchors.length === 0 && providers.some(({ kind }) => kind !== 'plain'))
    return 'providers of CIE or SPID, and no trust anchor';
  const idle = providers.find((one) => one.kind === 'plain' && one.levels && !one.fiscalClaim);
  return idle ? `${idle.name}: levels without fiscalClaim certify nobody` : undefined;
}

export function openidFile({ config }: Pick<Ctx, 'config'>): OpenidFile {
  return loaded.get(config) ?? none;
}

export function listOpenid(ctx: Pick<Ctx, 'config'>, source?: Source | 'oidc'): readonly OpenidProvider[] {
  return openidFile(ctx).providers.filter((provider) => source === undefined || sourceOf(provider) === source);
}

export function findOpenid(ctx: Pick<Ctx, 'config'>, name: string): OpenidProvider | undefined {
  return openidFile(ctx).providers.find((provider) => provider.name === name);
}

export function findOpenidByIssuer(ctx: Pick<Ctx, 'config'>, issuer: string): OpenidProvider | undefined {
  return openidFile(ctx).providers.find((provider) => provider.issuer === issuer);
}

/** Who certifies: a region does so in its own name. */
export function sourceOf({ kind }: Pick<OpenidProvider, 'kind'>): Source | 'oidc' {
  return kind === 'plain' ? 'oidc' : kind;
}
