import Type from 'typebox';
import type { Ctx } from '../../kernel/context.ts';
import { blank } from '../../kernel/forms/form.ts';
import { ownPath, redirect } from '../../kernel/http/answers.ts';
import { pageQuery, wrongCursor } from '../../kernel/http/lists.ts';
import type { Answer, Incoming, Route } from '../../kernel/http/route.ts';
import { anyone, form, page, read, signedIn } from '../../kernel/http/routes.ts';
import { type Refusal, refuse } from '../../kernel/refusal.ts';
import { endRole, giveRole, invite, rename } from './actions.ts';
import { askLink, enterAsDemo, enterWithLink, enterWithPassword, leave } from './actions-entering.ts';
import { entering, languageCookie, leaving, secretOf, textOf } from './entering.ts';
import { inLine, passwordLine, startLine } from './line.ts';
import { type ProfileShown, profilePage } from './pages.tsx';
import { giveRolePage, invitePage, onlyPlace, peoplePage } from './pages-administration.tsx';
import { demoPage, linkPage, linkSentPage, namePage, resumePage, signInPage } from './pages-entering.tsx';
import { lineRoute } from './pages-line.tsx';
import { profileParts } from './parts.ts';
import { mayLookAfterPeople } from './permissions.ts';
import { findReturn, resumePath } from './returning.ts';
import { administeredPlaces } from './roles.ts';
import { hashOf } from './sessions.ts';
import { findPerson, listDemoPeople, listPeopleWithRoles, listRolesOf } from './store.ts';
import { findLink } from './store-sessions.ts';

const peopleOnAPage = 50;

export const routes: readonly Route[] = [
  page('/entra', anyone, 'Ways to sign in', async (ctx, request) => {
    const next = ownPath(textOf(request.query['next']));
    if (ctx.actor.awaits === 'second-proof') return redirect(`/entra/secondo?next=${encodeURIComponent(next)}`);
    return ctx.actor.kind === 'person' ? redirect(next) : signInPage(ctx, { next });
  }),
  inLine(
    startLine,
    form('/entra', askLink, {
      then: () => '/entra/inviato',
      again: async (ctx, _request, asked, refusal) => signInPage(ctx, { asked, refusal }),
    }),
    async (ctx, { body }, refusal) => signInPage(ctx, { asked: blank(askLink.name, askLink.form, typed(body)), refusal }),
  ),
  lineRoute,
  page('/entra/inviato', anyone, 'What to do with the link that was sent', async (ctx) => linkSentPage(ctx)),
  page(
    '/entra/link/:token',
    anyone,
    'A link to sign in, not yet used: whoever only looks at it, as mail scanners do, uses nothing up',
    async (ctx, request) => {
      const link = await findLink(ctx.db, hashOf(request.params['token']!), ctx.now);
      return linkPage(ctx, { path: request.path, link });
    },
  ),
  form('/entra/link/:token', enterWithLink, {
    ...entering(),
    again: async (ctx, request, _form, refusal) => linkPage(ctx, { path: request.path, refusal }),
  }),
  inLine(
    passwordLine,
    form('/entra/password', enterWithPassword, {
      ...entering(),
      again: async (ctx, _request, byPassword, refusal) => signInPage(ctx, { byPassword, refusal }),
    }),
    async (ctx, { body }, refusal) =>
      signInPage(ctx, { byPassword: blank(enterWithPassword.name, enterWithPassword.form, typed(body)), refusal }),
  ),
  form('/esci', leave, {
    input: (_ctx, request) => ({ session: secretOf(request) }),
    then: () => leaving('/'),
    again: async () => leaving('/'),
  }),

  page(resumePath, signedIn, 'A form that was sent before signing in, to be sent again', async (ctx, request) =>
    resumePage(ctx, await findReturn(ctx, request)),
  ),

  page('/profilo', signedIn, 'The own account', profile),
  form('/profilo', rename, {
    then: (_ctx, done) => redirect('/profilo?fatto=nome', [languageCookie(done.language)]),
    again: (ctx, request, naming, refusal) => profile(ctx, request, { naming, refusal }),
  }),
  page('/profilo/nome', signedIn, 'The own name, asked once after the account was made', async (ctx, request) => {
    const next = ownPath(textOf(request.query['next']));
    return namePage(ctx, { naming: blank(rename.name, rename.form, { language: ctx.words.lang, next }) });
  }),
  form('/profilo/nome', rename, {
    then: (_ctx, done, request) => redirect(ownPath(textOf(request.body['next'])), [languageCookie(done.language)]),
    again: async (ctx, _request, naming, refusal) => namePage(ctx, { naming, refusal }),
  }),

  page('/persone', mayLookAfterPeople, 'People with a role in the own places', people),
  page('/persone/nuova', mayLookAfterPeople, 'Invite somebody', async (ctx) =>
    invitePage(ctx, { asked: blank(invite.name, invite.form, { language: 'it' }) }),
  ),
  form('/persone/nuova', invite, {
    then: () => '/persone?fatto=invito',
    again: async (ctx, _request, asked, refusal) => invitePage(ctx, { asked, refusal }),
  }),
  page('/persone/ruoli', mayLookAfterPeople, 'Give a role', async (ctx) =>
    giveRolePage(ctx, { asked: blank(giveRole.name, giveRole.form, { place: onlyPlace(ctx) }) }),
  ),
  form('/persone/ruoli', giveRole, {
    then: () => '/persone?fatto=ruolo',
    again: async (ctx, _request, asked, refusal) => giveRolePage(ctx, { asked, refusal }),
  }),
  form('/persone/ruoli/:id/fine', endRole, {
    then: () => '/persone?fatto=fine',
    again: async (ctx, request, _form, refusal) => (refusal?.status === 404 ? refusal : people(ctx, request, { refusal })),
  }),
  read(
    '/api/v1/people',
    mayLookAfterPeople,
    'People with a role in the own places',
    Type.Object(pageQuery),
    Type.Object({
      items: Type.Array(
        Type.Object({
          id: Type.String(),
          name: Type.String(),
          email: Type.String(),
          roles: Type.Array(
            Type.Object({
              id: Type.String(),
              role: Type.String(),
              place: Type.String(),
              until: Type.Union([Type.String(), Type.Null()]),
            }),
          ),
        }),
      ),
      next: Type.Union([Type.String(), Type.Null()]),
    }),
    async (ctx, { cursor, limit }) =>
      cursor !== undefined && !readCursor(cursor) ? wrongCursor() : pageOfPeople(ctx, cursor, limit ?? peopleOnAPage),
  ),

  page('/demo', anyone, 'The people of the demo metropolis', async (ctx) => {
    if (!ctx.config.demo) return refuse('kernel.absent', 404);
    return demoPage(ctx, await listDemoPeople(ctx.db, ctx.now));
  }),
  form('/demo', enterAsDemo, {
    ...entering(),
    again: async (_ctx, _request, _form, refusal) => refusal ?? refuse('kernel.absent', 404),
  }),
];

/** Never the password. */
function typed(body: Record<string, unknown>) {
  return { email: textOf(body['email']), next: textOf(body['next']) };
}

async function profile(ctx: Ctx, request: Incoming, shown: Partial<ProfileShown> = {}): Promise<Answer | Refusal> {
  const person = ctx.actor.person ? await findPerson(ctx.db, ctx.actor.person) : undefined;
  if (!person) return refuse('kernel.sign-in', 401);
  return profilePage(ctx, {
    naming: blank(rename.name, rename.form, { name: person.name, language: person.language }),
    ...shown,
    person,
    roles: await listRolesOf(ctx.db, person.id, ctx.now),
    parts: await profileParts(ctx),
    done: textOf(request.query['fatto']),
  });
}

async function people(ctx: Ctx, request: Incoming, shown: { refusal?: Refusal } = {}): Promise<Answer> {
  const { items, next } = await pageOfPeople(ctx, textOf(request.query['da']), peopleOnAPage);
  return peoplePage(ctx, { people: items, next, done: textOf(request.query['fatto']), ...shown });
}

async function pageOfPeople(ctx: Ctx, cursor: string | undefined, most: number) {
  const rows = await listPeopleWithRoles(ctx.db, {
    places: administeredPlaces(ctx.actor),
    after: readCursor(cursor),
    limit: most + 1,
    now: ctx.now,
  });
  const items = rows.slice(0, most);
  const last = items.at(-1);
  return {
    items,
    next: rows.length > most && last ? Buffer.from(JSON.stringify([last.name, last.id])).toString('base64url') : null,
  };
}

/** On a page, a cursor that is not one of ours begins again from the first. */
function readCursor(cursor: string | undefined): { name: string; id: string } | null {
  try {
    const [name, id] = JSON.parse(Buffer.from(cursor ?? '', 'base64url').toString()) as [unknown, unknown];
    return typeof name === 'string' && typeof id === 'string' && /^[0-9a-f-]{36}$/.test(id) ? { name, id } : null;
  } catch {
    return null;
  }
}
