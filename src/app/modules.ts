import { addresses } from '../commons/addresses/module.ts';
import { assistance } from '../commons/assistance/module.ts';
import { attachments } from '../commons/attachments/module.ts';
import { discussion } from '../commons/discussion/module.ts';
import { drafts } from '../commons/drafts/module.ts';
import { entries } from '../commons/entries/module.ts';
import { identity } from '../commons/identity/module.ts';
import { links } from '../commons/links/module.ts';
import { moderation } from '../commons/moderation/module.ts';
import type { Module } from '../commons/module.ts';
import { notices } from '../commons/notices/module.ts';
import { organisations } from '../commons/organisations/module.ts';
import { people } from '../commons/people/module.ts';
import { privacy } from '../commons/privacy/module.ts';
import { register } from '../commons/register/module.ts';
import { registry } from '../commons/registry/module.ts';
import { settings } from '../commons/settings/module.ts';
import { site } from '../commons/site/module.ts';
import { territory } from '../commons/territory/module.ts';
import { webhooks } from '../commons/webhooks/module.ts';
import { board } from '../modules/board/module.ts';
import { reports } from '../modules/reports/module.ts';
import { gathering } from './gathering/module.ts';

/** THE list: every room of the house, floor by floor. A capability is one folder and one line here. */
export const rooms: readonly Module[] = [
  // floor 1: nouns that every capability shares
  territory,
  addresses,
  people,
  identity,
  organisations,
  settings,
  entries,
  site,
  drafts,
  attachments,
  discussion,
  moderation,
  notices,
  links,
  register,
  privacy,
  registry,
  assistance,
  webhooks,
  // floor 2: capabilities
  reports,
  board,
  // floor 3: pages that gather rooms
  gathering,
];

/** Every schema that is ours: of the rooms, of the kernel and of its queue of jobs. */
export const schemas: readonly string[] = ['kernel', ...rooms.map((room) => room.name), 'jobs'];
