import type { TObject, TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import type { Words } from '../text/text.ts';
import { faultOfText } from './characters.ts';
import type { FieldError, FormState } from './form.ts';

type Property = TSchema & {
  type?: string;
  anyOf?: { const?: unknown }[];
  items?: Property;
  control?: string;
  const?: unknown;
  enum?: unknown[];
  title?: string;
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
  for (const [field, property] of Object.entries(properties)) {
    const value = read(Object.hasOwn(raw, field) ? raw[field] : undefined, property);
    if (value !== undefined) values[field] = value;
  }
  if (strict) {
    for (const field of Object.keys(raw)) {
      if (!Object.hasOwn(properties, field)) errors.push(fault(words, name, field, 'unknown', { name: field.slice(0, 60) }));
    }
  }
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

function read(value: unknown, property: Property): unknown {
  if (property.type === 'array') {
    if (value === undefined || value === '') return undefined;
    if (property.control === 'textarea' && typeof value === 'string') return linesOf(value);
    return (Array.isArray(value) ? value : [value]).map((one) => read(one, property.items ?? ({} as Property)));
  }
  // A property that declares nothing is its verb's to judge: a list is not several answers to one question.
  const single = Array.isArray(value) && !isUndeclared(property) ? value.at(-1) : value;
  if (property.type === 'boolean') {
    if (typeof single === 'boolean') return single;
    return single === undefined || single === '' ? undefined : single === 'on' || single === 'true' || single === '1';
  }
  if (single === null || single === undefined) return undefined;
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
