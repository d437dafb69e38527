import type { Ctx } from '../../kernel/context.ts';
import type { FormState } from '../../kernel/forms/form.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { ActForm, Form, FormErrors, Submit } from '../../kernel/pages/form.tsx';
import { Field } from '../../kernel/pages/form-field.tsx';
import { Notice } from '../../kernel/pages/notice.tsx';
import { PageHead } from '../../kernel/pages/structure.tsx';
import { DefinitionList } from '../../kernel/pages/table.tsx';
import { sitePage } from '../site/page.tsx';
import { type TrialPerson, trialPath, trialPeople } from './trial.ts';

interface TrialShown {
  /** Without a question there is nothing to answer. */
  asked?: object;
  message: Record<string, string | undefined>;
  form: FormState;
}

export function trialPage(ctx: Ctx, { asked, message, form }: TrialShown): Answer {
  const { t, day } = ctx.words;
  const options = trialPeople(ctx.now).map(({ key, name, familyName, dateOfBirth }) => ({
    value: key,
    label: t('identity.trial.born', { name: `${name} ${familyName}`, day: day(new Date(`${dateOfBirth}T12:00:00Z`)) }),
  }));
  const hidden = Object.fromEntries(Object.entries(message).filter((pair): pair is [string, string] => pair[1] !== undefined));
  return sitePage(
    ctx,
    { title: t('identity.trial.title'), path: trialPath, form, hidden: true, cache: 'private' },
    <div class="container ar-last">
      <PageHead title={t('identity.trial.title')} lead={t('identity.trial.lead')} />
      {!asked && (
        <Notice kind="info" title={t('identity.trial.unasked')} links={[{ href: '/entra', label: t('identity.other-ways') }]} />
      )}
      {asked && (
        <>
          <FormErrors form={form} />
          <Form action={trialPath} hidden={hidden}>
            <Field form={form} name="person" options={options} />
            <Field form={form} name="level" />
            <Submit label={t('identity.trial.go-on')} />
          </Form>
          <ActForm action={trialPath} hidden={{ ...hidden, no: '1' }} label={t('identity.trial.cancel')} look="quiet" />
        </>
      )}
    </div>,
  );
}

/** What a real provider asks last: may these data go there? */
export function trialChosenPage(
  ctx: Ctx,
  { acs, response, person }: { acs: string; response: string; person?: TrialPerson },
): Answer {
  const { t, day } = ctx.words;
  const title = t(person ? 'identity.trial.send-title' : 'identity.trial.cancelled');
  return sitePage(
    ctx,
    { title, path: trialPath, hidden: true, cache: 'private' },
    <div class="container ar-last">
      <PageHead title={title} />
      {person && (
        <DefinitionList
          items={[
            { term: t('identity.trial.name'), value: `${person.name} ${person.familyName}` },
            { term: t('identity.trial.fiscal-code'), value: person.fiscalNumber.replace('TINIT-', '') },
            { term: t('identity.trial.birth'), value: day(new Date(`${person.dateOfBirth}T12:00:00Z`)) },
          ]}
        />
      )}
      <div class="mt-3">
        <ActForm
          action={new URL(acs).pathname}
          hidden={{ SAMLResponse: response }}
          label={t(person ? 'identity.trial.send' : 'identity.trial.back')}
        />
      </div>
    </div>,
  );
}
