import type { Ctx } from '../../kernel/context.ts';
import type { FormState } from '../../kernel/forms/form.ts';
import { Field } from '../../kernel/pages/form-field.tsx';
import { titleOfRecord } from './pages-value.tsx';
import { removal } from './setting-form.ts';

/** A list of small records: each folded under its name and open where something is wrong; the last adds one. */
export function RecordFields({ ctx, forms, next }: { ctx: Ctx; forms: readonly FormState[]; next: FormState | null }) {
  const { t } = ctx.words;
  return (
    <div class="ar-records">
      {forms.map((form) => (
        <Record ctx={ctx} form={form} title={titleOfRecord(ctx, form.values)} />
      ))}
      {next && <Record ctx={ctx} form={next} title={t('settings.add')} isNew />}
    </div>
  );
}

function Record({ ctx, form, title, isNew }: { ctx: Ctx; form: FormState; title: string; isNew?: boolean }) {
  const { t } = ctx.words;
  const id = removal(form.at!);
  return (
    <details open={form.errors.length > 0}>
      <summary>{title || t('settings.unnamed')}</summary>
      <div class="ar-record">
        {Object.keys(form.schema.properties).map((field) => (
          <Field form={form} name={field} />
        ))}
        {!isNew && (
          <div class="ar-check">
            <input type="checkbox" id={id} name={id} value="true" />
            <label for={id}>{t('settings.remove', { title })}</label>
          </div>
        )}
      </div>
    </details>
  );
}
