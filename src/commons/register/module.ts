import type { Module } from '../module.ts';
import { routes } from './routes.ts';

export const register: Module = { name: 'register', home: import.meta.url, routes };
