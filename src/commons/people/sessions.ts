import { createHash } from 'node:crypto';
import type { Incoming } from '../../kernel/http/route.ts';

export const cookieName = 'arengo_session';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How long a session lasts from its beginning, and how long without being used (OWASP ASVS 5.0 V7.3). Power shortens both. */
const lives = {
  citizen: { whole: 30 * day, idle: 7 * day },
  withRole: { whole: 12 * hour, idle: 60 * minute },
};

/** `seen` is written at most this often. */
const noted = 5 * minute;

export interface SessionTimes {
  created: Date;
  seen: Date;
  expires: Date;
}

export function expiryOf(created: Date, hasRoles: boolean): Date {
  return new Date(created.getTime() + lives[hasRoles ? 'withRole' : 'citizen'].whole);
}

/** A role given while the session is open shortens it at once: both limits are measured again at each request. */
export function isAlive(session: SessionTimes, hasRoles: boolean, now: Date): boolean {
  const idle = lives[hasRoles ? 'withRole' : 'citizen'].idle;
  const end = Math.min(session.expires.getTime(), expiryOf(session.created, hasRoles).getTime());
  return now.getTime() < end && now.getTime() - session.seen.getTime() < idle;
}

export function isToBeNoted(session: Pick<SessionTimes, 'seen'>, now: Date): boolean {
  return now.getTime() - session.seen.getTime() >= noted;
}

/** The secrets of sessions, links and keys have 192 bits or more of chance: a plain hash is enough to store them. */
export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

export function sessionOf(request: Pick<Incoming, 'cookies'>): string | undefined {
  return request.cookies[cookieName];
}

/** The cookie of a session that begins; the kernel adds HttpOnly, SameSite=Lax and, in production, Secure. */
export function sessionCookie(secret: string, expires: Date, now: Date) {
  return { name: cookieName, value: secret, maxAge: Math.floor((expires.getTime() - now.getTime()) / 1000) };
}

export const noSessionCookie = { name: cookieName, value: '', maxAge: 0 };

const browsers: [RegExp, string][] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|CriOS)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
];
const systems: [RegExp, string][] = [
  [/\bAndroid\b/, 'Android'],
  [/\b(iPhone|iPad)\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\b(Linux|X11)\b/, 'Linux'],
];

/** Browser and system, enough for a person to know their own device and for nobody to single it out. */
export function agentOf(header: string | string[] | undefined): string {
  const text = [header].flat().join(' ').slice(0, 400);
  const named = [browsers, systems].flatMap((list) => list.find(([mark]) => mark.test(text))?.[1] ?? []);
  return named.join(', ');
}
