/** In a real browser, without JavaScript, with a provider that is truly another site: whether the cookies come along decides if anybody gets in. */
import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { openBrowser } from '../../../test/browser.ts';
import { openHouse } from '../../../test/house.ts';
import { freePort } from '../../../test/server.ts';
import { requestIn, requestRead } from '../../protocols/spid/request.ts';
import { certifyingResponse } from '../../protocols/spid/response.ts';
import { newPair } from '../../protocols/spid/spid.testing.ts';
import { identityEnv, newCode, ours, providerFile } from './identity.testing.ts';

test('from the profile to a provider on another site and back, by links and buttons alone', async (t) => {
  const browser = await openBrowser(t);
  if (!browser) return;
  t.after(() => browser.close());
  const pair = newPair();
  const port = await freePort();
  const here = `http://127.0.0.1:${port}`;
  const provider = http.createServer((request, response) => {
    const query = Object.fromEntries(new URL(request.url!, there).searchParams);
    const { id, issuer } = requestRead(requestIn(query, ours.certificate)!)!;
    const attributes = { name: 'ROSA', familyName: 'LOMBRICI', fiscalNumber: `TINIT-${newCode()}`, dateOfBirth: '1980-01-01' };
    const told = { issuer: there, acs: `${here}/spid/acs`, audience: issuer, inResponseTo: id, at: new Date() };
    const answer = certifyingResponse({ ...told, id: '_r', assertionId: '_a', nameId: '_x', level: 2, attributes }, pair);
    response.setHeader('content-type', 'text/html');
    response.end(
      `<form method="post" action="${told.acs}"><input type="hidden" name="SAMLResponse" value="${answer}"><button>Acconsento</button></form>`,
    );
  });
  await new Promise<void>((done) => provider.listen(0, '127.0.0.1', done));
  t.after(() => provider.close());
  const there = `http://localhost:${(provider.address() as AddressInfo).port}`;
  const house = await openHouse({ env: { ...identityEnv, PORT: String(port), SPID_IDP_METADATA: providerFile(there, pair) } });
  t.after(() => house.close());
  await house.server.app.listen({ host: '127.0.0.1', port });

  const person = await house.person('Rosa Prova');
  const context = await browser.newContext({ javaScriptEnabled: false });
  const [name, value] = (await house.sessionOf(person)).split('=') as [string, string];
  await context.addCookies([{ name, value, url: here, sameSite: 'Lax', httpOnly: true }]);
  const page = await context.newPage();
  await page.goto(`${here}/profilo`);
  await page.click('text=Verifica con SPID');
  await page.click('text=Gestore di localhost');
  await page.click('text=Acconsento');
  assert.equal(page.url(), `${here}/profilo`);
  assert.equal(await page.textContent('h1'), 'Rosa Prova');
  assert.match((await page.textContent('main'))!, /La tua identità è verificata/);
  await page.goBack();
  await page.click('text=Acconsento');
  assert.match((await page.textContent('main'))!, /è già stata usata/, 'the same answer again');
});
