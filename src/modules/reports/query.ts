import { type Asked, addressWith, readerFilter } from '../../commons/entries/asked.ts';
import type { Filter } from '../../commons/entries/filter.ts';
import { kindOf } from '../../commons/entries/kind.ts';
import type { Ctx } from '../../kernel/context.ts';

/** The filter behind the address of the list. The same address with another ending is the same list as Atom, GeoJSON, CSV or iCalendar. */
export function filterOf(ctx: Ctx, asked: Asked): { filter: Filter; unclear: string[] } {
  return readerFilter(ctx, asked, kindOf('report'));
}

/** The same choices on the map of everything, which calls the kind of thing `tipo` and the kind of problem `argomento`. */
export function mapAddress({ tipo, dopo: _page, ...asked }: Asked): string {
  return addressWith('/mappa', { ...asked, tipo: 'report', argomento: tipo });
}

/** The address of the list with something changed. */
export function listAddress(asked: Asked, change: Partial<Asked> = {}, ending = ''): string {
  return addressWith(`/segnalazioni${ending}`, { ...asked, ...change });
}
