import type { Ctx } from '../../kernel/context.ts';
import { blank, type FormState } from '../../kernel/forms/form.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { ActForm, Form, FormErrors, Submit } from '../../kernel/pages/form.tsx';
import { Field } from '../../kernel/pages/form-field.tsx';
import { Notice } from '../../kernel/pages/notice.tsx';
import { Pager } from '../../kernel/pages/rows.tsx';
import { Paragraphs } from '../../kernel/pages/says.tsx';
import { Acts, Breadcrumb, ButtonLink, PageHead, Section } from '../../kernel/pages/structure.tsx';
import type { Refusal } from '../../kernel/refusal.ts';
import { kindOf } from '../entries/kind.ts';
import type { Entry } from '../entries/store.ts';
import { sitePage } from '../site/page.tsx';
import { getPlace } from '../territory/territory.ts';
import { commentForm, editForm } from './forms.ts';
import { answerId, Comment, CommentForm, speaker, ThanksForm } from './pages-comment.tsx';
import { canEdit, isDiscussed } from './permissions.ts';
import type { CommentFound, CommentRow } from './store.ts';

export interface CommentData {
  comment: CommentFound;
  replies: CommentRow[];
  /** The first answer of this page, when it is not the first of all; and that of the next. */
  from: string | null;
  next: string | null;
  versions: { text: string; until: Date }[];
  /** The edit form that came back. */
  form?: FormState;
  refusal?: Refusal;
}

/** One comment with its answers, what it said before, and for its author the form to change it. */
export function commentPage(ctx: Ctx, data: CommentData): Answer {
  const { t, moment } = ctx.words;
  const { comment, replies, form, refusal } = data;
  const open = isDiscussed({ kind: comment.kind, visibility: comment.entry_visibility });
  const title = comment.withdrawn ? t('discussion.withdrawn') : t('discussion.one', { who: speaker(ctx, comment).who });
  const here = `/commenti/${comment.id}`;
  const body = (
    <div class="container ar-last">
      <Trail ctx={ctx} entry={{ ...comment, title: comment.entry_title }} here={title} />
      <PageHead
        title={title}
        meta={[
          !comment.withdrawn && t(`people.assurance.${comment.assurance}`),
          moment(comment.at),
          comment.edited && t('discussion.edited-at', { at: moment(comment.edited) }),
          comment.withdrawn && t('discussion.withdrawn-at', { at: moment(comment.withdrawn) }),
        ]}
      />
      {refusal && <Notice kind="refusal" title={t(refusal.textKey, refusal.params)} />}
      {comment.hidden && <Notice kind="info" title={t('discussion.hidden-since', { at: moment(comment.hidden) })} />}
      <Comment ctx={ctx} comment={comment} code={comment.code} alone>
        {comment.parent && (
          <p>
            <a href={`/commenti/${comment.parent}`}>{t('discussion.answers-to')}</a>
          </p>
        )}
      </Comment>
      {(canEdit(ctx.actor, comment) || form) && (
        <Section small id="modifica" title={t('discussion.change')} lead={t('discussion.change-lead')}>
          {form && <FormErrors form={form} />}
          <Edit
            ctx={ctx}
            form={form ?? blank('discussion.edit', editForm, { id: comment.id, text: comment.text })}
            id={comment.id}
          />
        </Section>
      )}
      {canEdit(ctx.actor, comment) && (
        <Section small id="ritira" title={t('discussion.withdraw')} lead={t('discussion.withdraw-lead')}>
          <ActForm action={`${here}/ritira`} label={t('discussion.withdraw')} look="quiet" />
        </Section>
      )}
      {data.versions.length > 0 && (
        <Section small id="storia" title={t('discussion.before')}>
          {data.versions.map((version) => (
            <>
              <h3 class="ar-h5">{t('discussion.until', { at: moment(version.until) })}</h3>
              <Paragraphs text={version.text} voice={comment.office === null} />
            </>
          ))}
        </Section>
      )}
      {!comment.parent && (
        <Section small id="risposte" title={t('discussion.replies')}>
          {data.from && (
            <p>
              <a href={`${here}#risposte`}>{t('discussion.from-first')}</a>
            </p>
          )}
          {replies.length === 0 && <p class="ar-soft">{t('discussion.no-replies')}</p>}
          {replies.map((reply) => (
            <Comment ctx={ctx} comment={reply} code={comment.code} />
          ))}
          <Pager label={t('discussion.pages')} next={data.next ? `${here}?risposte=${data.next}#risposte` : undefined} />
        </Section>
      )}
      {ctx.actor.kind === 'person' && <ThanksForm />}
      {open && !comment.hidden && !comment.withdrawn && <Answering ctx={ctx} comment={comment} here={here} />}
    </div>
  );
  return sitePage(
    ctx,
    { title, path: here, place: comment.place, hidden: true, form, refusal: form ? undefined : refusal },
    body,
  );
}

function Edit({ ctx, form, id }: { ctx: Ctx; form: FormState; id: string }) {
  return (
    <Form action={`/commenti/${id}/modifica`}>
      <Field form={form} name="text" />
      <Acts>
        <Submit label={ctx.words.t('discussion.save')} look="outline" />
      </Acts>
    </Form>
  );
}

function Answering({ ctx, comment, here }: { ctx: Ctx; comment: CommentFound; here: string }) {
  const reply = blank('discussion.comment', commentForm, { code: comment.code, parent: comment.id, key: ctx.id() });
  if (ctx.actor.kind === 'person')
    return (
      <Section small id={answerId} title={ctx.words.t('discussion.your-reply')}>
        <CommentForm ctx={ctx} kind={comment.kind} place={comment.place} form={reply} />
      </Section>
    );
  return (
    <Acts>
      <ButtonLink
        href={`/entra?next=${encodeURIComponent(here)}`}
        label={ctx.words.t('discussion.sign-in-reply')}
        icon="chat"
        look="outline"
      />
    </Acts>
  );
}

/** The form of a comment that came back: what was written is still there, also when the session has ended meanwhile. */
export function writingPage(
  ctx: Ctx,
  data: { entry: Entry; parent: CommentFound | null; form: FormState; refusal?: Refusal },
): Answer {
  const { t } = ctx.words;
  const { entry, parent, form, refusal } = data;
  const title = t(parent ? 'discussion.your-reply' : 'discussion.write');
  const body = (
    <div class="container ar-last">
      <Trail ctx={ctx} entry={entry} here={title} />
      <FormErrors form={form} />
      {refusal && <Refused ctx={ctx} refusal={refusal} />}
      {parent && <Comment ctx={ctx} comment={parent} code={entry.code} alone />}
      {ctx.actor.kind === 'person' && parent && <ThanksForm />}
      <CommentForm ctx={ctx} kind={entry.kind} place={entry.place} form={form} title={title} />
    </div>
  );
  return sitePage(
    ctx,
    {
      title,
      path: kindOf(entry.kind).path(entry.code),
      place: entry.place,
      hidden: true,
      form,
      refusal,
    },
    body,
  );
}

function Refused({ ctx, refusal }: { ctx: Ctx; refusal: Refusal }) {
  const { t } = ctx.words;
  if (refusal.status !== 401) return <Notice kind="refusal" title={t(refusal.textKey, refusal.params)} />;
  const signIn = (
    <>
      {t('discussion.signed-out')}{' '}
      <a href="/entra" target="_blank" rel="noopener">
        {t('discussion.sign-in-tab')}
      </a>
    </>
  );
  return <Notice kind="refusal" title={t(refusal.textKey, refusal.params)} text={signIn} />;
}

function Trail({ ctx, entry, here }: { ctx: Ctx; entry: Pick<Entry, 'kind' | 'code' | 'place' | 'title'>; here: string }) {
  const place = getPlace(ctx, entry.place);
  const home = { href: place.kind === 'municipality' ? `/comuni/${place.slug}` : '/', label: place.name };
  return <Breadcrumb trail={[home, { href: kindOf(entry.kind).path(entry.code), label: entry.title }]} here={here} />;
}
