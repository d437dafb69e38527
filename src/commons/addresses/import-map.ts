import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { faultOfText } from '../../kernel/forms/characters.ts';
import type { Refusal } from '../../kernel/refusal.ts';
import { columnsIn, filled, type Rejected, readMapping, rejected, type TableRow } from '../../kernel/tables/import.ts';
import { type HouseNumber, readHouse } from './address.ts';

const column = Type.String({ minLength: 1, maxLength: 200 });
const template = Type.String({ minLength: 1, maxLength: 400 });

/** How the columns of a register of addresses are read (docs/import-addresses.md). */
export const addressMapSchema = Type.Object(
  {
    source: Type.String({ pattern: '^[a-z][a-z0-9-]{1,59}$' }),
    encoding: Type.Optional(Type.Union(['utf-8', 'windows-1252', 'iso-8859-1', 'iso-8859-15'].map((name) => Type.Literal(name)))),
    delimiter: Type.Optional(Type.Union([',', ';', '\t', '|'].map((sign) => Type.Literal(sign)))),
    id: template,
    street: template,
    locality: Type.Optional(template),
    number: column,
    exponent: Type.Optional(column),
    municipality: Type.Optional(column),
    point: Type.Union([
      Type.Object(
        { x: column, y: column, epsg: Type.Integer({ minimum: 1024, maximum: 998_999 }) },
        { additionalProperties: false },
      ),
      Type.Object({ wkt: column, epsg: Type.Integer({ minimum: 1024, maximum: 998_999 }) }, { additionalProperties: false }),
    ]),
  },
  { additionalProperties: false },
);

export type AddressMap = Static<typeof addressMapSchema>;

/** A row as the importer takes it; `x` and `y` are in the system of the mapping, `municipality` as the register writes it. */
export interface AddressRow extends TableRow, HouseNumber {
  street: string;
  locality: string;
  municipality: string | null;
  x: number;
  y: number;
}

const compiled = Compile(addressMapSchema);

export function readMap(text: string): AddressMap | Refusal {
  return readMapping<AddressMap>(compiled, text);
}

/** The columns that a mapping reads. */
export function columnsOf(map: AddressMap): string[] {
  const point = 'wkt' in map.point ? [map.point.wkt] : [map.point.x, map.point.y];
  const cells = [map.number, map.exponent ?? [], map.municipality ?? [], point].flat();
  return [...new Set([...columnsIn(map.id, map.street, map.locality), ...cells])];
}

/** Gives the reader of the rows of a table. Every id that it meets is put into `met`, also of a row that is rejected: the source has it still. */
export function rowReader(
  map: AddressMap,
  header: readonly string[],
  met: Set<string>,
): (line: number, cells: readonly string[]) => AddressRow | Rejected {
  const at = new Map(header.map((name, n) => [name, n]));
  return (line, cells) => {
    const cell = (name: string) => cells[at.get(name)!]?.trim() ?? '';
    const sourceId = filled(map.id, cell);
    if (!/[\p{L}\p{N}]/u.test(sourceId) || sourceId.length > 200) return no('id');
    if (met.has(sourceId)) return no('twice', { id: sourceId });
    met.add(sourceId);
    const street = tidy(filled(map.street, cell));
    if (street.length < 2 || street.length > 120) return no('street');
    const locality = tidy(filled(map.locality, cell)).slice(0, 80);
    if (faultOfText(`${sourceId} ${street} ${locality}`)) return no('characters');
    const house = readHouse(cell(map.number), map.exponent === undefined ? '' : cell(map.exponent));
    if (!house) return no('number', { text: cell(map.number) });
    const point = pointOf(map, cell);
    if (!point) return no('point');
    const municipality = map.municipality === undefined ? null : cell(map.municipality);
    return { line, sourceId, street, locality, ...house, municipality, ...point };
  };
}

/** The sentence is `addresses.import.<reason>`. */
export function no(reason: string, params: Rejected['params'] = {}): Rejected {
  return rejected(`addresses.import.${reason}`, params);
}

function tidy(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** Italian registers write decimals with a comma as often as with a point. */
function pointOf(map: AddressMap, cell: (name: string) => string): { x: number; y: number } | undefined {
  const texts =
    'wkt' in map.point
      ? (/^(?:SRID=\d+;)?\s*POINT\s*(?:Z\s*)?\(\s*(\S+)\s+([^\s)]+)[^)]*\)$/i.exec(cell(map.point.wkt))?.slice(1) ?? [])
      : [cell(map.point.x), cell(map.point.y)];
  if (texts.length !== 2 || texts.some((text) => !/^-?\d+([.,]\d+)?$/.test(text))) return undefined;
  const [x, y] = texts.map((text) => Number(text.replace(',', '.'))) as [number, number];
  return x === 0 || y === 0 ? undefined : { x, y };
}
