import type { ComponentChildren } from 'preact';
import type { Ctx } from '../../kernel/context.ts';
import { type Asked, values } from '../../kernel/pages/form-schema.ts';
import type { SettingDeclaration } from './setting.ts';
import { type AskedSetting, askedSetting } from './setting-form.ts';

/** A value in words: what a person typed, never how it is stored. */
export function SettingValue({ ctx, declaration, value }: { ctx: Ctx; declaration: SettingDeclaration; value: unknown }) {
  const asked = askedSetting(declaration);
  const none = <span class="ar-soft">{ctx.words.t('settings.nothing')}</span>;
  if (asked.shape === 'one') {
    const field = Object.keys(asked.schema.properties)[0]!;
    return <>{inWords(ctx, asked, field, value) ?? none}</>;
  }
  if (asked.shape === 'record') {
    const said = recordInWords(ctx, asked, value as Record<string, unknown>);
    return said.length === 0 ? none : <ul class="list-unstyled mb-0">{said}</ul>;
  }
  const records = value as Record<string, unknown>[];
  if (records.length === 0) return none;
  return (
    <ul class="list-unstyled mb-0">
      {records.map((record) => (
        <li>{titleOfRecord(ctx, record)}</li>
      ))}
    </ul>
  );
}

/** What a record of a list is called: its name in the reader's language, else the first thing said of it. */
export function titleOfRecord(ctx: Ctx, record: Record<string, unknown>): string {
  return String(record[ctx.words.lang] ?? record['name'] ?? Object.values(record)[0] ?? '');
}

function recordInWords(ctx: Ctx, asked: AskedSetting, record: Record<string, unknown>) {
  return Object.keys(asked.schema.properties).flatMap((field) => {
    const said = inWords(ctx, asked, field, record[field]);
    if (said === null) return [];
    return [
      <li>
        <span class="ar-soft">{ctx.words.t(`${asked.name}.${field}.label`)}:</span> {said}
      </li>,
    ];
  });
}

function inWords(ctx: Ctx, asked: AskedSetting, field: string, value: unknown): ComponentChildren {
  const { t, day, number } = ctx.words;
  const property = asked.schema.properties[field] as Asked;
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'boolean') return t(value ? 'settings.yes' : 'settings.no');
  if (typeof value === 'number') return number(value);
  if (Array.isArray(value)) return value.join(', ');
  if (values(property)) return t(`${asked.name}.${field}.option-${value}`);
  if (property.format === 'date') return day(new Date(`${value}T12:00:00Z`));
  if (property.control === 'colour') return <Colour value={String(value)} />;
  return String(value);
}

function Colour({ value }: { value: string }) {
  return (
    <>
      <svg class="ar-swatch" width="20" height="20" aria-hidden="true">
        <rect width="20" height="20" rx="3" fill={value} />
      </svg>{' '}
      <span class="ar-code">{value}</span>
    </>
  );
}
