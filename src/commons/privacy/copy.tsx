import type { Ctx } from '../../kernel/context.ts';
import { describeTables } from '../../kernel/database/store-describe.ts';
import { renderPart } from '../../kernel/pages/render.tsx';
import { personalRooms, personalTables } from '../../kernel/personal/declared.ts';
import type { Whose } from '../../kernel/personal/personal.ts';
import { copyOf } from '../../kernel/personal/store.ts';
import type { Words } from '../../kernel/text/text.ts';
import { type ZipEntry, zip } from '../../protocols/zip/zip.ts';
import { schemasOf } from './erasing.ts';

/** Pictures and documents up to this many bytes stand in the copy; of the others it says the names. */
const mostBytes = 100e6;

type Copied = Awaited<ReturnType<typeof copyOf>>;

/** Everything the house knows of a person: for programs (GDPR art. 20), for reading (art. 15), and the own files. */
export async function makeCopy(ctx: Ctx, whose: Whose): Promise<Buffer> {
  const tables = personalTables();
  const copied = await copyOf(ctx.db, tables, await describeTables(ctx.db, schemasOf(tables)), whose);
  const { files, left } = await ownFiles(ctx, whose);
  const data = { format: 'arengo-own-data', version: 1, made: ctx.now.toISOString(), person: whose.person, left };
  const json = JSON.stringify({ ...data, tables: Object.fromEntries(copied.map(({ table, rows }) => [table, rows])) }, null, 1);
  const { t } = ctx.words;
  return zip(
    [
      { name: t('privacy.copy.page'), bytes: Buffer.from(readable(ctx, copied, files, left)) },
      { name: t('privacy.copy.data'), bytes: Buffer.from(json) },
      ...files,
    ],
    ctx.now,
  );
}

async function ownFiles(ctx: Ctx, whose: Whose): Promise<{ files: ZipEntry[]; left: string[] }> {
  const files: ZipEntry[] = [];
  const left: string[] = [];
  let bytes = 0;
  for (const { personal } of personalRooms()) {
    for (const { name, file } of (await personal.files?.(ctx, whose)) ?? []) {
      const found = await ctx.files.read(file);
      if (!found) continue;
      bytes += found.bytes.length;
      if (bytes > mostBytes) left.push(name);
      else files.push({ name: `file/${name}`, bytes: found.bytes });
    }
  }
  return { files, left };
}

function readable(ctx: Ctx, copied: Copied, files: readonly ZipEntry[], left: readonly string[]): string {
  const { t, lang, moment } = ctx.words;
  return `<!doctype html>\n${renderPart(
    <html lang={lang}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{t('privacy.copy.title')}</title>
        <style>{style}</style>
      </head>
      <body>
        <h1>{t('privacy.copy.title')}</h1>
        <p>{t('privacy.copy.lead', { moment: moment(ctx.now) })}</p>
        {copied.map(({ table, rows }) => (
          <section>
            <h2>{t(tableKey(table))}</h2>
            {rows.map((row) => (
              <dl>
                {Object.entries(row)
                  .filter(([, value]) => value !== null && value !== '')
                  .map(([column, value]) => (
                    <>
                      <dt>{t(columnKey(ctx.words, table, column))}</dt>
                      <dd>{shown(ctx, value)}</dd>
                    </>
                  ))}
              </dl>
            ))}
          </section>
        ))}
        {files.length + left.length > 0 && (
          <section>
            <h2>{t('privacy.copy.files')}</h2>
            <ul>
              {files.map(({ name }) => (
                <li>
                  <a href={encodeURI(name)}>{name.slice('file/'.length)}</a>
                </li>
              ))}
              {left.map((name) => (
                <li>{t('privacy.copy.left', { name })}</li>
              ))}
            </ul>
          </section>
        )}
      </body>
    </html>,
    ctx.words,
  )}`;
}

const style =
  'body{font:1rem/1.5 sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}dl{border-top:1px solid #ccc;padding-top:.5rem}dt{font-weight:bold}dd{margin:0 0 .5rem;overflow-wrap:anywhere;white-space:pre-wrap}';

function shown(ctx: Ctx, value: unknown): string {
  if (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(value))
    return ctx.words.moment(new Date(value));
  if (typeof value === 'boolean') return ctx.words.t(value ? 'privacy.copy.yes' : 'privacy.copy.no');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** What a table is called to the person: in the texts of its room. */
export function tableKey(table: string): string {
  const [room, name] = table.split('.');
  return `${room}.table.${name}`;
}

/** What a column is called: as its room says, else in the words that all share. */
export function columnKey(words: Words, table: string, column: string): string {
  const [room, name] = table.split('.');
  const own = `${room}.column.${name}.${column}`;
  return words.has(own) ? own : `privacy.column.${column}`;
}
