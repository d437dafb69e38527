import type { Ctx } from '../../kernel/context.ts';
import { blank } from '../../kernel/forms/form.ts';
import { ActForm, Form, Submit } from '../../kernel/pages/form.tsx';
import { Field } from '../../kernel/pages/form-field.tsx';
import { Notice } from '../../kernel/pages/notice.tsx';
import { enterWithPasswordForm } from './forms.ts';

/** An open session may be on somebody else's table: the person shows again who they are, and comes back here. */
export function AgainPlease({ ctx, email, password, next }: { ctx: Ctx; email: string | null; password: boolean; next: string }) {
  const { t } = ctx.words;
  return (
    <>
      <Notice kind="info" title={t('people.again.title')} text={t('people.again.text')} />
      {email && <ActForm action="/entra" hidden={{ email, next }} label={t('people.again.link')} look="outline" />}
      {email && password && (
        <Form action="/entra/password" hidden={{ email, next }}>
          <Field form={blank('people.enter-with-password', enterWithPasswordForm)} name="password" />
          <Submit label={t('people.again.enter')} look="outline" />
        </Form>
      )}
    </>
  );
}
