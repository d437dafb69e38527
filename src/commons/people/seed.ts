import type { Assurance } from '../../kernel/actor.ts';
import type { Ctx, Db } from '../../kernel/context.ts';
import { writeHistory } from '../../kernel/register/register.ts';
import type { SeedSize } from '../module.ts';
import { demoPeople, familyNames, givenNames } from './demo-people.ts';
import type { RoleName } from './roles.ts';
import {
  findSeeded,
  insertPeople,
  insertRoles,
  listSeedPlaces,
  type SeedPerson,
  type SeedPlace,
  type SeedRole,
} from './store-seed.ts';

const day = 86_400_000;
/** Everybody was there before the year of reports that the seeds tell. */
const daysAgo = 420;
const citizens = { demo: 0, town: 500, city: 2_000, load: 20_000 };
const batch = 5_000;

/** The people of the invented metropolis: those known by name, an officer and an administrator for each other municipality, and many more
 *  citizens where the world is large. What is there already stays as it is. */
export async function seed(ctx: Ctx, size: SeedSize, tell: (line: string) => void): Promise<void> {
  const places = await listSeedPlaces(ctx.db);
  const start = ctx.now.getTime() - daysAgo * day;
  const people = unknownCitizens(ctx, size, start);
  const roles: SeedRole[] = [];
  if (!(await findDemoPerson(ctx.db, demoPeople[0]!.key))) {
    const known = knownPeople(ctx, places, start);
    people.unshift(...known.people);
    roles.push(...known.roles);
  }
  for (let from = 0; from < people.length; from += batch) await insertPeople(ctx.db, people.slice(from, from + batch));
  await insertRoles(ctx.db, roles);
  await writeHistory(
    ctx,
    roles.map((given) => ({
      verb: 'people.give-role',
      place: given.place,
      at: given.since,
      public: { role: given.role },
      private: { who: given.person },
    })),
  );
  tell(`${people.length} people, ${roles.length} roles`);
}

/** A person of the seed by key, such as `giulia-morabito`: other rooms' seeds give them something to do. */
export async function findDemoPerson(db: Db, key: string): Promise<{ id: string; name: string } | undefined> {
  return findSeeded(db, key.replaceAll('-', '.'));
}

function knownPeople(ctx: Ctx, places: readonly SeedPlace[], start: number): { people: SeedPerson[]; roles: SeedRole[] } {
  const metropolis = places.find((place) => place.kind === 'metropolis');
  const municipalities = places.filter((place) => place.kind === 'municipality');
  const people: SeedPerson[] = [];
  const roles: SeedRole[] = [];
  const settle = (name: string, domain: string, assurance: Assurance, demo: boolean): string => {
    const id = ctx.id();
    people.push({
      id,
      name,
      email: `${name.toLowerCase().replaceAll(' ', '.')}@${domain}`,
      assurance,
      demo,
      created: new Date(start + people.length * 1000),
    });
    return id;
  };
  const give = (person: string, role: RoleName, place: SeedPlace) =>
    roles.push({ id: ctx.id(), person, role, place: place.id, since: new Date(start) });

  for (const { name, assurance, role, shown } of demoPeople) {
    const place = role && (role.where === 'metropolis' ? metropolis : municipalities[role.where]);
    if (role && !place) continue;
    const person = settle(name, place ? domainOf(place) : 'example.org', assurance, shown);
    if (role && place) give(person, role.name, place);
  }
  for (const [rank, place] of municipalities.entries()) {
    for (const [n, role] of (['officer', 'municipal-administrator'] as const).entries()) {
      if (demoPeople.some((known) => known.role?.name === role && known.role.where === rank)) continue;
      give(settle(nameOf(rank * 2 + n), domainOf(place), 'email', false), role, place);
    }
  }
  return { people, roles };
}

function unknownCitizens(ctx: Ctx, size: keyof typeof citizens, start: number): SeedPerson[] {
  return Array.from({ length: citizens[size] }, (_, n) => ({
    id: ctx.id(),
    name: nameOf(n),
    email: `persona.${n}@example.org`,
    assurance: n % 4 ? 'email' : 'substantial',
    demo: false,
    created: new Date(start + n * 1000),
  }));
}

/** Domains that nobody can ever own (RFC 2606). */
function domainOf(place: SeedPlace): string {
  return place.kind === 'metropolis'
    ? `${place.slug.replace(/^citta-metropolitana-(di-)?/, '')}.example`
    : `comune.${place.slug}.example`;
}

/** Neighbours differ in both names. */
function nameOf(n: number): string {
  const family = n * 7 + Math.floor(n / givenNames.length);
  return `${givenNames[n % givenNames.length]} ${familyNames[family % familyNames.length]}`;
}
