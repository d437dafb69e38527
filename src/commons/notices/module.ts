import type { Module } from '../module.ts';

export const notices: Module = { name: 'notices', home: import.meta.url };
