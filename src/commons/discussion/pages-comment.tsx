import type { ComponentChildren } from 'preact';
import type { Ctx } from '../../kernel/context.ts';
import type { FormState } from '../../kernel/forms/form.ts';
import type { Link } from '../../kernel/pages/document.tsx';
import { Form, Submit } from '../../kernel/pages/form.tsx';
import { Field } from '../../kernel/pages/form-field.tsx';
import { Says } from '../../kernel/pages/says.tsx';
import { ActionLine, Acts } from '../../kernel/pages/structure.tsx';
import { kindOf } from '../entries/kind.ts';
import { actsForSome } from '../organisations/organisations.ts';
import { NoticeLink } from '../privacy/part.tsx';
import { getPlace, officeName } from '../territory/territory.ts';
import { anchorOf, shortPerson } from './comment.ts';
import type { CommentRow } from './store.ts';

export interface CommentProps {
  ctx: Ctx;
  comment: CommentRow;
  code: string;
  /** It is the one that its own page is about. */
  alone?: boolean;
  /** It can be answered: on its own page, since a form under each of fifty comments would double what they weigh. */
  open?: boolean;
  children?: ComponentChildren;
}

/** What one person said, and the small things that can be done with it. */
export function Comment({ ctx, comment, code, alone, open, children }: CommentProps) {
  const { t, number } = ctx.words;
  const id = anchorOf(comment.id);
  if (comment.text === '') {
    return (
      <Says id={id} who={t(comment.withdrawn ? 'discussion.withdrawn' : 'discussion.hidden')} office text="">
        {children}
      </Says>
    );
  }
  const { who, about } = speaker(ctx, comment);
  const own = comment.author === ctx.actor.person;
  const signedIn = ctx.actor.kind === 'person';
  const here = `/commenti/${comment.id}`;
  const thanks = comment.thanks > 0 ? t('discussion.thanked', { n: number(comment.thanks), count: comment.thanks }) : '';
  const links: Link[] = [];
  if (open) links.push({ href: `${here}#${answerId}`, label: t('discussion.reply') });
  if (!alone && own) links.push({ href: here, label: t('discussion.change') });
  else if (!alone && comment.edited) links.push({ href: here, label: t('discussion.before') });
  if (!own) links.push({ href: `/modera/segnala/${code}?commento=${comment.id}`, label: t('discussion.flag') });
  return (
    <Says
      id={id}
      who={who}
      about={[about, thanks].filter(Boolean).join(' · ')}
      office={comment.office !== null}
      text={comment.text}
    >
      {links.length > 0 && <ActionLine links={links} />}
      {signedIn && !own && (
        <Submit
          label={t(comment.thanked ? 'discussion.take-back-thanks' : 'discussion.thank')}
          look="quiet"
          form={thanksForm}
          formAction={comment.thanked ? `${here}/grazie/ritira` : `${here}/grazie`}
        />
      )}
      {children}
    </Says>
  );
}

/** Where the answer to a comment is written, on its page. */
export const answerId = 'rispondi';

const thanksForm = 'grazie';

/** The one form of all the thanks of a page: each button says for which comment. */
export function ThanksForm() {
  return <form id={thanksForm} method="post" hidden />;
}

/** Who speaks: people in short, offices and organisations in full; a person who was erased is nobody. */
export function speaker(ctx: Ctx, comment: CommentRow): { who: string; about: string } {
  const { t, relative } = ctx.words;
  const at = relative(comment.at, ctx.now);
  const when = comment.edited ? t('discussion.when-edited', { at }) : at;
  const stance = comment.stance ? t(`discussion.stance.${comment.stance}`) : '';
  const said = (who: string, ...about: string[]) => ({ who, about: [...about, stance, when].filter(Boolean).join(' · ') });
  const office = comment.office && officeName(ctx, getPlace(ctx, comment.office));
  if (office) return comment.name === '' ? said(office) : said(comment.name, office);
  const name = comment.name === '' ? t('discussion.nobody') : shortPerson(comment.name);
  return comment.organisation ? said(comment.organisation, t('discussion.by', { name })) : said(name);
}

/** The form of a new comment, or of the same with its faults. */
export function CommentForm({
  ctx,
  kind,
  place,
  form,
  title,
}: {
  ctx: Ctx;
  kind: string;
  place: string;
  form: FormState;
  title?: string;
}) {
  const organisations = actsForSome(ctx.actor, 'speak');
  const isReply = form.values['parent'] !== undefined;
  return (
    <Form action="/commenti" id="commenta">
      {title && <h3>{title}</h3>}
      <Field form={form} name="code" />
      <Field form={form} name="key" />
      {isReply && <Field form={form} name="parent" />}
      {kindOf(kind).comments === 'stance' && !isReply && <Field form={form} name="stance" />}
      <Field form={form} name="text" />
      {organisations.length > 0 && (
        <Field form={form} name="onBehalf" options={organisations.map((one) => ({ value: one.id, label: one.name }))} />
      )}
      <NoticeLink ctx={ctx} procedure="discussion.comment" place={place} />
      <Acts>
        <Submit label={ctx.words.t(isReply ? 'discussion.send-reply' : 'discussion.send')} look="outline" />
      </Acts>
    </Form>
  );
}
