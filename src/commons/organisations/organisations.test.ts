import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openHouse, type TestHouse, type TestPerson } from '../../../test/house.ts';
import { anonymous } from '../../kernel/actor.ts';
import { territoryOf } from '../territory/territory.ts';
import { addDocument, ask, correct, register } from './actions.ts';
import { askMore, close, refuseIt, resume, suspend, verify } from './actions-office.ts';
import { nextFiscalCode, trying } from './organisations.testing.ts';
import { actsFor } from './organisations.ts';
import { listOrganisations } from './store.ts';

let house: TestHouse;
let its: ReturnType<typeof trying>;
let a: string;
let b: string;
let officer: TestPerson;
let administrator: TestPerson;

before(async () => {
  house = await openHouse();
  its = trying(house);
  [a, b] = territoryOf(house.ctx()).municipalities.map((place) => place.id) as [string, string];
  officer = await house.person('Lucia Atzori', [{ role: 'officer', place: a, whole: false }]);
  administrator = await house.person('Ada Pinna', [{ role: 'municipal-administrator', place: a, whole: false }]);
});
after(() => house.close());

test('an administrator enters an organisation at home, verified at once; nobody else does, and not elsewhere', async () => {
  const input = { name: 'Associazione Riva Pulita', kind: 'association', place: a };
  const citizen = await house.person('Marta Serra');
  assert.equal(await its.refused(register, input, citizen), 'organisations.not-administrator');
  assert.equal(await its.refused(register, input, anonymous), 'kernel.sign-in');
  assert.equal(await its.refused(register, { ...input, place: b }, administrator), 'organisations.not-administrator');
  const { id } = await house.done(register, input, administrator);
  assert.equal((await house.get(`/organizzazioni/${id}`)).statusCode, 200);
  assert.match(await its.refused(register, { ...input, name: 'associazione RIVA pulita' }, administrator), /name-taken/);
});

test('administrations have a code of the index, once; nothing else has', async () => {
  const input = { name: 'Autorità portuale', kind: 'administration', place: a };
  assert.match(await its.refused(register, input), /ipa-code-missing/);
  assert.match(await its.refused(register, { ...input, ipaCode: 'non un codice' }), /ipa-code$/);
  assert.match(await its.refused(register, { ...input, kind: 'firm', ipaCode: 'aut_port' }), /ipa-code-not/);
  const { id } = await house.done(register, { ...input, ipaCode: 'AUT_port' });
  assert.match((await house.get(`/organizzazioni/${id}`)).body, /Codice IPA aut_port/);
  assert.match(await its.refused(register, { ...input, name: 'Un’altra', ipaCode: 'aut_PORT' }), /ipa-code-taken/);
});

test('asked for, it is there for its delegate and the offices of its place alone; verified, for everybody', async () => {
  const marta = await house.person('Marta Usai');
  const id = await its.asked(marta, a, { name: 'Circolo della Darsena' });
  const url = `/organizzazioni/${id}`;
  const elsewhere = await house.person('Un ufficio', [{ role: 'officer', place: b, whole: false }]);
  for (const person of [null, elsewhere, await house.person('Curiosa')]) {
    const cookie = person ? await house.sessionOf(person) : undefined;
    assert.equal((await house.get(url, cookie)).statusCode, 404);
    if (person) assert.equal(await its.refused(verify, { organisation: id }, person), 'kernel.absent');
  }
  for (const person of [marta, officer])
    assert.match((await house.get(url, await house.sessionOf(person))).body, /Circolo della Darsena/);
  assert.ok(!actsFor(await its.now(marta), id, 'speak'), 'nobody speaks for what is not verified');
  assert.ok(actsFor(await its.now(marta), id, 'represent'));

  await house.done(verify, { organisation: id }, officer);
  assert.equal((await house.get(url)).statusCode, 200);
  assert.ok(actsFor(await its.now(marta), id, 'speak'));
});

test('the fiscal code must be one, and is of one organisation until that one is refused', async () => {
  const person = await house.person('Nina Loi');
  const fiscalCode = nextFiscalCode();
  const wrong = `${fiscalCode.slice(0, 10)}${(Number(fiscalCode[10]) + 1) % 10}`;
  const input = { name: 'Uno', kind: 'firm', place: a, description: 'Facciamo.', title: 'Titolare' };
  const actor = await its.now(person);
  assert.match(await its.refused(ask, { ...input, fiscalCode: wrong }, actor), /fiscal-code$/);
  const { id } = await house.done(ask, { ...input, fiscalCode: `IT ${fiscalCode}` }, actor);
  assert.match(await its.refused(ask, { ...input, fiscalCode }, actor), /fiscal-code-taken/);
  const other = await its.asked(person, a);
  const { place: _, ...facts } = input;
  const said = { ...facts, organisation: other, fiscalCode };
  assert.match(await its.refused(correct, said, await its.now(person)), /fiscal-code-taken/);
  await house.done(refuseIt, { organisation: id, reason: 'Non risulta nel registro delle imprese.' }, officer);
  await house.done(correct, said, await its.now(person));
});

test('the same code asked for by many at once is one request', async () => {
  const actor = await its.now(await house.person('Molti'));
  const input = {
    ...{ name: 'Gemelli', kind: 'association', place: a, fiscalCode: nextFiscalCode() },
    ...{ description: 'Una sola volta.', title: 'Socio' },
  };
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => house.perform(ask, input, actor)));
  assert.equal(outcomes.filter((outcome) => 'done' in outcome).length, 1);
});

test('of two officers who decide at once one does, and the other is told', async () => {
  const id = await its.asked(await house.person('Pia Cau'), a);
  const outcomes = await Promise.all([
    ...Array.from({ length: 4 }, () => house.perform(verify, { organisation: id }, officer)),
    ...Array.from({ length: 4 }, () => house.perform(refuseIt, { organisation: id, reason: 'Manca lo statuto.' }, officer)),
  ]);
  assert.equal(outcomes.filter((outcome) => 'done' in outcome).length, 1);
  const codes = outcomes.flatMap((outcome) => ('refused' in outcome ? outcome.refused.code : []));
  assert.deepEqual(codes, Array(7).fill('organisations.decided'));
});

test('states out of order are refused; a suspended one is seen, and nobody speaks for it', async () => {
  const person = await house.person('Rina Melis');
  const id = await its.asked(person, a);
  const on = { organisation: id };
  const reason = 'Nessuno risponde da un anno.';
  assert.equal(await its.refused(suspend, { ...on, reason }, officer), 'organisations.decided');
  assert.equal(await its.refused(resume, on, officer), 'organisations.not-suspended');
  assert.equal(await its.refused(verify, on, await its.now(person)), 'organisations.own-interest');
  await house.done(verify, on, officer);
  assert.equal(await its.refused(verify, on, officer), 'organisations.decided');
  assert.equal(await its.refused(refuseIt, { ...on, reason }, officer), 'organisations.decided');
  await house.done(suspend, { ...on, reason }, officer);
  assert.ok(!actsFor(await its.now(person), id, 'speak'));
  const page = (await house.get(`/organizzazioni/${id}`)).body;
  assert.match(page, /Sospesa/);
  assert.doesNotMatch(page, /Nessuno risponde/, 'why is for its delegates');
  await house.done(resume, on, officer);
  assert.ok(actsFor(await its.now(person), id, 'speak'));
  await house.done(close, on, await its.now(person));
  assert.equal(await its.refused(resume, on, officer), 'organisations.not-suspended');
  assert.match((await house.get(`/organizzazioni/${id}`)).body, /Chiusa/);
  const rows = await listOrganisations(house.database.db, { place: a, after: null, most: 100 });
  assert.ok(!rows.some((one) => one.id === id));
});

test('what is missing is asked for, and the promised day begins anew when it comes', async () => {
  const person = await house.person('Ugo Serra');
  const id = await its.asked(person, a);
  await house.done(askMore, { organisation: id, wanted: 'Serve la nomina della presidente.' }, officer);
  const url = `/organizzazioni/${id}/carte`;
  const cookie = await house.sessionOf(person);
  assert.match((await house.get(url, cookie)).body, /Serve la nomina della presidente/);
  const file = (await house
    .ctx()
    .files.take(Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n'), 'nomina.pdf')) as {
    id: string;
  };
  const added = await house.done(
    addDocument,
    { organisation: id, kind: 'appointment', file: file.id, name: 'nomina.pdf' },
    await its.now(person),
  );
  assert.doesNotMatch((await house.get(url, cookie)).body, /Serve la nomina/);
  const paper = `/organizzazioni/${id}/documenti/${added.id}`;
  const seen = await house.get(paper, await house.sessionOf(officer));
  assert.equal(seen.statusCode, 200);
  assert.match(String(seen.headers['content-disposition']), /^attachment/);
  await house.done(verify, { organisation: id }, officer);
  assert.equal((await house.get(paper, await house.sessionOf(await house.person('Curioso')))).statusCode, 404);
});

test('a request takes no name from whoever bears it: names are told apart when an office says yes', async () => {
  const name = 'Compagnia del Porto';
  await house.done(register, { name, kind: 'association', place: a });
  const id = await its.asked(await house.person('Chi imita'), a, { name });
  assert.equal(await its.refused(verify, { organisation: id }, officer), 'organisations.name-taken');
});
