import type { ComponentChildren } from 'preact';
import type { Ctx } from '../../kernel/context.ts';
import type { FormState } from '../../kernel/forms/form.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { Form, FormErrors, Submit } from '../../kernel/pages/form.tsx';
import { Field } from '../../kernel/pages/form-field.tsx';
import { Notice } from '../../kernel/pages/notice.tsx';
import { Says } from '../../kernel/pages/says.tsx';
import { Acts, Breadcrumb, ButtonLink, PageHead } from '../../kernel/pages/structure.tsx';
import { Confirmation } from '../../kernel/pages/thread.tsx';
import type { Refusal } from '../../kernel/refusal.ts';
import { speaker } from '../discussion/pages-comment.tsx';
import { kindOf } from '../entries/kind.ts';
import { type SitePage, sitePage } from '../site/page.tsx';
import { getPlace, officeName } from '../territory/territory.ts';
import { reasons, type Target } from './moderation.ts';
import { flagPath } from './part.ts';

/** What is wrong with it? The page says what happens next, and that numbers hide nothing. */
export function flagPage(ctx: Ctx, target: Target, form: FormState, refusal?: Refusal): Answer {
  const { t } = ctx.words;
  const { entry, comment } = target;
  const office = officeName(ctx, getPlace(ctx, entry.place));
  return shell(
    ctx,
    target,
    { form, refusal },
    <>
      <FormErrors form={form} />
      {refusal && <Notice kind="refusal" title={t(refusal.textKey, refusal.params)} />}
      <PageHead title={t('moderation.flag.title')} lead={t('moderation.flag.lead', { office })} />
      {comment ? (
        <Says {...speaker(ctx, comment)} office={comment.office !== null} text={comment.text} />
      ) : (
        <p>{t('moderation.flag.about', { title: entry.title })}</p>
      )}
      <Form action={flagPath(entry)}>
        <Field form={form} name="comment" />
        <Field
          form={form}
          name="reason"
          options={reasons.map((reason) => ({ value: reason, label: t(`moderation.reason.${reason}`) }))}
        />
        <Field form={form} name="words" />
        <Acts>
          <Submit label={t('moderation.flag.send')} icon="flag" />
          <a href={backOf(target)}>{t('moderation.flag.back')}</a>
        </Acts>
      </Form>
    </>,
  );
}

export function flaggedPage(ctx: Ctx, target: Target): Answer {
  const { t } = ctx.words;
  const office = officeName(ctx, getPlace(ctx, target.entry.place));
  return shell(
    ctx,
    target,
    {},
    <Confirmation title={t('moderation.flag.done')} text={t('moderation.flag.done-text', { office })}>
      <Acts>
        <ButtonLink href={backOf(target)} label={t('moderation.flag.back')} />
        <a href="/moderazione/cifre">{t('moderation.figures.title')}</a>
      </Acts>
    </Confirmation>,
  );
}

function shell(ctx: Ctx, target: Target, page: Pick<SitePage, 'form' | 'refusal'>, children: ComponentChildren): Answer {
  const { t } = ctx.words;
  const { entry } = target;
  const title = t('moderation.flag.title');
  return sitePage(
    ctx,
    { title, path: flagPath(entry), place: entry.place, cache: 'private', hidden: true, ...page },
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: backOf(target), label: entry.title }]} here={title} />
      {children}
    </div>,
  );
}

function backOf({ entry, comment }: Target): string {
  return comment ? `/commenti/${comment.id}` : kindOf(entry.kind).path(entry.code);
}
