/** A server that dies at any step of any verb leaves nothing behind or all of it (trust case 75). One verb by default, one of each sort in the
 *  deep suite. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { comment, thank } from '../../src/commons/discussion/actions.ts';
import { hide } from '../../src/commons/moderation/actions.ts';
import { follow } from '../../src/commons/notices/actions.ts';
import { giveRole } from '../../src/commons/people/actions.ts';
import { enterWithLink } from '../../src/commons/people/actions-entering.ts';
import { newLink } from '../../src/commons/people/people.ts';
import { changeSetting } from '../../src/commons/settings/actions.ts';
import { type Place, territoryOf } from '../../src/commons/territory/territory.ts';
import { anonymous, system } from '../../src/kernel/actor.ts';
import { publish } from '../../src/modules/board/actions.ts';
import { supportReport } from '../../src/modules/reports/actions.ts';
import { resolve, takeCharge } from '../../src/modules/reports/desk/actions.ts';
import { sendReport } from '../../src/modules/reports/intake/actions.ts';
import { onlyDeep } from '../deep.ts';
import { openHouse, type TestHouse, type TestPerson } from '../house.ts';
import { everyStep, type Step } from './steps.ts';

/** Visitors have one limit in common: they come a quarter of an hour apart. */
let clock = Date.now();
let house: TestHouse;
let place: Place;
let officer: TestPerson;
let moderator: TestPerson;

before(async () => {
  house = await openHouse({ now: () => new Date(clock) });
  place = territoryOf(house.ctx()).municipalities[0]!;
  officer = await house.person('Lucia Atzori', [{ role: 'officer', place: place.id, whole: false }]);
  moderator = await house.person('Ada Melis', [{ role: 'moderator', place: place.id, whole: false }]);
});
after(() => house.close());

// Somebody else each time: limits are for each person.
const citizen = () => house.person('Marta Serra');
const few = ['reports.take-charge'];
const said = async () => house.done(comment, { code: (await house.report()).code, text: 'Anche qui.' }, await citizen());

const steps: Step[] = [
  {
    verb: sendReport,
    prepare: async (n) => ({
      input: {
        category: 'roads',
        title: `Buca numero ${n}`,
        lat: place.outline!.lat,
        lon: place.outline!.lon,
        key: `passo-${n}`,
      },
      actor: await citizen(),
    }),
  },
  {
    verb: comment,
    prepare: async (n) => ({
      input: { code: (await house.report()).code, text: 'Anche davanti al forno.', key: `passo-${n}` },
      actor: await citizen(),
    }),
  },
  { verb: takeCharge, prepare: async () => ({ input: { code: (await house.report()).code }, actor: officer }) },
  {
    verb: resolve,
    prepare: async () => ({ input: { code: (await house.report()).code, answer: 'È stata chiusa.' }, actor: officer }),
  },
  { verb: supportReport, prepare: async () => ({ input: { code: (await house.report()).code }, actor: await citizen() }) },
  { verb: follow, prepare: async () => ({ input: { code: (await house.report()).code, how: 'daily' }, actor: await citizen() }) },
  { verb: thank, prepare: async () => ({ input: { id: (await said()).id }, actor: officer }) },
  {
    verb: hide,
    prepare: async () => {
      const { code, id } = await said();
      return { input: { code, comment: id, reason: 'offensive', words: 'Contiene un insulto.' }, actor: moderator };
    },
  },
  {
    verb: giveRole,
    prepare: async () => ({
      input: { email: (await house.person('Nuovo')).email, role: 'officer', place: place.id },
      actor: system,
    }),
  },
  {
    verb: enterWithLink,
    prepare: async (n) => {
      clock += 16 * 60_000;
      const email = `passo.${n}@example.org`;
      const link = await newLink(house.ctx(), { email, typed: email, purpose: 'sign-in', next: '/' });
      return { input: { token: link.split('/').pop() }, actor: anonymous };
    },
  },
  {
    verb: changeSetting,
    prepare: async (n) => ({ input: { place: place.slug, name: 'site.contacts', value: { phone: `800 ${n}` } }, actor: system }),
  },
  {
    verb: publish,
    prepare: async (n) => ({
      input: { place: place.slug, title: `Notizia ${n}`, body: 'La scuola riapre lunedì mattina.', key: `passo-${n}` },
      actor: officer,
    }),
  },
];

for (const step of steps) {
  const skip = few.includes(step.verb.name) ? false : onlyDeep;
  test(`${step.verb.name}: a connection that breaks at any step leaves nothing, or all of it`, { skip }, async (t) => {
    const count = await everyStep(house, step);
    assert.ok(count >= 4, `${count} statements`);
    t.diagnostic(`${count} statements`);
  });
}
