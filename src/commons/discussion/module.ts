import type { Module } from '../module.ts';

export const discussion: Module = { name: 'discussion', home: import.meta.url };
