import { forgetJobsAbout, forgetOldJobs } from '../jobs/store.ts';
import { atATime, bases, copied, nobody, notCopied, type Personal } from './personal.ts';
import { forgetActsOf } from './store-own.ts';

const day = 86_400_000;

/** How long the queue keeps what is in it. */
const done = day;
const failed = 14 * day;

/** Of the tables of the kernel itself. */
export const kernelPersonal: Personal = {
  tables: {
    'kernel.acts': {
      of: [{ by: 'id', table: 'kernel.act_secrets', key: 'act' }],
      purpose: 'register of what was done, which anyone can check',
      basis: bases.duty,
      kept: 'for ever, without the person',
      columns: {
        verb: copied('kept'),
        code: copied('kept'),
        at: copied('kept'),
        assurance: copied('kept'),
        public: copied('kept'),
        mark: notCopied('a pseudonym that is the same only within one thing', 'kept'),
        commitment: notCopied('says nothing without the key that is destroyed', 'kept'),
      },
    },
    'kernel.act_secrets': {
      of: [{ person: 'person' }],
      purpose: 'who did what, and what the register only commits to',
      basis: bases.duty,
      kept: 'as long as the account; who signed in when, twelve months',
      columns: {
        person: copied('kept'),
        private: copied('kept'),
        key: notCopied('opens the commitment', 'kept'),
      },
      erased: 'row',
    },
    'kernel.checkpoints': nobody,
    'kernel.cursors': nobody,
    'kernel.leaves': nobody,
    'kernel.migrations': nobody,
    'kernel.secrets': nobody,
    'kernel.tiles': nobody,
    'jobs.job': {
      of: [],
      purpose: 'work that waits: mails with their addresses and words, until they are sent',
      basis: bases.task,
      kept: 'a day after it is done; two weeks where it failed',
      columns: {
        data: notCopied('a mail that waits to be sent: it reaches the person', 'kept'),
        output: notCopied('what went wrong with a piece of work', 'kept'),
        source_output: notCopied('the same, of the work it came from', 'kept'),
      },
      impersonal: 'name policy singleton_key dead_letter group_id group_tier source_name',
      // Those that name the person: see `erase`.
      erased: 'row',
    },
  },
  erase: async (ctx, whose) => {
    await forgetActsOf(ctx.db, whose.person);
    await forgetJobsAbout(ctx.db, [whose.person, ...whose.addresses]);
  },
  rules: [
    {
      name: 'kernel.jobs',
      says: 'finished work of the queue, mails with it: a day after the end, two weeks where it failed (whoever looks after the server must be able to see why)',
      run: (ctx) => forgetOldJobs(ctx.db, new Date(ctx.now.getTime() - done), new Date(ctx.now.getTime() - failed), atATime),
    },
  ],
};
