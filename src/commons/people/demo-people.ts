import type { Assurance } from '../../kernel/actor.ts';
import type { RoleName } from './roles.ts';

export interface DemoPerson {
  /** `giulia-morabito`; its mailbox is giulia.morabito@... */
  key: string;
  name: string;
  assurance: Assurance;
  /** Where a role is held: the metropolis, or the municipality of this rank by population (0 = the largest). */
  role?: { name: RoleName; where: 'metropolis' | number };
  /** Shown on /demo. */
  shown: boolean;
}

/** The people of the invented metropolis whom other rooms know by name. All invented. */
export const demoPeople: readonly DemoPerson[] = [
  citizen('Marta Dossena', 'email', true),
  citizen('Pietro Vallesi', 'substantial', true),
  citizen('Amina Cherradi', 'email', true),
  citizen('Sergio Tondari', 'substantial'),
  citizen('Ilaria Mescoli', 'email'),
  citizen('Nicola Bravetti', 'email'),
  citizen('Rosa Lombrici', 'substantial'),
  citizen('Andrei Cosmescu', 'email'),
  citizen('Teresa Malavolta', 'email'),
  citizen('Gino Starnazzi', 'email'),
  citizen('Chiara Peverada', 'substantial'),
  citizen('Omar Haddadi', 'email'),
  citizen('Livia Scarpari', 'email'),
  citizen('Franco Ottonieri', 'email'),
  staff('Giulia Morabito', 'officer', 0, true),
  staff('Lucia Ferrante', 'officer', 0),
  staff('Tommaso Grandari', 'officer', 1, true),
  staff('Bruno Castagnari', 'municipal-administrator', 0, true),
  staff('Davide Lanfreschi', 'moderator', 'metropolis', true),
  staff('Paola Incisetti', 'moderator', 0, true),
  staff('Elena Sarpieri', 'metropolitan-administrator', 'metropolis', true),
  staff('Dora Salviati', 'counter-operator', 0, true),
  staff('Nora Quintavelli', 'auditor', 'metropolis', true),
];

/** Of these are made the names of those whom nobody needs to know. */
export const givenNames =
  'Ada Agata Alba Alberto Aldo Alessia Anita Bianca Bruna Carlo Cecilia Cesare Dario Delia Diego Edda Elio Emma Enzo Fabio Flavia Gaia Guido Irene Ivo Lea Leo Lidia Luca Mara Marco Mirko Nadia Neri Olga Oreste Pia Renata Rita Sara Silvio Tina Ugo Vera Viola Zeno'.split(
    ' ',
  );
export const familyNames =
  'Abbaterra Alticelli Arcioni Baldarsa Bellonte Borgarsi Calandrini Cantelmare Castrini Cordaroli Corvigli Dalmonaco Dellafonte Fiumarsi Fornasari Ghiaretti Lagarella Lumerini Mareschini Mirtelli Molinarsi Montigiani Nardarena Olivarsi Palmerini Pernicetti Pontarsi Quercetani Ripamonda Roccarsi Salinari Santarella Serraventi Solarini Telmari Torresali Ulivieri Valdarsi Velliani Vignarsi'.split(
    ' ',
  );

function citizen(name: string, assurance: Assurance, shown = false): DemoPerson {
  return { key: keyOf(name), name, assurance, shown };
}

function staff(name: string, role: RoleName, where: 'metropolis' | number, shown = false): DemoPerson {
  return { key: keyOf(name), name, assurance: 'email', role: { name: role, where }, shown };
}

function keyOf(name: string): string {
  return name.toLowerCase().replaceAll(' ', '-');
}
