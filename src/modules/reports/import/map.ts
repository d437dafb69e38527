import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { isRefusal, type Refusal } from '../../../kernel/refusal.ts';
import { columnsIn, readMapping, wrongMapping } from '../../../kernel/tables/import.ts';
import { isState } from '../report.ts';
import { isFormat, isZone } from './date.ts';

const column = Type.String({ minLength: 1, maxLength: 200 });
const chosen = Type.Object(
  { column, values: Type.Optional(Type.Record(Type.String(), Type.String())), otherwise: Type.Optional(Type.String()) },
  { additionalProperties: false },
);
const date = Type.Object({ column, format: Type.String(), zone: Type.Optional(Type.String()) }, { additionalProperties: false });

/** How the columns of another system's table become reports (docs/import-reports.md). */
export const importMapSchema = Type.Object(
  {
    source: Type.String({ pattern: '^[a-z][a-z0-9-]{1,59}$' }),
    encoding: Type.Optional(Type.Union(['utf-8', 'windows-1252', 'iso-8859-1', 'iso-8859-15'].map((name) => Type.Literal(name)))),
    delimiter: Type.Optional(Type.Union([',', ';', '\t', '|'].map((sign) => Type.Literal(sign)))),
    id: column,
    title: Type.String({ minLength: 1 }),
    description: Type.Optional(Type.String()),
    label: Type.Optional(Type.String()),
    category: chosen,
    opened: date,
    closed: Type.Optional(date),
    due: Type.Optional(date),
    state: Type.Optional(chosen),
    point: Type.Optional(
      Type.Union([
        Type.Object({ lat: column, lon: column }, { additionalProperties: false }),
        Type.Object(
          { x: column, y: column, epsg: Type.Integer({ minimum: 1024, maximum: 998_999 }) },
          { additionalProperties: false },
        ),
      ]),
    ),
  },
  { additionalProperties: false },
);

export type ImportMap = Static<typeof importMapSchema>;

const compiled = Compile(importMapSchema);

/** The mapping in a file, or what is wrong with it. */
export function readMap(text: string): ImportMap | Refusal {
  const map = readMapping<ImportMap>(compiled, text);
  return isRefusal(map) ? map : (faultOf(map) ?? map);
}

/** The columns that a mapping reads. */
export function columnsOf(map: ImportMap): string[] {
  const inTemplates = columnsIn(map.title, map.description, map.label);
  const point = !map.point ? [] : 'lat' in map.point ? [map.point.lat, map.point.lon] : [map.point.x, map.point.y];
  const dates = [map.opened, map.closed, map.due].flatMap((one) => one?.column ?? []);
  return [
    ...new Set([map.id, ...inTemplates, map.category.column, ...dates, ...(map.state ? [map.state.column] : []), ...point]),
  ];
}

function faultOf(map: ImportMap): Refusal | undefined {
  for (const name of ['opened', 'closed', 'due'] as const) {
    const { format = 'ISO', zone = 'UTC' } = map[name] ?? {};
    if (!isFormat(format)) return wrongMapping(`/${name}/format ${format}`);
    if (!isZone(zone)) return wrongMapping(`/${name}/zone ${zone}`);
  }
  const states = map.state
    ? [...Object.values(map.state.values ?? {}), ...(map.state.otherwise === undefined ? [] : [map.state.otherwise])]
    : [];
  const strange = states.find((state) => !isState(state) || state === 'draft' || state === 'hidden');
  return strange === undefined ? undefined : wrongMapping(`/state ${strange}`);
}
