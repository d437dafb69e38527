import type { Ctx } from '../../kernel/context.ts';
import { signedIn } from '../../kernel/http/routes.ts';
import { refuse } from '../../kernel/refusal.ts';
import { wordsFor } from '../../kernel/text/text.ts';
import { endOfRomeDay, romeDay } from '../../kernel/time.ts';
import { verb } from '../../kernel/verbs/verb.ts';
import { addressOf } from './address.ts';
import { createKeyForm, endRoleForm, giveRoleForm, inviteForm, renameForm, revokeKeyForm, setPasswordForm } from './forms.ts';
import { mayChangeAccess, whoAsks, whoAsksAfresh } from './fresh.ts';
import { isGuessable } from './guessable.ts';
import { verbsForKeys } from './keys.ts';
import { invitationMail, passwordMail, roleMail } from './mails.tsx';
import { faultOfPassword, hashPassword } from './passwords.ts';
import { newLink } from './people.ts';
import { mayEndRole, mayGiveRole, mayKeepKeys, type RoleSubject } from './permissions.ts';
import { administers, type RoleName } from './roles.ts';
import { hashOf } from './sessions.ts';
import * as store from './store.ts';
import { revokeKey as endKey, findKey, insertKey } from './store-keys.ts';
import { forgetSecondOf } from './store-second.ts';
import { endSessionsOf } from './store-sessions.ts';

/** The own name and language. */
export const rename = verb({
  name: 'people.rename',
  form: renameForm,
  find: whoAsks,
  may: signedIn,
  run: async (ctx, input, person: store.PersonRow) => {
    await store.renamePerson(ctx.db, person.id, input.name, input.language);
    await ctx.act({ verb: 'people.rename', private: { before: person.name, name: input.name } });
    return { name: input.name, language: input.language };
  },
});

/** Sets the own password, ends every other session and says so by mail (OWASP ASVS 5.0, 6.3.7 and 7.4.3). */
export const setPassword = verb({
  name: 'people.set-password',
  form: setPasswordForm,
  limit: { times: 10, seconds: 60 * 60 },
  before: (ctx, input) => hashPassword(input.password, Buffer.from(ctx.secret(16), 'base64url')),
  find: whoAsksAfresh,
  may: mayChangeAccess,
  run: async (ctx, input, person, hash: string) => {
    const fault = faultOfPassword(input.password, addressOf(person.email ?? '') ?? '');
    if (fault) return refuse(`people.${fault}`, 422);
    if (isGuessable(ctx, input.password)) return refuse('people.password-guessable', 422);
    await store.setPassword(ctx.db, person.id, hash, ctx.now);
    await endSessionsOf(ctx.db, person.id, input.session ? hashOf(input.session) : null);
    if (person.email) await ctx.enqueue('mail.send', passwordMail(ctx, wordsFor(person.language), person.email));
    await ctx.act({ verb: 'people.set-password' });
    return {};
  },
});

/** Makes the account of a person who will work here, gives the role if one is named, and sends a link. The link itself is shown to nobody
 *  but the command line: whoever invites must not be able to enter in the place of the invited. */
export const invite = verb({
  name: 'people.invite',
  form: inviteForm,
  limit: { times: 60, seconds: 60 * 60 },
  find: subjectOf,
  may: mayGiveRole,
  run: async (ctx, input, { role, place }) => {
    const email = addressOf(input.email);
    if (!email) return refuse('people.not-an-address', 422);
    const language = input.language ?? 'it';
    const person = await store.ensurePerson(ctx.db, {
      id: ctx.id(),
      name: input.name,
      email,
      emailTyped: input.email,
      language,
      now: ctx.now,
    });
    if (role && place) {
      const given = await store.insertRole(ctx.db, {
        id: ctx.id(),
        person: person.id,
        role,
        place: place.id,
        since: ctx.now,
        until: null,
      });
      if (given) {
        await forgetSecondOf(ctx.db, person.id);
        await ctx.act({ verb: 'people.give-role', place: place.id, public: { role }, private: { who: person.id } });
      }
    }
    const link = await newLink(ctx, { email, typed: input.email, purpose: 'sign-in', next: '/profilo' });
    const held = role && place ? { role, place: place.name } : null;
    await ctx.enqueue(
      'mail.send',
      invitationMail(ctx, wordsFor(person.language), { to: person.email!, name: person.name, held, link }),
    );
    await ctx.act({ verb: 'people.invite', place: place?.id, private: { who: person.id } });
    return { person: person.id, link: ctx.actor.kind === 'system' ? link : undefined };
  },
});

/** Gives a role in a place to somebody who has an account. It counts as soon as they prove once more who they are. */
export const giveRole = verb({
  name: 'people.give-role',
  form: giveRoleForm,
  limit: { times: 120, seconds: 60 * 60 },
  find: subjectOf,
  may: mayGiveRole,
  run: async (ctx, input, { role, place }) => {
    if (input.until && input.until < romeDay(ctx.now)) return refuse('people.until-past', 422);
    const person = await store.findPersonByEmail(ctx.db, addressOf(input.email) ?? '');
    if (!person) return refuse('people.nobody-there', 422, { email: input.email });
    const id = ctx.id();
    const given = await store.insertRole(ctx.db, {
      id,
      person: person.id,
      role: role!,
      place: place!.id,
      since: ctx.now,
      until: input.until ?? null,
    });
    if (!given) return refuse('people.role-held', 409, { name: person.name });
    await forgetSecondOf(ctx.db, person.id);
    const named = { to: person.email!, role: role!, place: place!.name };
    await ctx.enqueue('mail.send', roleMail(ctx, wordsFor(person.language), named));
    await ctx.act({ verb: 'people.give-role', place: place!.id, public: { role }, private: { who: person.id } });
    return { id, person: person.id };
  },
});

/** Ends a role at once; the row stays, with its dates. */
export const endRole = verb({
  name: 'people.end-role',
  form: endRoleForm,
  find: async (ctx, input) => {
    const role = await store.findRole(ctx.db, input.id, ctx.now);
    return role && (administers(ctx.actor, role.place) || ctx.actor.person === role.person) ? role : undefined;
  },
  may: mayEndRole,
  run: async (ctx, input, role) => {
    await store.endRole(ctx.db, input.id, ctx.now);
    await ctx.act({ verb: 'people.end-role', place: role.place, public: { role: role.role }, private: { who: role.person } });
    return {};
  },
});

/** Makes a key for another computer; it is shown this once and only its hash is kept. */
export const createKey = verb({
  name: 'people.create-key',
  form: createKeyForm,
  find: async (ctx, input) => {
    const place = await store.findPlace(ctx.db, input.place);
    return place && { place: place.id };
  },
  may: mayKeepKeys,
  run: async (ctx, input, { place }) => {
    const verbs = [...new Set(input.verbs)].sort();
    const strange = verbs.find((one) => !verbsForKeys().includes(one));
    if (strange) return refuse('people.no-verb', 422, { verb: strange }, 'verbs');
    if (input.expires && input.expires < romeDay(ctx.now)) return refuse('people.expires-past', 422, {}, 'expires');
    const id = ctx.id();
    const key = `arengo_${ctx.secret(32)}`;
    const expires = input.expires ? endOfRomeDay(input.expires) : null;
    await insertKey(ctx.db, {
      id,
      name: input.name,
      hash: hashOf(key),
      place,
      verbs,
      by: ctx.actor.person,
      expires,
      now: ctx.now,
    });
    await ctx.act({ verb: 'people.create-key', place, public: { verbs }, private: { key: id } });
    return { id, key };
  },
});

export const revokeKey = verb({
  name: 'people.revoke-key',
  form: revokeKeyForm,
  find: async (ctx, input) => {
    const key = await findKey(ctx.db, input.id);
    return key && administers(ctx.actor, key.place) ? key : undefined;
  },
  may: mayKeepKeys,
  run: async (ctx, input, key: { id: string; place: string }) => {
    await endKey(ctx.db, input.id, ctx.now);
    await ctx.act({ verb: 'people.revoke-key', place: key.place, private: { key: key.id } });
    return {};
  },
});

/** The person is looked up only once the rule said yes: otherwise anyone could ask who has an account. */
async function subjectOf(ctx: Ctx, input: { role?: RoleName; place?: string }): Promise<RoleSubject | undefined> {
  const place = input.place ? await store.findPlace(ctx.db, input.place) : null;
  return place === undefined ? undefined : { role: input.role ?? null, place };
}
