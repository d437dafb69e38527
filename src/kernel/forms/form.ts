import type { TObject } from 'typebox';

/** One fault of one field. `key` is the text key, `field` the name in the form ('' for the form as a whole). */
export interface FieldError {
  field: string;
  key: string;
  params: Record<string, string | number>;
}

/** A form as a page draws it: what was typed is never lost. */
export interface FormState {
  /** Prefix of the texts of its fields: `<name>.<field>.label`, `.hint`; errors `<name>.<field>.error-<kind>`, else `kernel.form.error.<kind>`. */
  name: string;
  schema: TObject;
  values: Record<string, unknown>;
  errors: FieldError[];
}

/** An untouched form. */
export function blank(name: string, schema: TObject, values: Record<string, unknown> = {}): FormState {
  return { name, schema, values, errors: [] };
}
