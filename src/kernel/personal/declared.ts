import type { Room } from '../room.ts';
import type { Personal } from './personal.ts';

let rooms: readonly { name: string; personal: Personal }[] = [];

/** Called once, when the house is built, with the rooms in their order. A room that keeps no table has nothing to say. */
export function declarePersonal(list: readonly Pick<Room, 'name' | 'personal'>[]): void {
  rooms = list.flatMap(({ name, personal }) => (personal ? [{ name, personal }] : []));
}

export function personalRooms(): readonly { name: string; personal: Personal }[] {
  return rooms;
}

export function personalTables(): Personal['tables'] {
  return Object.assign({}, ...rooms.map(({ personal }) => personal.tables));
}
