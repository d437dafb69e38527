import type { Ctx } from '../../kernel/context.ts';
import type { FormState } from '../../kernel/forms/form.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { Form, FormErrors, Submit } from '../../kernel/pages/form.tsx';
import { Field } from '../../kernel/pages/form-field.tsx';
import { Notice } from '../../kernel/pages/notice.tsx';
import { Acts, Breadcrumb } from '../../kernel/pages/structure.tsx';
import type { Refusal } from '../../kernel/refusal.ts';
import { kindOf } from '../entries/kind.ts';
import type { Entry } from '../entries/store.ts';
import { sitePage } from '../site/page.tsx';
import { relations } from './link.ts';

/** Which thing, by its public code, and how. */
export function ConnectForm({ ctx, form }: { ctx: Ctx; form: FormState }) {
  const { t } = ctx.words;
  return (
    <Form action="/collegamenti">
      <Field form={form} name="from" />
      <Field form={form} name="relation" options={relations.map((one) => ({ value: one, label: t(`links.outward.${one}`) }))} />
      <Field form={form} name="to" />
      <Acts>
        <Submit label={t('links.connect.title')} look="outline" />
      </Acts>
    </Form>
  );
}

/** The form that came back. */
export function connectPage(ctx: Ctx, entry: Entry, form: FormState, refusal?: Refusal): Answer {
  const { t } = ctx.words;
  const title = t('links.connect.title');
  const page = kindOf(entry.kind).path(entry.code);
  return sitePage(
    ctx,
    {
      title,
      path: page,
      place: entry.place,
      hidden: true,
      form,
      refusal,
    },
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: page, label: entry.title }]} here={title} />
      <FormErrors form={form} />
      {refusal && <Notice kind="refusal" title={t(refusal.textKey, refusal.params)} />}
      <h1 class="ar-h2">{title}</h1>
      <ConnectForm ctx={ctx} form={form} />
    </div>,
  );
}
