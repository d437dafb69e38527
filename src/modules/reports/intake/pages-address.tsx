import type { Address } from '../../../commons/addresses/search.ts';
import type { Ctx } from '../../../kernel/context.ts';
import { blank, type FieldError } from '../../../kernel/forms/form.ts';
import type { Answer } from '../../../kernel/http/route.ts';
import { Form, FormErrors, Submit } from '../../../kernel/pages/form.tsx';
import { Choice } from '../../../kernel/pages/form-choices.tsx';
import { Acts } from '../../../kernel/pages/structure.tsx';
import { addressForm } from './forms.ts';
import { base, shellPage } from './pages-form.tsx';

export interface AddressData {
  /** What was typed, and what the registers have for it. */
  words: string;
  found: readonly Address[];
  /** Where the flow goes on: the summary, or back to what and where. */
  then: 'riepilogo' | 'dati';
  errors: FieldError[];
}

/** Between step two and three: which of these addresses is meant. With JavaScript they are suggested under the field already. */
export function addressPage(ctx: Ctx, { words, found, then, errors }: AddressData): Answer {
  const { t } = ctx.words;
  const form = { ...blank('reports.address', addressForm, {}), errors };
  const path = `${base}/indirizzo?poi=${then}`;
  return shellPage(
    ctx,
    1,
    path,
    { form },
    <>
      <FormErrors form={form} />
      <p>{t('reports.address.typed', { words })}</p>
      <Form action={path} hidden={{ words }}>
        <Choice
          form={form}
          name="address"
          options={[
            ...found.map((one) => ({ value: one.id, label: `${one.label}, ${one.municipality.name}` })),
            { value: 'none', label: t('reports.address.none') },
          ]}
        />
        <Acts>
          <Submit label={t('reports.address.go-on')} icon="arrow" />
          <a href={`${base}/dati`}>{t('reports.new.back')}</a>
        </Acts>
      </Form>
    </>,
  );
}
