/** What boundary files say about an area, under whichever of the usual names. */
export interface Known {
  name: string | null;
  /** Six digits, leading zeros kept (ISTAT code of a municipality). */
  istatCode: string | null;
  /** Four characters, such as A662 (cadastral code, used by the tax code). */
  cadastralCode: string | null;
  population: number | null;
  isCapital: boolean;
}

/** Names of columns that are understood, in order of preference, capitals ignored: those of ISTAT's shapefiles (COMUNE, PRO_COM_T, PRO_COM,
 *  CC_UTS), of openpolis (com_istat_code, com_catasto_code) and of the tables that municipalities publish. */
const ALIASES = {
  name: ['name', 'comune', 'den_com', 'denominazione', 'nome', 'den_comune', 'com_name'],
  istat: ['com_istat_code', 'pro_com_t', 'istat', 'cod_istat', 'codice_istat', 'istat_code', 'pro_com', 'com_istat_code_num'],
  cadastral: ['com_catasto_code', 'cod_catastale', 'codice_catastale', 'catasto', 'cadastral', 'belfiore', 'cod_belfiore'],
  population: ['population', 'popolazione', 'abitanti', 'pop', 'residenti'],
  capital: ['is_capital', 'capoluogo', 'cc_uts', 'flag_capoluogo'],
} as const;

export function knownProperties(properties: Record<string, unknown>): Known {
  const columns = new Map(Object.entries(properties).map(([column, value]) => [column.toLowerCase(), value]));
  const find = (aliases: readonly string[]) =>
    aliases.map((alias) => words(columns.get(alias))).find((value) => value !== '') ?? '';
  const istat = find(ALIASES.istat);
  const cadastral = find(ALIASES.cadastral).toUpperCase();
  const population = find(ALIASES.population);
  return {
    name: find(ALIASES.name) || null,
    istatCode: /^\d{4,6}$/.test(istat) ? istat.padStart(6, '0') : null,
    cadastralCode: /^[A-Z]\d{3}$/.test(cadastral) ? cadastral : null,
    population: /^\d{1,9}$/.test(population) ? Number(population) : null,
    isCapital: ['1', 'true', 'si', 'sì', 'yes'].includes(find(ALIASES.capital).toLowerCase()),
  };
}

function words(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value).normalize('NFC').trim()
    : '';
}
