/** Passkeys with a real browser, whose device is a virtual one (Chrome DevTools Protocol, WebAuthn). */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { BrowserContext, CDPSession } from 'playwright-core';
import { openBrowser } from '../../../test/browser.ts';
import { openHouse } from '../../../test/house.ts';
import { invite } from './actions.ts';
import { enterWithPasskey } from './actions-second.ts';

const house = await openHouse({ world: 'demo' });
after(() => house.close());

async function deviceOf(context: BrowserContext): Promise<{ cdp: CDPSession; id: string }> {
  const page = context.pages()[0] ?? (await context.newPage());
  const cdp = await context.newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { cdp, id: authenticatorId };
}

test('an officer makes a passkey at the first sign-in, and enters with it alone from then on; what was signed once opens nothing more', async (t) => {
  const browser = await openBrowser(t);
  if (!browser) return;
  try {
    // Passkeys are bound to a name: an address made of figures has none.
    const base = (await house.listen()).replace('127.0.0.1', 'localhost');
    const place = (await house.database.pool.query("select id from territory.places where slug = 'arenaria'")).rows[0].id;
    const email = 'nuova.operatrice@example.org';
    const { link } = await house.done(invite, { name: 'Nuova Operatrice', email, role: 'officer', place });
    const context = await browser.newContext();
    const page = await context.newPage();
    const { cdp, id } = await deviceOf(context);

    await page.goto(base + new URL(link!).pathname);
    await page.getByRole('button', { name: 'Entra', exact: true }).last().click();
    await page.waitForURL(/\/entra\/secondo/);
    await page.getByLabel('Come la chiami').fill('Portatile');
    await page.getByRole('button', { name: 'Aggiungi una passkey' }).click();
    await page.waitForURL((url) => !url.pathname.startsWith('/entra'));
    assert.equal((await page.goto(`${base}/banco`))!.status(), 200, 'the role is awake');

    await page.goto(`${base}/profilo/accesso`);
    await page.getByText('Portatile').waitFor();
    await page.getByRole('button', { name: 'Esci dappertutto' }).click();
    await page.waitForURL(`${base}/`);

    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') sent.push(request.postData() ?? '');
    });
    await page.goto(`${base}/entra?next=/banco`);
    await page.getByRole('button', { name: 'Entra con una passkey' }).click();
    await page.waitForURL(`${base}/banco`);
    const answer = new URLSearchParams(sent.at(-1)).get('answer')!;
    assert.ok(JSON.parse(answer).response.signature);
    assert.equal(await house.refusal(enterWithPasskey, { answer }), 'people.wrong-passkey 422', 'brought twice');
    const changed = { ...JSON.parse(answer), id: JSON.parse(answer).id.replace(/^./, (c: string) => (c === 'A' ? 'B' : 'A')) };
    assert.equal(await house.refusal(enterWithPasskey, { answer: JSON.stringify(changed) }), 'people.wrong-passkey 422');

    // A device that knows nobody, or whose owner says no.
    await page.goto(`${base}/profilo/accesso`);
    await page.getByRole('button', { name: 'Esci dappertutto' }).click();
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId: id, isUserVerified: false });
    await page.goto(`${base}/entra`);
    await page.getByRole('button', { name: 'Entra con una passkey' }).click();
    await page.getByText('Non è andata').waitFor();
    assert.equal(page.url(), `${base}/entra`);
    assert.ok(await page.getByRole('button', { name: 'Entra con una passkey' }).isEnabled());
  } finally {
    await browser.close();
  }
});

test('answers that are none are refused as a wrong one is', async () => {
  for (const answer of ['{}', 'null', '[]', '"x"', '{"id":"AAAA","response":{"clientDataJSON":"e30"}}', '{"id":1}'])
    assert.equal(await house.refusal(enterWithPasskey, { answer }), 'people.wrong-passkey 422', answer);
});
