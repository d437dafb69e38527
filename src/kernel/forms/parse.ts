import type { TObject, TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import type { Words } from '../text/text.ts';
import { faultOfText } from './characters.ts';
import type { FieldError, FormState } from './form.ts';

type Property = TSchema & {
  type?: string;
  anyOf?: { const?: unknown }[];
  items?: Property;
  properties?: Record<string, Property>;
  control?: string;
  const?: unknown;
  enum?: unknown[];
  title?: string;
  maxLength?: number;
};

/** Each field by itself: a validator of the whole form stops at eight errors (TypeBox), and would miss those of later fields. */
const compiled = new WeakMap<TSchema, Validator>();

/** Reads what a person or a computer sent against the declared form. Texts are trimmed, normalised to NFC and kept as typed otherwise;
 *  values that came as words ("12", "on") become what the schema asks for. `strict` (JSON) refuses names that the form does not have;
 *  a page simply does not read them. */
export function parse(words: Words, name: string, schema: TObject, raw: Record<string, unknown>, strict: boolean): FormState {
  const properties = schema.properties as Record<string, Property>;
  const values: Record<string, unknown> = {};
  const errors: FieldError[] = [];
  const strange = Object.keys(raw).filter((field) => !Object.hasOwn(properties, field));
  for (const [field, property] of Object.entries(properties)) {
    const value = read(Object.hasOwn(raw, field) ? raw[field] : undefined, property, (inner) =>
      strange.push(`${field}.${inner}`),
    );
    if (value !== undefined) values[field] = value;
  }
  if (strict) for (const field of strange) errors.push(fault(words, name, field, 'unknown', { name: field.slice(0, 60) }));
  for (const [field, property] of Object.entries(properties)) {
    const required = schema.required?.includes(field) ?? false;
    if (values[field] === undefined) {
      if (required) errors.push(fault(words, name, field, 'missing', titleOf(property)));
      continue;
    }
    const { kind, params } = firstFault(property, values[field]) ?? {};
    if (kind) errors.push(fault(words, name, field, kind, { ...params, ...titleOf(property) }));
  }
  return { name, schema, values, errors };
}

/** An error of one field that a verb found by itself. */
export function fault(
  words: Words,
  name: string,
  field: string,
  kind: string,
  params: Record<string, string | number>,
): FieldError {
  const own = `${name}.${field}.error-${kind}`;
  const label = words.has(`${name}.${field}.label`) ? words.t(`${name}.${field}.label`) : field;
  return { field, key: words.has(own) ? own : `kernel.form.error.${kind}`, params: { label, ...params } };
}

/** A question that is data bears its own words. */
function titleOf({ title }: Property): Record<string, string> {
  return title === undefined ? {} : { label: title };
}

function read(value: unknown, property: Property, strange: (name: string) => void): unknown {
  if (property.type === 'array') {
    if (value === undefined || value === '') return undefined;
    if (property.control === 'textarea' && typeof value === 'string') return linesOf(value);
    return (Array.isArray(value) ? value : [value]).map((one) => read(one, property.items ?? ({} as Property), strange));
  }
  // A property that declares nothing is its verb's to judge: a list is not several answers to one question.
  const single = Array.isArray(value) && !isUndeclared(property) ? value.at(-1) : value;
  if (property.type === 'boolean') {
    if (typeof single === 'boolean') return single;
    return single === undefined || single === '' ? undefined : single === 'on' || single === 'true' || single === '1';
  }
  if (single === null || single === undefined) return undefined;
  if (typeof single === 'object' && property.properties) return known(single, property.properties, strange);
  if (typeof single !== 'string') return single;
  // A password is taken to the letter.
  const text = property.control === 'password' ? single : single.replace(/\r\n?/g, '\n').normalize('NFC').trim();
  if (text === '') return undefined;
  if (property.type === 'number' || property.type === 'integer') {
    const n = Number(text.replace(',', '.'));
    return Number.isFinite(n) ? n : text;
  }
  return text;
}

/** Of a record within a form, as of the form itself, only what is declared goes on (OWASP ASVS 5.0, 15.3.3). */
function known(value: object, properties: Record<string, Property>, strange: (name: string) => void): object {
  const entries = Object.entries(value);
  for (const [name] of entries) if (!Object.hasOwn(properties, name)) strange(name);
  return Object.fromEntries(entries.filter(([name]) => Object.hasOwn(properties, name)));
}

function isUndeclared({ type, anyOf, const: constant, enum: list }: Property): boolean {
  return type === undefined && anyOf === undefined && constant === undefined && list === undefined;
}

/** A list of texts is typed one a line. */
function linesOf(text: string): string[] | undefined {
  const lines = text
    .normalize('NFC')
    .split(/\r\n?|\n/)
    .map((line) => line.trim())
    .filter(Boolean);
  return lines.length > 0 ? lines : undefined;
}

function firstFault(property: Property, value: unknown): { kind: string; params: Record<string, string | number> } | undefined {
  const long = farTooLong(property, value);
  if (long) return long;
  if (property.control !== 'password') {
    const said = [value].flat().filter((one) => typeof one === 'string');
    for (const text of said) {
      const character = faultOfText(text);
      if (character) return character;
    }
  }
  const validator = compiled.get(property) ?? Compile(property);
  compiled.set(property, validator);
  for (const error of validator.Errors(value)) {
    const params = error.params as { limit?: number };
    const actual = typeof value === 'string' ? [...value].length : Array.isArray(value) ? value.length : Number(value);
    switch (error.keyword) {
      case 'minLength':
        return { kind: 'too-short', params: { min: params.limit ?? 0, actual } };
      case 'maxLength':
        return { kind: 'too-long', params: { max: params.limit ?? 0, actual } };
      case 'minimum':
      case 'exclusiveMinimum':
        return { kind: 'too-low', params: { min: params.limit ?? 0 } };
      case 'maximum':
      case 'exclusiveMaximum':
        return { kind: 'too-high', params: { max: params.limit ?? 0 } };
      case 'minItems':
        return { kind: 'too-few', params: { min: params.limit ?? 0, actual } };
      case 'maxItems':
        return { kind: 'too-many', params: { max: params.limit ?? 0, actual } };
      case 'const':
      case 'enum':
      case 'anyOf':
        return { kind: 'choice', params: {} };
      case 'type':
        return { kind: property.type === 'number' || property.type === 'integer' ? 'number' : 'format', params: {} };
      default:
        return { kind: 'format', params: {} };
    }
  }
  return undefined;
}

/** Patterns are asked only of what may be right: of a megabyte some would take hours (OWASP ASVS 5.0, 1.3.12). No letter that people see is
 *  written with more than a dozen units. */
function farTooLong(property: Property, value: unknown): { kind: string; params: Record<string, number> } | undefined {
  const { maxLength = Number.POSITIVE_INFINITY } = property;
  if (typeof value === 'string')
    return value.length > 12 * maxLength
      ? { kind: 'too-long', params: { max: maxLength, actual: [...value].length } }
      : undefined;
  const { items } = property;
  if (!Array.isArray(value) || !items) return undefined;
  return value.some((one) => farTooLong(items, one)) ? { kind: 'format', params: {} } : undefined;
}
