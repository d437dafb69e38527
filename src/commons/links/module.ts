import type { Module } from '../module.ts';

export const links: Module = { name: 'links', home: import.meta.url };
