import type { Ctx } from '../../../kernel/context.ts';
import { blank, type FormState } from '../../../kernel/forms/form.ts';
import { Form, FormErrors, Submit } from '../../../kernel/pages/form.tsx';
import { Field } from '../../../kernel/pages/form-field.tsx';
import { Notice } from '../../../kernel/pages/notice.tsx';
import { Acts, ButtonLink } from '../../../kernel/pages/structure.tsx';
import { choices } from './pages-report.tsx';
import { address, type DeskAsked, kept } from './queue.ts';
import type { PickedReport } from './store.ts';
import type { TogetherAct, TogetherOutcome } from './together.ts';

export interface TogetherData {
  act: TogetherAct;
  picked: readonly PickedReport[];
  /** Colleagues who work for all the places of the picked ones, and open case files. */
  colleagues: { person: string; name: string; place: string }[];
  cases: { code: string; title: string }[];
  form?: FormState;
}

/** Before it is done: how many they are, which, and what is to be said. */
export function Together({ ctx, asked, together }: { ctx: Ctx; asked: DeskAsked; together: TogetherData }) {
  const { t } = ctx.words;
  const { act, picked } = together;
  const form = together.form ?? blank(act.verb.name, act.verb.form);
  const n = picked.length;
  return (
    <section class="ar-together" aria-labelledby="together" id="insieme">
      <FormErrors form={form} />
      <h2 id="together">{t(`reports.together.${act.act}`, { n })}</h2>
      <details open={n <= 10}>
        <summary>{t('reports.together.which', { n })}</summary>
        <ul class="small">
          {picked.map((one) => (
            <li>
              {one.title} <span class="ar-code">{one.code}</span>
            </li>
          ))}
        </ul>
      </details>
      <Form
        action={address({ ...asked, apri: '' }, '/banco/insieme')}
        hidden={{ ...kept(asked), act: act.act, confirmed: 'yes' }}
      >
        {picked.map((one) => (
          <input type="hidden" name="pick" value={one.code} />
        ))}
        {act.fields.map((field) => (
          <Field form={form} name={field} options={options(ctx, together, field)} />
        ))}
        <Acts>
          <Submit label={t('reports.together.confirm', { n })} />
          <ButtonLink href={address({ ...asked, apri: '' })} label={t('reports.together.cancel')} look="quiet" />
        </Acts>
      </Form>
    </section>
  );
}

function options(ctx: Ctx, { picked, colleagues, cases }: TogetherData, field: string) {
  if (field === 'case') return cases.map((one) => ({ value: one.code, label: `${one.title} (${one.code})` }));
  return choices(ctx, { colleagues }, { place: picked[0]!.place }, field);
}

/** How many were done; which were not, and why. */
export function Outcome({ ctx, outcome }: { ctx: Ctx; outcome: TogetherOutcome }) {
  const { t } = ctx.words;
  const n = outcome.done;
  const links = outcome.opened ? [{ href: `/fascicoli/${outcome.opened}`, label: t('reports.together.to-case') }] : [];
  return (
    <>
      {n > 0 && <Notice kind="done" title={t('reports.desk.done', { n })} links={links} />}
      {outcome.left.length > 0 && (
        <Notice
          kind="refusal"
          title={t('reports.together.left', { n: outcome.left.length })}
          text={
            <ul>
              {outcome.left.map((one) => (
                <li>
                  <a class="ar-code" href={`/banco?apri=${one.code}`}>
                    {one.code}
                  </a>{' '}
                  {one.why}
                </li>
              ))}
            </ul>
          }
        />
      )}
    </>
  );
}
