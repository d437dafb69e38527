import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { type Jar, newCode } from './identity.testing.ts';
import { fiscalNumber, level2, openOpenid } from './openid.testing.ts';

const openid = await openOpenid();
const { start, answer, enter, ask, form, rows, whoIs, jarOf, keep, op, region, origin, anchor } = openid;
after(() => openid.close());

const fiscal = (code: string) => ({ info: { [fiscalNumber]: `TINIT-${code}` } });

test('the sign-in page has a button for each provider that is there, and no other', async () => {
  const page = await ask({}, '/entra?next=%2Fmappa');
  assert.match(page.body, /href="\/entra\/cie\?next=%2Fmappa"[\s\S]*Entra con CIE/, 'two ways to CIE: a list');
  assert.match(page.body, /href="\/entra\/oidc\?provider=regione&amp;next=%2Fmappa"[^>]*>\s*Entra con Accesso di prova/);
  assert.match(
    (await ask({}, '/entra/cie?next=%2F')).body,
    /href="\/entra\/oidc\?provider=cie&amp;next=%2F&amp;livello=2"[^>]*>\s*CIE \(OpenID\)/,
  );
  assert.equal((await ask({}, '/entra/oidc?provider=altro')).statusCode, 404);
});

test('a question is signed, asks for a level and for what is needed, and no secret of it is kept', async () => {
  const asked = await start({}, 'cie', { livello: '3' });
  for (const value of [asked.state, asked.nonce]) assert.ok(value.length >= 32);
  assert.equal(asked.acr, level2.replace('2', '3'));
  assert.deepEqual(
    ['client_id', 'response_type', 'scope', 'code_challenge_method'].map((name) => asked.url.searchParams.get(name)),
    [origin, 'code', 'openid', 'S256'],
  );
  const request = (
    await jwtVerify(asked.url.searchParams.get('request')!, createLocalJWKSet((await ask({}, '/oidc/jwks')).json()))
  ).payload;
  assert.deepEqual([request['redirect_uri'], request['prompt']], [`${origin}/oidc/ritorno`, 'consent login']);
  assert.deepEqual(Object.keys((request['claims'] as { userinfo: object }).userinfo), [
    'given_name',
    'family_name',
    'birthdate',
    fiscalNumber,
  ]);
  const [kept] = await rows('select r::text as row from identity.requests r where id = $1', asked.state);
  assert.ok(!kept.row.includes(asked.nonce) && !kept.row.includes(asked.challenge));
});

test('whoever comes certified lands where they wanted, and is the same person as by SAML', async () => {
  const code = newCode();
  const [byOpenid, bySaml] = [{}, {}] as [Jar, Jar];
  const entered = await enter(byOpenid, 'cie', fiscal(code), { next: '/segnalazioni/nuova?passo=2' });
  assert.deepEqual([entered.statusCode, entered.headers.location], [303, '/segnalazioni/nuova?passo=2']);
  const who = (await whoIs(byOpenid))!;
  assert.deepEqual([who.name, who.assurance, who.email], ['Marta Dossena', 'substantial', null]);
  const saml = await openid.deliver('spid', openid.answerTo(await openid.startSaml(bySaml), { code }));
  keep(bySaml, await ask(bySaml, saml.headers.location!));
  assert.equal((await whoIs(bySaml))!.id, who.id);
  const proofs = await rows('select source, issuer, level from identity.proofs where person = $1 order by source', who.id);
  assert.deepEqual(proofs[0], { source: 'cie', issuer: op, level: 'substantial' });
  assert.match((await ask(byOpenid, '/profilo')).body, /La tua identità è verificata[\s\S]*CIE \(OpenID\), il/);
});

test('we prove who we are to the token endpoint with our key; a region by its secret', async () => {
  await enter({}, 'cie', fiscal(newCode()));
  const { assertion } = openid.seen.at(-1)!;
  assert.deepEqual([assertion!['iss'], assertion!['sub'], assertion!['aud']], [origin, origin, `${op}/token`]);
  await enter({}, 'regione', { claims: { sub: 'segreto' } });
  assert.equal(openid.seen.at(-1)!.authorization, `Basic ${Buffer.from('arengo:segreto+di+prova').toString('base64')}`);
});

test('the same answer twice: at the same instant, afterwards, and after a restart', async () => {
  const jar: Jar = {};
  const back = answer(await start(jar, 'cie'), fiscal(newCode()));
  const two = await Promise.all([ask(jar, back), ask(jar, back), ask(jar, back)]);
  assert.deepEqual(two.map(({ statusCode }) => statusCode).sort(), [303, 410, 410]);
  const on = two.find(({ statusCode }) => statusCode === 303)!.headers.location!;
  assert.equal((await ask(jar, back)).statusCode, 410);
  await openid.restart();
  assert.equal((await ask(jar, back)).statusCode, 410);
  assert.equal((await ask(jar, on)).statusCode, 303, 'the way back outlives the restart');
  assert.equal((await ask(jar, on)).statusCode, 410, 'and is gone once');
});

test('a code that was taken before a restart is not brought to the provider after it', async () => {
  const jar: Jar = {};
  const asked = await start(jar, 'cie');
  await rows('update identity.requests set taken = now() where id = $1', asked.state);
  assert.equal((await ask(jar, answer(asked))).statusCode, 410);
});

test('an account elsewhere is an account here, worth an address at most, whatever level it names', async () => {
  const [first, again] = [{}, {}] as [Jar, Jar];
  const said = {
    claims: { sub: 'uno', acr: 'sconosciuto' },
    info: { name: 'Ida Prova', email: 'Ida.Prova@example.org', email_verified: true, fiscal: newCode() },
  };
  await enter(first, 'regione', said);
  const who = (await whoIs(first))!;
  assert.deepEqual([who.name, who.assurance, who.email], ['Ida Prova', 'email', 'ida.prova@example.org']);
  await enter(again, 'regione', { claims: { sub: 'uno' }, info: { name: 'Altro Nome', email: 'altro@example.org' } });
  assert.deepEqual([(await whoIs(again))!.id, (await whoIs(again))!.name], [who.id, 'Ida Prova']);
  const [kept] = await rows('select s::text as row from identity.subjects s where person = $1', who.id);
  assert.ok(!kept.row.includes('uno'));
  assert.equal((await rows('select count(*)::int as n from identity.fiscal where person = $1', who.id))[0].n, 0);
});

test('an address that nobody proved is not taken', async () => {
  for (const [sub, verified] of [
    ['due', undefined],
    ['tre', 'true'],
    ['quattro', false],
  ] as const) {
    const jar: Jar = {};
    await enter(jar, 'regione', { claims: { sub }, info: { email: `${sub}@example.org`, email_verified: verified } });
    assert.deepEqual([(await whoIs(jar))!.email, (await whoIs(jar))!.assurance], [null, 'none']);
  }
});

test('the level of a region counts as the operator says, with a fiscal code, and not below what is asked', async () => {
  const code = newCode();
  const jar: Jar = {};
  await enter(jar, 'regione', {
    claims: { sub: 'cinque', acr: 'forte' },
    info: { fiscal: code, given_name: 'ADA', family_name: 'BO' },
  });
  const who = (await whoIs(jar))!;
  assert.deepEqual([who.name, who.assurance], ['Ada Bo', 'substantial']);
  const cie: Jar = {};
  await enter(cie, 'cie', fiscal(code));
  assert.equal((await whoIs(cie))!.id, who.id, 'one fiscal code, one account');
  const asked = await start({}, 'regione', { livello: '2' });
  assert.equal(asked.acr, 'forte');
  for (const [claims, info, fault] of [
    [{ acr: 'debole' }, { fiscal: code }, 'level'],
    [{}, { fiscal: code }, 'level'],
    [{ acr: 'forte' }, {}, 'fiscal-code'],
    [{ acr: '__proto__' }, { fiscal: code }, 'level'],
  ] as const) {
    const browser: Jar = {};
    const question = await start(browser, 'regione', { livello: '2' });
    assert.equal((await ask(browser, answer(question, { claims: { sub: 'sei', ...claims }, info }))).statusCode, 403);
    assert.equal(await openid.outcomeOf(question), fault);
  }
});

test('an account that a region opens becomes certified with it, and is asked about where the person has a certified one already', async () => {
  const [first, certified] = [{}, {}] as [Jar, Jar];
  const strong = (code: string) => ({ claims: { sub: 'dieci', acr: 'forte' }, info: { fiscal: code } });
  await enter(first, 'regione', { claims: { sub: 'dieci' } });
  const own = (await whoIs(first))!;
  const code = newCode();
  await enter(certified, 'cie', fiscal(code));
  const question = await enter({}, 'regione', strong(code));
  assert.equal(question.statusCode, 200);
  assert.match(question.body, /Sono tutti e due tuoi/);
  const risen: Jar = {};
  await enter(risen, 'regione', strong(newCode()));
  assert.deepEqual([(await whoIs(risen))!.id, (await whoIs(risen))!.assurance], [own.id, 'substantial']);
});

test('nobody takes an account over by its address: the owner opens it first, and says yes', async () => {
  const owner = await openid.house.person('Nilde Prova');
  const said = { claims: { sub: 'sette' }, info: { name: 'Nilde Prova', email: owner.email, email_verified: true } };
  const jar: Jar = {};
  const question = await enter(jar, 'regione', said, { next: '/notifiche' });
  assert.equal(question.statusCode, 409);
  assert.equal(await whoIs(jar), undefined);
  const way = /href="\/entra\?next=([^"]+)"/.exec(question.body.slice(question.body.lastIndexOf('Questa e-mail ha già')))![1]!;
  const back = decodeURIComponent(way);
  Object.assign(jar, await jarOf(owner));
  const page = await ask(jar, back);
  assert.match(page.body, /Collega l’accesso con Accesso di prova\?[\s\S]*Nilde Prova/);
  assert.equal((await rows('select count(*)::int as n from identity.subjects where person = $1', owner.person))[0].n, 0);
  const secret = /name="code" value="([^"]+)"/.exec(page.body)![1]!;
  const nobody = await ask({ arengo_identity: jar['arengo_identity']! }, '/entra/identita/collega', form({ code: secret }));
  assert.match(nobody.headers.location!, /^\/entra\b/, 'whoever is not signed in is sent to sign in');
  const joined = await ask(jar, '/entra/identita/collega', form({ code: secret }));
  assert.deepEqual([joined.statusCode, joined.headers.location], [303, '/notifiche']);
  const later: Jar = {};
  await enter(later, 'regione', said);
  assert.equal((await whoIs(later))!.id, owner.person);
});

test('coming back with an open session joins nothing by itself, and a no leaves everything as it is', async () => {
  const person = await openid.house.person('Bruna Prova');
  const jar = await jarOf(person);
  const page = await enter(jar, 'regione', { claims: { sub: 'otto' }, info: { name: 'Uno Sconosciuto' } }, { next: '/mappa' });
  assert.equal(page.statusCode, 200);
  assert.match(page.body, /Uno Sconosciuto[\s\S]*Bruna Prova[\s\S]*href="\/mappa"[^>]*>\s*No, lascia/);
  assert.equal((await rows('select count(*)::int as n from identity.subjects where person = $1', person.person))[0].n, 0);
});

test('from another site the way to a provider is asked first', async () => {
  const page = await ask({}, '/entra/oidc?provider=regione&next=%2Fmappa', { headers: { 'sec-fetch-site': 'cross-site' } });
  assert.equal(page.statusCode, 200);
  assert.match(page.body, /Arrivi da un altro sito[\s\S]*href="\/entra\/oidc\?provider=regione&amp;next=%2Fmappa"/);
  assert.equal(
    page.cookies.find(({ name }) => name === 'arengo_identity'),
    undefined,
  );
});

test('what opens an account can be taken away, but never the last', async () => {
  const jar: Jar = {};
  await enter(jar, 'regione', { claims: { sub: 'nove' } });
  const end = () => ask(jar, '/entra/identita/scollega', form({ issuer: region }));
  assert.equal((await end()).statusCode, 409);
  const { id } = (await whoIs(jar))!;
  await rows(`update people.people set email = 'nove@example.org', email_typed = 'nove@example.org' where id = $1`, id);
  assert.match((await ask(jar, '/profilo')).body, /Accessi collegati[\s\S]*Scollega Accesso di prova/);
  assert.equal((await end()).statusCode, 303);
  assert.equal((await rows('select count(*)::int as n from identity.subjects where person = $1', id))[0].n, 0);
});

test('two first sign-ins of one account elsewhere at once are one account here', async () => {
  for (let round = 0; round < (process.env['ARENGO_DEEP'] ? 50 : 2); round++) {
    const jars: Jar[] = [{}, {}, {}, {}];
    const said = { claims: { sub: `insieme-${round}` }, info: { email: `insieme.${round}@example.org`, email_verified: true } };
    const backs = await Promise.all(
      jars.map(async (jar) => (await ask(jar, answer(await start(jar, 'regione'), said))).headers.location!),
    );
    const entered = await Promise.all(jars.map((jar, i) => ask(jar, backs[i]!)));
    assert.deepEqual(
      entered.map(({ statusCode }) => statusCode),
      [303, 303, 303, 303],
    );
    for (const [i, done] of entered.entries()) keep(jars[i]!, done);
    assert.equal(new Set(await Promise.all(jars.map(async (jar) => (await whoIs(jar))!.id))).size, 1);
  }
});

test('the entity configuration says who we are, signed by the federation key alone', async () => {
  const answer = await ask({}, '/.well-known/openid-federation');
  assert.equal(answer.headers['content-type'], 'application/entity-statement+jwt');
  const { payload, protectedHeader } = await jwtVerify(answer.body, (header, jws) => {
    const { jwks } = JSON.parse(Buffer.from(jws.payload as string, 'base64url').toString());
    return createLocalJWKSet(jwks)(header, jws);
  });
  assert.equal(protectedHeader.typ, 'entity-statement+jwt');
  assert.deepEqual([payload.iss, payload.sub, payload['authority_hints']], [origin, origin, [anchor]]);
  const { openid_relying_party: party, federation_entity: entity } = payload['metadata'] as Record<string, Record<string, any>>;
  assert.equal(party!['jwks'].keys.length, 2);
  const federationKeys = (payload['jwks'] as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);
  assert.ok(!party!['jwks'].keys.some(({ kid }: { kid: string }) => federationKeys.includes(kid)));
  assert.ok(!answer.body.includes('"d"') && !JSON.stringify(payload).includes('"d":'), 'no private half');
  assert.deepEqual(party!['redirect_uris'], [`${origin}/oidc/ritorno`]);
  assert.deepEqual(
    [party!['client_registration_types'], party!['userinfo_encrypted_response_alg']],
    [['automatic'], 'RSA-OAEP-256'],
  );
  const resolved = await ask(
    {},
    `${new URL(entity!['federation_resolve_endpoint']).pathname}?${new URLSearchParams({ sub: op, trust_anchor: anchor })}`,
  );
  assert.equal(resolved.headers['content-type'], 'application/resolve-response+jwt');
  assert.equal(decodeProtectedHeader(resolved.body).typ, 'resolve-response+jwt');
  assert.equal((await ask({}, '/oidc/risolvi?sub=https%3A%2F%2Faltro.example&trust_anchor=x')).statusCode, 404);
});
