import type { ComponentChildren } from 'preact';
import type { Ctx } from '../../kernel/context.ts';
import type { Module } from '../module.ts';

type Parts = Pick<Module, 'onSignIn' | 'onProfile'>;

let rooms: readonly Parts[] = [];

/** What other rooms show where people sign in, and in their profile; called once, when the house is built. */
export function declarePeopleParts(list: readonly Parts[]): void {
  rooms = list.filter((room) => room.onSignIn || room.onProfile);
}

export function signInParts(ctx: Ctx, next: string): ComponentChildren[] {
  return rooms.map((room) => room.onSignIn?.(ctx, next));
}

export function profileParts(ctx: Ctx): Promise<ComponentChildren[]> {
  return Promise.all(rooms.map((room) => room.onProfile?.(ctx)));
}
