import type { Module } from '../module.ts';

export const moderation: Module = { name: 'moderation', home: import.meta.url };
