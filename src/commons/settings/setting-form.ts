import Type, { type TObject, type TSchema } from 'typebox';
import { blank, type FormState } from '../../kernel/forms/form.ts';
import { fault, parse } from '../../kernel/forms/parse.ts';
import type { Words } from '../../kernel/text/text.ts';
import type { SettingDeclaration } from './setting.ts';

/** A setting as a page asks it: `one` question, a `record` of several, or a list of `records`, each with the same questions. */
export interface AskedSetting {
  shape: 'one' | 'record' | 'records';
  /** Of the forms that ask it; it leads their texts. */
  name: string;
  /** Of one record. A single value is a record of one field, which bears the name of the setting. */
  schema: TObject;
}

/** A value read against its declaration: what it is once trimmed and turned, and the forms that show it with what is wrong. */
export interface ReadSetting {
  value: unknown;
  forms: FormState[];
  faulty: boolean;
}

interface Shaped {
  type?: string;
  items?: TSchema & Shaped;
  properties?: Record<string, Shaped>;
}

const most = 200;

export function askedSetting(declaration: SettingDeclaration): AskedSetting {
  const [room, setting] = declaration.name.split('.') as [string, string];
  const schema = declaration.schema as TSchema & Shaped;
  const record = `${room}.setting.${setting}`;
  if (schema.type === 'object') return { shape: 'record', name: record, schema: schema as unknown as TObject };
  if (schema.type === 'array' && schema.items?.type === 'object')
    return { shape: 'records', name: record, schema: schema.items as unknown as TObject };
  return { shape: 'one', name: `${room}.setting`, schema: Type.Object({ [setting]: schema }) };
}

/** Throws where a page could not ask a setting: its room must declare it otherwise. */
export function mustBeAskable(declaration: SettingDeclaration): void {
  for (const [field, property] of Object.entries(askedSetting(declaration).schema.properties as Record<string, Shaped>)) {
    const deep =
      property.type === 'object' || (property.type === 'array' && ['object', 'array'].includes(property.items?.type ?? ''));
    if (deep) throw new Error(`the setting ${declaration.name} cannot be a form: ${field} holds records of its own`);
  }
}

export function readSetting(words: Words, declaration: SettingDeclaration, value: unknown): ReadSetting {
  const { shape, name, schema } = askedSetting(declaration);
  if (shape === 'one') {
    const field = Object.keys(schema.properties)[0]!;
    const form = parse(words, name, schema, { [field]: value }, true);
    return { value: form.values[field] ?? null, forms: [form], faulty: form.errors.length > 0 };
  }
  if (shape === 'record') {
    const form = parse(words, name, schema, recordOf(value), true);
    return { value: form.values, forms: [form], faulty: form.errors.length > 0 };
  }
  const rows = Array.isArray(value) ? value.slice(0, most) : [];
  const forms = rows.map((row, i) => ({ ...parse(words, name, schema, recordOf(row), true), at: String(i) }));
  const whole = wholeFault(words, declaration, rows.length);
  return {
    value: forms.map((form) => form.values),
    forms: [...whole, ...forms],
    faulty: [...whole, ...forms].some((form) => form.errors.length > 0),
  };
}

/** What a page sent, as a value: a box that was not ticked is a no, a record left empty or ticked to go is none. */
export function typedSetting(declaration: SettingDeclaration, body: Record<string, unknown>): unknown {
  const { shape, schema } = askedSetting(declaration);
  const properties = Object.entries(schema.properties as Record<string, Shaped>);
  const record = (lead: string) =>
    Object.fromEntries(
      properties.map(([field, { type }]) => [field, body[lead + field] ?? (type === 'boolean' ? false : undefined)]),
    );
  if (shape === 'one') return record('')[properties[0]![0]];
  if (shape === 'record') return record('');
  const rows = new Set(Object.keys(body).flatMap((key) => /^(\d{1,3})-/.exec(key)?.[1] ?? []));
  return [...rows]
    .sort((a, b) => Number(a) - Number(b))
    .filter((row) => body[removal(row)] === undefined)
    .map((row) => record(`${row}-`))
    .filter((row) => Object.values(row).some((one) => typeof one === 'string' && one.trim() !== ''));
}

/** The record after the last, to be filled in by whoever adds one. */
export function nextRecord(declaration: SettingDeclaration, after: number): FormState {
  const { name, schema } = askedSetting(declaration);
  return { ...blank(name, schema), at: String(after) };
}

/** Name of the box that takes a record away. */
export function removal(at: string): string {
  return `${at}-remove`;
}

function recordOf(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** Too many records, or too few: a fault of the list, not of one of them. */
function wholeFault(words: Words, declaration: SettingDeclaration, n: number): FormState[] {
  const { minItems = 0, maxItems = most } = declaration.schema as { minItems?: number; maxItems?: number };
  if (n >= minItems && n <= maxItems) return [];
  const [room, setting] = declaration.name.split('.') as [string, string];
  const error = fault(words, `${room}.setting`, setting, n < minItems ? 'too-few' : 'too-many', { min: minItems, max: maxItems });
  return [{ ...blank(`${room}.setting`, Type.Object({})), errors: [{ ...error, field: '' }] }];
}
