import { bases, copied, notCopied, type Personal } from '../../kernel/personal/personal.ts';
import { takeAllBack } from './store.ts';

export const personal: Personal = {
  tables: {
    'discussion.comments': {
      of: [{ person: 'author' }],
      purpose: 'what people say on a public thing',
      basis: bases.task,
      kept: 'for ever, as part of the public record, or until it is withdrawn',
      columns: {
        author: copied('kept'),
        text: copied('words'),
        stance: copied('words'),
        assurance: copied('kept'),
        at: copied('kept'),
        key: notCopied('names one sending of a form', 'kept'),
      },
    },
    'discussion.versions': {
      of: [{ by: 'comment', table: 'discussion.comments', key: 'id' }],
      purpose: 'what a comment said before it was changed, so that answers stay understandable',
      basis: bases.task,
      kept: 'as long as the comment',
      columns: { text: copied('words'), until: copied('kept') },
    },
    'discussion.thanks': {
      of: [{ person: 'person' }],
      purpose: 'thanks for a comment, once for each person',
      basis: bases.task,
      kept: 'as long as the comment',
      columns: { person: copied('kept'), comment: copied('kept'), at: copied('kept') },
    },
  },
  erase: (ctx, whose, words) => takeAllBack(ctx.db, whose.person, words, ctx.now),
};
