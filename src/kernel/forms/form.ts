import type { TObject } from 'typebox';

/** One fault of one field. `key` is the text key, `field` the name in the form ('' for the form as a whole). */
export interface FieldError {
  field: string;
  key: string;
  params: Record<string, string | number>;
}

/** A form as a page draws it: what was typed is never lost. */
export interface FormState {
  /** Prefix of the texts of its fields, where the schema itself bears no `title` (JSON Schema) as the label of one: `<name>.<field>.label`, `.hint`; errors `<name>.<field>.error-<kind>`, else `kernel.form.error.<kind>`. */
  name: string;
  schema: TObject;
  values: Record<string, unknown>;
  errors: FieldError[];
  /** Of several records asked in one form, which this is ('0', '1'): it leads the names and ids of its fields. */
  at?: string;
}

/** An untouched form. */
export function blank(name: string, schema: TObject, values: Record<string, unknown> = {}): FormState {
  return { name, schema, values, errors: [] };
}
