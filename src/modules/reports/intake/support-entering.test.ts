/** «Anche a me» of whoever has not signed in: what the button says, and where the link of the mail leads. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { newLink } from '../../../commons/people/people.ts';
import { anonymous } from '../../../kernel/actor.ts';
import { sendReport } from './actions.ts';
import { openTelling } from './telling.testing.ts';

const { house, lat, lon, flow, begin, next } = await openTelling();
let code: string;
before(async () => {
  ({ code } = await house.done(sendReport, { category: 'roads', title: 'Tombino rotto al mercato', lat, lon }));
});
after(() => house.close());

/** Asks for the mail's link from the page that a press led to, and opens it; gives the address behind it and the new cookie. */
async function enter(signIn: string, email: string): Promise<{ location: string; cookie: string }> {
  const page = await house.get(signIn);
  const [, back = ''] = /name="next" value="([^"]+)"/.exec(page.body) ?? [];
  const link = new URL(await newLink(house.ctx(anonymous), { email, typed: email, purpose: 'sign-in', next: back }));
  const entered = await house.post(link.pathname);
  const named = new URL(String(entered.headers.location), 'http://localhost');
  return {
    location: named.searchParams.get('next') ?? named.pathname,
    cookie: String([entered.headers['set-cookie']].flat()[0]).split(';')[0]!,
  };
}

test('on the report the button says that one signs in first; the link leads back to it, and one press is left', async () => {
  const path = `/segnalazioni/${code}`;
  assert.match((await house.get(path)).body, /Accedi e di’ anche a me/);
  const english = await house.server.app.inject({ url: path, headers: { 'accept-language': 'en' } });
  assert.match(english.body, /Sign in and say me too/);
  const pressed = await house.post(`${path}/anche-a-me`);
  const { location, cookie } = await enter(String(pressed.headers.location), 'prima@example.org');
  assert.equal(location, path);
  const back = (await house.get(location, cookie)).body;
  assert.match(back, new RegExp(`action="${path}/anche-a-me"[\\s\\S]{0,300}Anche a me`));
  assert.doesNotMatch(back, /Accedi e di’/);
  assert.equal((await house.post(`${path}/anche-a-me`, {}, cookie)).headers.location, path);
  assert.match((await house.get(path, cookie)).body, /L’hai detto anche tu/);
});

test('«È una di queste?» says it too; the link leads back to the one that was pressed, in this browser and in another', async () => {
  const draft = await begin();
  assert.equal(await next(draft, { category: 'roads', title: 'Tombino spaccato' }), `${flow}/uguali`);
  const page = (await house.get(`${flow}/uguali`, draft)).body;
  assert.match(page, /accedi e di’ «anche a me»: conti anche tu/);
  assert.match(page, /È questa: accedi e di’ anche a me/);
  assert.doesNotMatch(page, /basta un tocco/);
  const pressed = await house.post(`${flow}/uguali/${code}`, {}, draft);
  const { location, cookie } = await enter(String(pressed.headers.location), 'seconda@example.org');

  const here = `${draft}; ${cookie}`;
  const there = await house.get(location, here);
  assert.equal(there.headers.location, `${flow}/uguali#alike-${code}`);
  const again = (await house.get(`${flow}/uguali`, here)).body;
  assert.match(again, new RegExp(`id="alike-${code}"`));
  assert.match(again, /basta un tocco[\s\S]*È questa, anche a me/);

  assert.equal((await house.get(location, cookie)).headers.location, `/segnalazioni/${code}`, 'where no draft is open');
  assert.equal((await house.get(`${flow}/uguali/SEG-1999-000001`, here)).headers.location, '/segnalazioni/SEG-1999-000001');
});
