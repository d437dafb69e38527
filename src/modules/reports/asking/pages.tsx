import { sitePage } from '../../../commons/site/page.tsx';
import type { Ctx } from '../../../kernel/context.ts';
import { blank, type FormState } from '../../../kernel/forms/form.ts';
import type { Answer } from '../../../kernel/http/route.ts';
import { Form, FormErrors, Submit } from '../../../kernel/pages/form.tsx';
import { Field } from '../../../kernel/pages/form-field.tsx';
import { Notice } from '../../../kernel/pages/notice.tsx';
import { Acts, PageHead } from '../../../kernel/pages/structure.tsx';
import type { Refusal } from '../../../kernel/refusal.ts';
import type { Asked } from './actions.ts';
import { sayFixedForm } from './forms.ts';

/** The question of the mail: opening the link answers nothing, a button does. */
export function fixedPage(
  ctx: Ctx,
  token: string,
  asked: Asked | undefined,
  back: { form?: FormState; refusal?: Refusal } = {},
): Answer {
  const { t, date } = ctx.words;
  const form = back.form ?? blank('reports.say-fixed', sayFixedForm);
  const open = asked && asked.question.fixed === null && asked.report.closed?.getTime() === asked.question.closed.getTime();
  return sitePage(
    ctx,
    {
      title: t('reports.fixed.title'),
      path: '/',
      cache: 'private',
      hidden: true,
      form,
      refusal: back.refusal,
      status: asked ? undefined : 404,
    },
    <div class="container ar-last">
      <PageHead
        title={t('reports.fixed.title')}
        lead={asked && t('reports.fixed.lead', { title: asked.report.title, day: date(asked.question.closed, ctx.now) })}
      />
      {back.refusal && <Notice kind="refusal" title={t(back.refusal.textKey, back.refusal.params)} />}
      {!asked && <Notice kind="refusal" title={t('reports.fixed.unknown')} />}
      {asked && !open && !back.refusal && (
        <Notice kind="info" title={t(asked.question.fixed === null ? 'reports.fixed.over' : 'reports.fixed.said')} />
      )}
      {open && (
        <>
          <FormErrors form={form} />
          <Form action={`/segnalazioni/davvero/${encodeURIComponent(token)}`}>
            <Field form={form} name="fixed" />
            <Field form={form} name="answer" />
            <Acts>
              <Submit label={t('reports.fixed.send')} icon="check" />
            </Acts>
          </Form>
        </>
      )}
    </div>,
  );
}
