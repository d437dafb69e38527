import type { TSchema } from 'typebox';
import type { FormState } from '../forms/form.ts';

/** What a property of a form's schema may say about how it is asked, beside its JSON Schema. */
export interface Asked {
  type?: string;
  format?: string;
  enum?: (string | number)[];
  anyOf?: { const?: string | number }[];
  const?: unknown;
  items?: Asked;
  maxLength?: number;
  control?: 'textarea' | 'password' | 'select' | 'radio' | 'file' | 'hidden' | 'code' | 'colour';
  autocomplete?: string;
  rows?: number;
  accept?: string;
}

export interface FieldOption {
  value: string;
  label: string;
}

export function askedOf(form: FormState, name: string): Asked {
  const property = form.schema.properties[name] as TSchema | undefined;
  if (!property) throw new Error(`The form ${form.name} has no field ${name}`);
  return property as Asked;
}

export function isRequired(form: FormState, name: string): boolean {
  return (form.schema.required ?? []).includes(name);
}

/** The name under which a field is sent. */
export function nameOf(form: FormState, field: string): string {
  return form.at === undefined ? field : `${form.at}-${field}`;
}

/** What was typed, as it was typed; a list of texts has one a line. */
export function typed(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(typed).join('\n');
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  return String(value);
}

export function optionsOf(form: FormState, name: string, t: (key: string) => string, options?: FieldOption[]): FieldOption[] {
  const asked = askedOf(form, name);
  return (
    options ??
    (values(asked) ?? values(asked.items ?? {}) ?? []).map((value) => ({
      value,
      label: t(`${form.name}.${name}.option-${value}`),
    }))
  );
}

/** The values that a schema allows, when they can be counted. */
export function values(asked: Asked): string[] | undefined {
  if (asked.enum) return asked.enum.map(String);
  const constants = asked.anyOf?.filter((one) => one.const !== undefined).map((one) => String(one.const));
  return constants && constants.length > 0 ? constants : undefined;
}
