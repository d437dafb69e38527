import type { Rule, Verb } from '../../kernel/verbs/verb.ts';

/** Every kind of actor, in the order of the columns of docs/permissions.md. A and B are two municipalities of one metropolis;
 *  `key-without` is a key of A that was made for another verb, `house` the command line, jobs and subscribers. */
export const actorKinds = [
  'anonymous',
  'citizen',
  'verified',
  'delegate-a',
  'officer-a',
  'moderator-a',
  'operator-a',
  'administrator-a',
  'officer-b',
  'metro-officer',
  'metro-moderator',
  'metro-administrator',
  'auditor',
  'key-a',
  'key-without',
  'house',
] as const;
export type ActorKind = (typeof actorKinds)[number];

/** Whose the thing is: the actor's own (in A), somebody else's in A or in B, or that there is no thing. */
export const whoseKinds = ['own', 'a', 'b', 'none'] as const;
export type Whose = (typeof whoseKinds)[number];

/** What is answered: yes (whatever is then said of the content or the moment), or by which status no.
 *  422 is a no that asks for a proof at its field, such as the receipt of a report. */
export type Answered = 'yes' | 401 | 403 | 404 | 422;

export interface Expectation {
  /** Who is let through, by whose the thing is; what is left out does not exist for this rule. */
  yes: Partial<Record<Whose, readonly ActorKind[]>>;
  no: 401 | 403 | 404 | 422;
  /** Whose no is another one. */
  but?: Partial<Record<ActorKind, 401 | 403 | 404>>;
}

const list = (words: string): ActorKind[] => words.split(' ').filter(Boolean) as ActorKind[];

const people = list(
  'citizen verified delegate-a officer-a moderator-a operator-a administrator-a officer-b metro-officer metro-moderator metro-administrator auditor',
);
const everybody: readonly ActorKind[] = actorKinds;
const nobody: readonly ActorKind[] = [];
const house = list('house');
const officeOfA = list('officer-a administrator-a metro-officer metro-administrator');
const officeOfB = list('officer-b metro-officer metro-administrator');
const administratorsOfA = list('administrator-a metro-administrator');
const administratorsOfB = list('metro-administrator');
const key = list('key-a');
const operators = list('operator-a');
/** What is not verified yet is there for the offices of its place, who do not represent it. */
const insidersOfAsked = { 'officer-a': 403, 'administrator-a': 403, 'metro-officer': 403, 'metro-administrator': 403 } as const;
const onAsked: Expectation = { yes: { a: officeOfA, b: officeOfB }, no: 404, but: { house: 403 } };

/** A visitor is sent to sign in; so is a computer, which is nobody in person. */
const unlessInPerson = { anonymous: 401, 'key-a': 401, house: 401 } as const;
const signIn = { anonymous: 401 } as const;
const byOffice: Expectation = {
  yes: { own: [...officeOfA, ...key], a: [...officeOfA, ...key], b: officeOfB },
  no: 403,
  but: signIn,
};
const inPersonByOffice: Expectation = { yes: { own: officeOfA, a: officeOfA, b: officeOfB }, no: 403, but: signIn };
const byAdministrators: Expectation = {
  yes: { a: [...administratorsOfA, ...house], b: [...administratorsOfB, ...house] },
  no: 403,
};
const byTheHouse: Expectation = { yes: { own: house, a: house, b: house, none: house }, no: 403 };
const inPerson: Expectation = { yes: { own: people, a: people, b: people, none: people }, no: 401 };
const forAll: Expectation = { yes: { own: everybody, a: everybody, b: everybody, none: everybody }, no: 403 };
const whoeverWrote: Expectation = { yes: { own: people, a: nobody, b: nobody }, no: 403, but: unlessInPerson };
const whatOthersWrote: Expectation = { yes: { own: nobody, a: people, b: people }, no: 403, but: unlessInPerson };

/** What each rule is expected to answer. It is said here a second time, away from the rule, so that a rule which changes by mistake is
 *  found: test/matrix asks every verb and every address over HTTP. A rule without a row fails there. */
export const expectedOfRule: Readonly<Record<string, Expectation>> = {
  anyone: forAll,
  'signed-in': inPerson,

  'may-import-addresses': byTheHouse,
  'may-redact': {
    yes: {
      own: [...officeOfA, ...list('moderator-a metro-moderator')],
      a: [...officeOfA, ...list('moderator-a metro-moderator')],
      b: [...officeOfB, ...list('metro-moderator')],
    },
    no: 403,
    but: signIn,
  },
  'may-redact-somewhere': {
    yes: { none: [...officeOfA, ...list('officer-b moderator-a metro-moderator')] },
    no: 403,
    but: signIn,
  },
  'may-speak-for-administration': { yes: { a: [...officeOfA, ...key], b: officeOfB }, no: 403, but: signIn },
  'may-speak-somewhere': { yes: { none: [...officeOfA, ...list('officer-b')] }, no: 403, but: signIn },
  'may-comment': inPerson,
  'may-edit-comment': whoeverWrote,
  'may-withdraw-comment': whoeverWrote,
  'may-thank': whatOthersWrote,
  'may-take-back-thanks': inPerson,
  'may-connect': {
    yes: { own: [...officeOfA, ...key, ...house], a: [...officeOfA, ...key, ...house], b: [...officeOfB, ...house] },
    no: 403,
    but: signIn,
  },
  'may-flag': whatOthersWrote,
  'may-moderate': {
    yes: {
      own: nobody,
      a: [...administratorsOfA, ...list('moderator-a metro-moderator')],
      b: [...administratorsOfB, ...list('metro-moderator')],
    },
    no: 403,
    but: unlessInPerson,
  },
  'may-enter-moderation': {
    yes: { none: [...administratorsOfA, ...list('moderator-a metro-moderator')] },
    no: 403,
    but: { anonymous: 401, 'key-a': 401, 'key-without': 401 },
  },
  'may-follow': inPerson,
  'may-register-organisations': { ...byAdministrators, but: signIn },
  'may-register-organisations-somewhere': { yes: { none: administratorsOfA }, no: 403, but: signIn },
  'may-verify-organisation': { yes: { a: officeOfA, b: officeOfB }, no: 403, but: signIn },
  'may-verify-organisations-somewhere': { yes: { none: [...officeOfA, ...list('officer-b')] }, no: 403, but: signIn },
  'may-represent': { yes: { own: people, a: nobody }, no: 404, but: { ...insidersOfAsked, house: 403 } },
  'may-close-organisation': { yes: { own: people, a: officeOfA, b: officeOfB }, no: 403, but: signIn },
  'may-end-delegation': {
    yes: {
      own: people,
      a: [...administratorsOfA, ...house],
      b: [...administratorsOfB, ...house],
    },
    no: 404,
  },
  'may-announce-ends': { yes: { none: house }, no: 403 },
  'may-assist': { yes: { a: operators, b: nobody }, no: 403, but: signIn },
  'may-assist-somewhere': { yes: { none: operators }, no: 403, but: signIn },
  'may-close-assistance': { yes: { none: nobody }, no: 404 },
  'may-end-assistance': { yes: { none: house }, no: 403 },
  'may-name-delegates': {
    yes: {
      own: [...administratorsOfA, ...list('delegate-a')],
      a: [...administratorsOfA, ...house],
      b: [...administratorsOfB, ...house],
    },
    no: 403,
    but: signIn,
  },
  'may-look-after-people': { yes: { none: administratorsOfA }, no: 403 },
  'may-give-role': byAdministrators,
  'may-reset-second': byAdministrators,
  'may-change-access': inPerson,
  'may-keep-keys': byAdministrators,
  'may-keep-webhook': byAdministrators,
  'may-stop-webhook': { yes: { a: house, b: house }, no: 403 },
  'may-administer': { ...byAdministrators, but: signIn },
  'may-administer-somewhere': { yes: { none: administratorsOfA }, no: 403, but: signIn },
  'may-try-jobs-again': { yes: { none: [...administratorsOfB, ...house] }, no: 403, but: signIn },
  'may-import-territory': { yes: { none: [...administratorsOfB, ...house] }, no: 403 },

  'may-import-list': { ...byAdministrators, but: signIn },
  'may-see-lists': { yes: { none: administratorsOfA }, no: 403, but: signIn },
  'may-check-residence': inPersonByOffice,
  'may-enter-counter': { yes: { none: [...officeOfA, ...list('officer-b')] }, no: 403, but: signIn },
  'may-contest': { yes: { own: people, a: nobody }, no: 403, but: unlessInPerson },
  'may-ask-anpr': inPerson,

  'by-the-house': { yes: { none: house }, no: 404 },
  'may-be-forgotten': inPerson,
  'may-publish-notice': { ...byAdministrators, but: signIn },

  'may-report': forAll,
  'may-report-by-open311': { yes: { none: list('key-a key-without') }, no: 403 },
  'may-support-report': inPerson,
  'may-say-fixed': forAll,
  'may-as-reporter': { yes: { own: people, a: nobody, b: nobody }, no: 422 },
  'may-work-on-report': byOffice,
  'may-note-on-report': inPersonByOffice,
  'may-work-on-case': inPersonByOffice,
  'may-gather-into-case': inPersonByOffice,
  'may-answer-member': { yes: { own: officeOfA, a: nobody, b: nobody }, no: 403, but: signIn },
  'may-enter-desk': { yes: { none: [...officeOfA, ...list('officer-b')] }, no: 403, but: signIn },
  'may-update-report': { yes: { own: key, a: key, b: nobody }, no: 403 },
  'may-archive-report': byTheHouse,
  'may-carry-report': byTheHouse,
  'may-import-reports': byTheHouse,
  'may-import-owners': byTheHouse,
  'may-keep-body': {
    yes: { a: [...administratorsOfA, ...house], b: [...administratorsOfB, ...house] },
    no: 403,
    but: signIn,
  },
  'may-see-bodies': { yes: { none: administratorsOfA }, no: 403, but: signIn },
};

/** Verbs that find their subject only among what the actor looks after: to everybody else it is absent. */
export const expectedOfVerb: Readonly<Record<string, Expectation>> = {
  'identity.receive': { yes: { none: nobody }, no: 403 },
  'identity.ask-openid': { yes: { none: nobody }, no: 404 },
  'privacy.take-export': { yes: { none: nobody }, no: 404 },
  'registry.record-check': { yes: { a: officeOfA, b: officeOfB }, no: 403, but: { anonymous: 404, 'key-a': 404, house: 404 } },
  'registry.contest': { yes: { own: people, a: nobody }, no: 404 },
  'notices.set-rhythm': { yes: { own: people, a: nobody }, no: 404 },
  'notices.unfollow': { yes: { own: people, a: nobody }, no: 404, but: unlessInPerson },
  'organisations.verify': onAsked,
  'organisations.refuse': onAsked,
  'organisations.ask-more': onAsked,
  'organisations.withdraw-invitation': { yes: expectedOfRule['may-name-delegates']!.yes, no: 404 },
  'people.revoke-key': { ...byAdministrators, no: 404 },
  'webhooks.remove': { ...byAdministrators, no: 404 },
  'webhooks.rotate': { ...byAdministrators, no: 404 },
  'webhooks.try': { ...byAdministrators, no: 404 },
  'webhooks.send-again': { ...byAdministrators, no: 404 },
  'webhooks.resume': { ...byAdministrators, no: 404 },
  'people.end-role': {
    yes: {
      own: people,
      a: [...administratorsOfA, ...house],
      b: [...administratorsOfB, ...house],
    },
    no: 404,
  },
};

export function expectationOf({ name, may }: Pick<Verb, 'name'> & { may: Pick<Rule<any>, 'name'> }): Expectation | undefined {
  return expectedOfVerb[name] ?? expectedOfRule[may.name];
}

/** What this actor is answered about a thing that it may see. */
export function answerTo(expected: Expectation, actor: ActorKind, whose: Whose): Answered {
  return expected.yes[whose]?.includes(actor) ? 'yes' : (expected.but?.[actor] ?? expected.no);
}

/** Who sees what is private or hidden in a place without having written it (commons/entries/visibility.ts). */
export const insiders: Readonly<Record<'a' | 'b', readonly ActorKind[]>> = {
  a: list('officer-a moderator-a administrator-a metro-officer metro-moderator metro-administrator key-a key-without house'),
  b: list('officer-b metro-officer metro-moderator metro-administrator house'),
};

/** Who has a name of their own: things can be theirs. */
export const persons: readonly ActorKind[] = people;
