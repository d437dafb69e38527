import type { Ctx, Db } from '../../kernel/context.ts';
import { demoPeople, familyNames, givenNames } from './demo-people.ts';
import type { RoleName } from './roles.ts';
import { findSeeded, insertPeople, insertRoles, listSeedPlaces, type SeedPerson, type SeedRole } from './store-seed.ts';

const day = 86_400_000;
/** Everybody was there before the year of reports that the seeds tell. */
const daysAgo = 420;
const unknownCitizens = { demo: 0, city: 2_000, load: 20_000 };
const batch = 5_000;

/** The people of the invented metropolis: those known by name, an officer and an administrator for each other municipality, and many more
 *  citizens where the world is large. */
export async function seed(ctx: Ctx, size: 'demo' | 'city' | 'load', tell: (line: string) => void): Promise<void> {
  const places = await listSeedPlaces(ctx.db);
  const metropolis = places.find((place) => place.kind === 'metropolis');
  const municipalities = places.filter((place) => place.kind === 'municipality');
  if (!metropolis) return;
  const start = ctx.now.getTime() - daysAgo * day;
  const people: SeedPerson[] = [];
  const roles: SeedRole[] = [];

  const settle = (name: string, domain: string, rest: Pick<SeedPerson, 'assurance' | 'demo'>): string => {
    const id = ctx.id();
    const email = `${name.toLowerCase().replaceAll(' ', '.')}@${domain}`;
    people.push({ id, name, email, ...rest, created: new Date(start + people.length * 1000) });
    return id;
  };
  const give = (person: string, role: RoleName, place: string) => roles.push({ id: ctx.id(), person, role, place, since: new Date(start) });

  for (const known of demoPeople) {
    const place = known.role && (known.role.where === 'metropolis' ? metropolis : municipalities[known.role.where]);
    if (known.role && !place) continue;
    const domain = place ? `${place.kind === 'metropolis' ? 'cm' : 'comune'}.${place.slug}.example` : 'example.org';
    const person = settle(known.name, domain, { assurance: known.assurance, demo: known.shown });
    if (known.role && place) give(person, known.role.name, place.id);
  }
  for (const [rank, place] of municipalities.entries()) {
    for (const role of ['officer', 'municipal-administrator'] as const) {
      if (demoPeople.some((known) => known.role?.name === role && known.role.where === rank)) continue;
      const person = settle(nameOf(rank * 2 + (role === 'officer' ? 0 : 1)), `comune.${place.slug}.example`, { assurance: 'email', demo: false });
      give(person, role, place.id);
    }
  }
  for (let n = 0; n < unknownCitizens[size]; n++) {
    const id = ctx.id();
    people.push({ id, name: nameOf(n), email: `persona.${n}@example.org`, assurance: n % 4 ? 'email' : 'substantial', demo: false, created: new Date(start + n * 1000) });
  }

  for (let from = 0; from < people.length; from += batch) await insertPeople(ctx.db, people.slice(from, from + batch));
  await insertRoles(ctx.db, roles);
  tell(`people: ${people.length}`);
}

/** A person of the seed by key, such as `giulia-morabito`: other rooms' seeds give them something to do. */
export async function findDemoPerson(db: Db, key: string): Promise<{ id: string; name: string } | undefined> {
  return findSeeded(db, key.replaceAll('-', '.'));
}

/** Every given name meets every family name before any pair comes back. */
function nameOf(n: number): string {
  const given = n % givenNames.length;
  const family = (n * 7 + Math.floor(n / givenNames.length)) % familyNames.length;
  return `${givenNames[given]} ${familyNames[family]}`;
}
