import Type from 'typebox';

/** What `setup` and `territory import` say; `file` is the text of a GeoJSON or TopoJSON file. */
export const importForm = Type.Object({
  metropolis: Type.String({ minLength: 2, maxLength: 120 }),
  file: Type.Unknown(),
  /** ISTAT code -> inhabitants, from a table beside the boundaries. */
  populations: Type.Optional(Type.Unknown()),
  demo: Type.Optional(Type.Boolean()),
});

export const importAreasForm = Type.Object({
  name: Type.String({ minLength: 2, maxLength: 120 }),
  file: Type.Unknown(),
});

export const atQuery = Type.Object({
  lat: Type.Number({ minimum: -90, maximum: 90 }),
  lon: Type.Number({ minimum: -180, maximum: 180 }),
});
