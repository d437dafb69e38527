import type { ComponentChildren } from 'preact';
import type { Ctx } from '../kernel/context.ts';
import type { Room } from '../kernel/room.ts';
import type { Verb } from '../kernel/verbs/verb.ts';
import type { Kind } from './entries/kind.ts';
import type { Tells } from './notices/notice.ts';
import type { SettingDeclaration } from './settings/setting.ts';

/** An entry of the main menu, shown to whoever may enter the page it leads to. `label` is a text key. */
export interface MenuItem {
  label: string;
  /** Address of a page of the route table, without parameters. */
  href: string;
  /** Smaller comes first. */
  order: number;
}

/** How large the invented metropolis is: 1,200 reports, ten thousand, a hundred thousand, a million. */
export type SeedSize = 'demo' | 'town' | 'city' | 'load';

/** What a room adds to the house beyond the mechanisms of the kernel: its nouns. */
export interface Module extends Room {
  kinds?: readonly Kind[];
  settings?: readonly SettingDeclaration[];
  menu?: readonly MenuItem[];
  /** Verbs that another computer may be given a key for: they act in a place, and need no person. Texts: `<room>.verb.<name>`. */
  forKeys?: readonly Verb[];
  /** What delegates of an organisation may be given the power to do: `<room>.<name>`; texts `<room>.power.<name>`. */
  powers?: readonly string[];
  /** Where people are asked for personal data, each with a privacy notice of its own: `<room>.<name>`. Texts: `<room>.collects.<name>.name`,
   *  `.what`, `.basis`, `.kept`. */
  collects?: readonly string[];
  /** Acts of the room of which followers are told. */
  tells?: Tells;
  /** Which thing a secret receipt of the room is of, so that whoever holds one can see it proven. */
  findByReceipt?(ctx: Ctx, typed: string): Promise<string | undefined>;
  /** Its part of the page on which people sign in: `next` is where they go on. */
  onSignIn?(ctx: Ctx, next: string): ComponentChildren;
  /** Its part of the own profile. */
  onProfile?(ctx: Ctx): Promise<ComponentChildren>;
  /** Its box on the home page, beside what happens now. */
  onHome?(ctx: Ctx): ComponentChildren;
  /** Its part of the invented metropolis, in the order of the rooms. Must be quick: a first start has 25 seconds for everything. */
  seed?(ctx: Ctx, size: SeedSize, tell: (line: string) => void): Promise<void>;
}
