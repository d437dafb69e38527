/** In a real browser, without JavaScript, with a provider on another site: the cookie of the question must come along with the code. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBrowser } from '../../../test/browser.ts';
import { freePort } from '../../../test/server.ts';
import { openOpenid } from './openid.testing.ts';

test('from the very thing that asked to a provider on another site and back, by links alone', async (t) => {
  const browser = await openBrowser(t);
  if (!browser) return;
  t.after(() => browser.close());
  const port = await freePort();
  const here = `http://127.0.0.1:${port}`;
  const openid = await openOpenid({ env: { PORT: String(port) } });
  t.after(() => openid.close());
  await openid.house.server.app.listen({ host: '127.0.0.1', port });

  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${here}/entra?next=${encodeURIComponent('/notifiche')}`);
  await page.click('text=Entra con CIE');
  await page.click('text=CIE (OpenID)');
  assert.equal(new URL(page.url()).hostname, 'localhost');
  await page.click('text=Acconsento');
  assert.equal(page.url(), `${here}/notifiche`);
  await page.goto(`${here}/profilo`);
  assert.match((await page.textContent('main'))!, /La tua identità è verificata/);
});
