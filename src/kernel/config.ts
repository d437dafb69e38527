import path from 'node:path';
import { type AnprAccess, anprOf, anprSettings } from './config-anpr.ts';
import { ConfigError } from './config-error.ts';

export { ConfigError };

/** Everything that the environment may say. Each setting is described here once; `npm run arengo -- config` prints this list. */
export interface Config {
  host: string;
  port: number;
  /** Address under which people reach us, without final slash. */
  origin: string;
  /** True when the origin is https: demo mode is then refused. */
  production: boolean;
  dataFolder: string;
  /** null = the embedded database in the data folder. */
  databaseUrl: string | null;
  demo: boolean;
  smtpUrl: string | null;
  mailFrom: string;
  /** What lies under the live map: an archive on our disk, or raster tiles of others; null = the imported boundaries. */
  baseMap: { file: string } | { tiles: string } | null;
  /** Who made the base map, as text with links; empty = what the archive says of itself. */
  baseMapCredit: string;
  /** How many proxies in front of us may be believed about the client's address. */
  trustedProxies: number;
  /** host:port pairs that the outgoing client may reach although private. */
  outboundAllow: readonly string[];
  /** Files of SAML metadata: who may say who a person is. */
  identityProviders: { spid: readonly string[]; cie: readonly string[] };
  /** Files with the key and the certificate known to those providers; null = made at first need and kept in the store. */
  identityPair: { key: string; certificate: string } | null;
  /** How ANPR is asked through PDND; null = it is not. */
  anpr: AnprAccess | null;
  /** Who else may say who a person is, by OpenID Connect: a file that lists them; null = nobody. The three keys of this service, PEM files;
   *  null = made at first need and kept in the store. */
  openid: { providers: string | null; keys: { federation: string; signing: string; encryption: string } | null };
  /** Where clamd listens; null = uploads are not scanned. */
  scanner: { host: string; port: number } | { path: string } | null;
  logLevel: string;
}

export interface Setting {
  name: string;
  otherwise: string;
  what: string;
  /** What is in force, as it may be shown: passwords are covered. */
  value(config: Config): string;
}

export const settings: readonly Setting[] = [
  { name: 'HOST', otherwise: '127.0.0.1', what: 'address to listen on', value: (config) => config.host },
  { name: 'PORT', otherwise: '3000', what: 'port to listen on', value: (config) => String(config.port) },
  {
    name: 'ARENGO_ORIGIN',
    otherwise: 'http://HOST:PORT',
    what: 'public address; https makes the configuration a production one',
    value: (config) => config.origin,
  },
  {
    name: 'ARENGO_DATA',
    otherwise: './data',
    what: 'folder of the embedded database, the uploaded files and the mails not sent',
    value: (config) => config.dataFolder,
  },
  {
    name: 'DATABASE_URL',
    otherwise: '',
    what: 'PostgreSQL 15+ with PostGIS 3; empty = the embedded database',
    value: (config) => covered(config.databaseUrl),
  },
  {
    name: 'ARENGO_DEMO',
    otherwise: '1, or 0 when the origin is https',
    what: '1 fills an empty store with the invented demo and opens /demo; 0 does not',
    value: (config) => (config.demo ? '1' : '0'),
  },
  {
    name: 'SMTP_URL',
    otherwise: '',
    what: 'smtp://user:password@host:port; empty = mails are written to the data folder',
    value: (config) => covered(config.smtpUrl),
  },
  {
    name: 'ARENGO_MAIL_FROM',
    otherwise: 'Arengo <non-rispondere@localhost>',
    what: 'sender of the mails',
    value: (config) => config.mailFrom,
  },
  {
    name: 'ARENGO_BASE_MAP',
    otherwise: '',
    what: 'ground of the live map: path of a .pmtiles file, or address of raster tiles with {z}/{x}/{y}; empty = the imported boundaries, nothing from others',
    value: ({ baseMap }) => (baseMap === null ? '' : 'file' in baseMap ? baseMap.file : baseMap.tiles),
  },
  {
    name: 'ARENGO_BASE_MAP_CREDIT',
    otherwise: 'what the .pmtiles file says of itself',
    what: 'who made the base map, written under it: text, <a href="https://…">links</a> allowed; OpenStreetMap and most others require it',
    value: (config) => config.baseMapCredit,
  },
  {
    name: 'ARENGO_TRUSTED_PROXIES',
    otherwise: '0',
    what: 'number of proxies in front, believed about the address of the client',
    value: (config) => String(config.trustedProxies),
  },
  {
    name: 'ARENGO_OUTBOUND_ALLOW',
    otherwise: '',
    what: 'host:port pairs, comma-separated, that outgoing calls may reach although private',
    value: (config) => config.outboundAllow.join(','),
  },
  {
    name: 'SPID_IDP_METADATA',
    otherwise: '',
    what: 'files of SAML metadata of the SPID identity providers, comma-separated: an aggregate, or one each; empty = no SPID',
    value: (config) => config.identityProviders.spid.join(','),
  },
  {
    name: 'CIE_IDP_METADATA',
    otherwise: '',
    what: 'the same of CIE id; empty = no CIE',
    value: (config) => config.identityProviders.cie.join(','),
  },
  {
    name: 'SPID_KEY',
    otherwise: 'made at first need and kept in the store',
    what: 'PEM file of the key that signs what is asked of SPID and CIE; goes with SPID_CERTIFICATE',
    value: ({ identityPair }) => identityPair?.key ?? '',
  },
  {
    name: 'SPID_CERTIFICATE',
    otherwise: 'made at first need and kept in the store',
    what: 'PEM file of the certificate of SPID_KEY, as the metadata show it',
    value: ({ identityPair }) => identityPair?.certificate ?? '',
  },
  ...anprSettings,
  {
    name: 'OIDC_PROVIDERS',
    otherwise: '',
    what: 'JSON file of the OpenID Connect providers: CIE, SPID, a region (docs/operate.md); it may hold secrets; empty = none',
    value: ({ openid }) => openid.providers ?? '',
  },
  {
    name: 'OIDC_FEDERATION_KEY',
    otherwise: 'made at first need and kept in the store',
    what: 'PEM file of the RSA key by which the federation knows this service; goes with the two others',
    value: ({ openid }) => openid.keys?.federation ?? '',
  },
  {
    name: 'OIDC_SIGNING_KEY',
    otherwise: 'made at first need and kept in the store',
    what: 'PEM file of the RSA key that signs what is asked of OpenID Connect providers',
    value: ({ openid }) => openid.keys?.signing ?? '',
  },
  {
    name: 'OIDC_ENCRYPTION_KEY',
    otherwise: 'made at first need and kept in the store',
    what: 'PEM file of the RSA key that opens what those providers encrypt',
    value: ({ openid }) => openid.keys?.encryption ?? '',
  },
  {
    name: 'CLAMAV_URL',
    otherwise: '',
    what: 'where clamd listens, tcp://host:port or unix:/path: it looks at every picture and document, and without its answer none is taken; empty = no scanner',
    value: ({ scanner }) =>
      scanner === null ? '' : 'path' in scanner ? `unix:${scanner.path}` : `tcp://${scanner.host}:${scanner.port}`,
  },
  {
    name: 'ARENGO_LOG',
    otherwise: 'info',
    what: 'least level of the log: debug, info, warn, error, silent',
    value: (config) => config.logLevel,
  },
];

/** The language of whoever types commands: the first locale that names one, in the order of POSIX; C and POSIX name none. */
export function commandLanguage(env: Record<string, string | undefined> = process.env): 'it' | 'en' {
  const named = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((locale) => locale && !/^(C|POSIX)\b/.test(locale));
  return named?.toLowerCase().startsWith('it') ? 'it' : 'en';
}

function covered(url: string | null): string {
  if (url === null) return '';
  if (!URL.canParse(url)) return '***';
  const shown = new URL(url);
  if (shown.password) shown.password = '***';
  for (const name of shown.searchParams.keys()) if (/pass|secret|key|token/i.test(name)) shown.searchParams.set(name, '***');
  return shown.toString();
}

/** Reads and checks the environment. Times are UTC, sizes bytes. */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const value = (name: string): string => env[name]?.trim() ?? '';
  const host = value('HOST') || '127.0.0.1';
  const port = wholeNumber('PORT', value('PORT') || '3000', 0, 65535);
  const origin = (value('ARENGO_ORIGIN') || `http://${host.includes(':') ? `[${host}]` : host}:${port}`).replace(
    /(?<!\/)\/+$/,
    '',
  );
  if (!URL.canParse(origin)) throw new ConfigError(`ARENGO_ORIGIN is not an address: ${origin}`);
  const { protocol } = new URL(origin);
  if (protocol !== 'http:' && protocol !== 'https:')
    throw new ConfigError(`ARENGO_ORIGIN must begin with http:// or https://, not ${protocol}`);
  const production = protocol === 'https:';
  const demo = value('ARENGO_DEMO') === '' ? !production : flag('ARENGO_DEMO', value('ARENGO_DEMO'));
  if (production && demo)
    throw new ConfigError('ARENGO_DEMO=1 cannot be used with an https origin: anyone could enter as anyone. Set ARENGO_DEMO=0.');
  const databaseUrl = value('DATABASE_URL') || null;
  if (databaseUrl && !/^postgres(ql)?:\/\//.test(databaseUrl))
    throw new ConfigError('DATABASE_URL must begin with postgres:// or postgresql://');
  const outboundAllow = allowedPairs(value('ARENGO_OUTBOUND_ALLOW'), production);
  return Object.freeze({
    host,
    port,
    origin,
    production,
    dataFolder: path.resolve(value('ARENGO_DATA') || './data'),
    databaseUrl,
    demo,
    smtpUrl: value('SMTP_URL') || null,
    mailFrom: value('ARENGO_MAIL_FROM') || 'Arengo <non-rispondere@localhost>',
    baseMap: baseMapOf(value('ARENGO_BASE_MAP')),
    baseMapCredit: value('ARENGO_BASE_MAP_CREDIT'),
    trustedProxies: wholeNumber('ARENGO_TRUSTED_PROXIES', value('ARENGO_TRUSTED_PROXIES') || '0', 0, 10),
    outboundAllow,
    identityProviders: { spid: filesOf(value('SPID_IDP_METADATA')), cie: filesOf(value('CIE_IDP_METADATA')) },
    identityPair: pairOf(value('SPID_KEY'), value('SPID_CERTIFICATE')),
    anpr: anprOf(value),
    openid: {
      providers: value('OIDC_PROVIDERS') === '' ? null : path.resolve(value('OIDC_PROVIDERS')),
      keys: openidKeys(value('OIDC_FEDERATION_KEY'), value('OIDC_SIGNING_KEY'), value('OIDC_ENCRYPTION_KEY')),
    },
    scanner: scannerOf(value('CLAMAV_URL')),
    logLevel: oneOf('ARENGO_LOG', value('ARENGO_LOG') || 'info', ['debug', 'info', 'warn', 'error', 'silent']),
  });
}

function filesOf(text: string): string[] {
  return text
    .split(',')
    .map((file) => file.trim())
    .filter(Boolean)
    .map((file) => path.resolve(file));
}

function pairOf(key: string, certificate: string): Config['identityPair'] {
  if (!key && !certificate) return null;
  if (!key || !certificate) throw new ConfigError('SPID_KEY and SPID_CERTIFICATE go together: set both, or neither.');
  return { key: path.resolve(key), certificate: path.resolve(certificate) };
}

function openidKeys(federation: string, signing: string, encryption: string): Config['openid']['keys'] {
  if (!federation && !signing && !encryption) return null;
  if (!federation || !signing || !encryption || new Set([federation, signing, encryption]).size < 3)
    throw new ConfigError(
      'OIDC_FEDERATION_KEY, OIDC_SIGNING_KEY and OIDC_ENCRYPTION_KEY go together and are three files: set all, or none.',
    );
  return {
    federation: path.resolve(federation),
    signing: path.resolve(signing),
    encryption: path.resolve(encryption),
  };
}

function scannerOf(text: string): Config['scanner'] {
  if (text === '') return null;
  const socket = /^unix:(\/.+)$/.exec(text);
  if (socket) return { path: socket[1]! };
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'tcp:' || !url.hostname || !url.port)
    throw new ConfigError(`CLAMAV_URL must be tcp://host:port or unix:/path, not «${text}»`);
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port) };
}

/** Private neighbours may be named, this machine only for trials: behind an https origin whoever types an address could talk with our own ports. */
function allowedPairs(text: string, production: boolean): string[] {
  const pairs = text
    .split(',')
    .map((pair) => pair.trim())
    .filter(Boolean);
  for (const pair of pairs) {
    const url = /:\d{1,5}$/.test(pair) && URL.canParse(`http://${pair}`) ? new URL(`http://${pair}`) : undefined;
    if (!url || url.username || url.pathname !== '/')
      throw new ConfigError(`ARENGO_OUTBOUND_ALLOW must be host:port pairs with commas between them, not «${pair}»`);
    if (production && THIS_MACHINE.test(url.hostname))
      throw new ConfigError(
        `ARENGO_OUTBOUND_ALLOW names this machine itself (${pair}), which is refused with an https origin: take it out, or name the host by its address in the network.`,
      );
  }
  return pairs;
}

/** As the address parser writes it, whatever the spelling. */
const THIS_MACHINE = /^(.*\.)?localhost\.?$|^127\.|^0\.0\.0\.0$|^\[::1?\]$|^\[::ffff:(7f[0-9a-f]{2}|0):/i;

function baseMapOf(text: string): Config['baseMap'] {
  if (text === '') return null;
  if (/\.pmtiles$/i.test(text) && !/^https?:/i.test(text)) return { file: path.resolve(text) };
  const ready = ['{z}', '{x}', '{y}'].every((part) => text.includes(part)) && /^(https?:\/\/|\/(?!\/))/.test(text);
  if (!ready || !URL.canParse(text, 'http://localhost') || /[{}]/.test(new URL(text, 'http://localhost').host))
    throw new ConfigError(
      `ARENGO_BASE_MAP must be the path of a .pmtiles file or the address of tiles with {z}, {x} and {y}, not «${text}»`,
    );
  return { tiles: text };
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < least || n > most)
    throw new ConfigError(`${name} must be a whole number from ${least} to ${most}, not «${text}»`);
  return n;
}

function flag(name: string, text: string): boolean {
  if (text !== '0' && text !== '1') throw new ConfigError(`${name} must be 0 or 1, not «${text}»`);
  return text === '1';
}

function oneOf(name: string, text: string, allowed: string[]): string {
  if (!allowed.includes(text)) throw new ConfigError(`${name} must be one of ${allowed.join(', ')}, not «${text}»`);
  return text;
}
