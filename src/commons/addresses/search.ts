import type { Ctx } from '../../kernel/context.ts';
import { getPlace } from '../territory/territory.ts';
import { labelOf, namesStreet, readAsked } from './address.ts';
import { type AddressFound, findAddress, searchAddresses, searchNearly } from './store.ts';

export interface Address {
  id: string;
  /** «Via Roma 12/A», with the locality where the register has one. */
  label: string;
  municipality: { name: string; istatCode: string };
  lat: number;
  lon: number;
}

const most = 10;

/** Addresses by what somebody typed, the best first: beginnings of words in any order, with or without a number; only where nothing has all
 *  of them, one letter of each word may be wrong, and of the street its kind. */
export async function lookUpAddresses(ctx: Ctx, text: string, municipality: string | null = null): Promise<Address[]> {
  const { words, house } = readAsked(text);
  // A kind of street alone («via») is every street.
  if (words.join('').length < 2 || (words.length === 1 && !words.some(namesStreet))) return [];
  const found = await searchAddresses(ctx.db, { words, house, municipality }, most);
  if (found.length > 0) return found.map((one) => addressOf(ctx, one));
  const names = words.filter(namesStreet);
  if (!names.some((word) => word.length > 2)) return [];
  return (await searchNearly(ctx.db, { words: names, house, municipality }, most)).map((one) => addressOf(ctx, one));
}

export async function findAddressById(ctx: Ctx, id: string): Promise<Address | undefined> {
  const found = await findAddress(ctx.db, id);
  return found && addressOf(ctx, found);
}

function addressOf(ctx: Ctx, { id, street, locality, municipality, lat, lon, ...house }: AddressFound): Address {
  const place = getPlace(ctx, municipality);
  const label = labelOf(street, house);
  return {
    id,
    label: locality && locality !== place.name ? `${label}, ${locality}` : label,
    municipality: { name: place.name, istatCode: place.istat! },
    lat: Number(lat.toFixed(7)),
    lon: Number(lon.toFixed(7)),
  };
}
