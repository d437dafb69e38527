import type { Ctx } from '../../kernel/context.ts';
import type { Room } from '../../kernel/room.ts';

type Mover = Pick<Room, 'name' | 'merge'>;

let rooms: readonly Mover[] = [];

/** Called once, when the house is built. */
export function declareMoves(list: readonly Mover[]): void {
  rooms = list.filter((room) => room.merge);
}

/** Every room gives what is of one person to the other; to be called within a verb. */
export async function moveEverything(ctx: Ctx, from: string, into: string): Promise<void> {
  for (const room of rooms) await room.merge!(ctx, from, into);
}
