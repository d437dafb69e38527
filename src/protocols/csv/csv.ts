export type Cell = string | number | boolean | Date | null | undefined;

/** A table as text, row by row (RFC 4180: commas, CRLF, quotes doubled), so that a million rows never stand in memory together.
 *  `bom` is for spreadsheets that otherwise take UTF-8 for something else. */
export async function* csv(
  header: readonly string[],
  rows: Iterable<readonly Cell[]> | AsyncIterable<readonly Cell[]>,
  { bom = false } = {},
): AsyncGenerator<string> {
  yield (bom ? '\uFEFF' : '') + csvRow(header);
  for await (const row of rows) yield csvRow(row);
}

export function csvRow(cells: readonly Cell[]): string {
  const line = cells.map((cell) => quoted(guarded(plain(cell)))).join(',');
  return `${line === '' ? '""' : line}\r\n`; // a lone empty cell would be an empty line, which readers pass over
}

/** Gives back what `csvRow` was given, from a cell as a reader of CSV returns it. */
export function unguarded(text: string): string {
  return GUARDED.test(text) ? text.slice(1) : text;
}

/** What a spreadsheet takes for a formula at the start of a cell (OWASP, CSV Injection; also the full-width forms, which some convert). */
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/;
const GUARDED = /^'+[=+\-@\t\r\n＝＋－＠]/;
const NUMBER = /^-?\d+([.,]\d+)?$/;

/** An apostrophe in front disarms it. Cells that begin with apostrophes and then such a sign get one more, so that taking one away
 *  always gives the original. */
function guarded(text: string): string {
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
}

function quoted(text: string): string {
  return /[",\r\n\uFEFF]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function plain(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  return cell instanceof Date ? cell.toISOString() : String(cell);
}
