import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Assets, buildAssets } from '../../src/kernel/pages/assets.ts';
import { render } from '../../src/kernel/pages/render.tsx';
import { declareTexts, type Lang, wordsFor } from '../../src/kernel/text/text.ts';
import kernelEn from '../../src/kernel/texts/en.json' with { type: 'json' };
import kernelIt from '../../src/kernel/texts/it.json' with { type: 'json' };
import { after, controls, form } from './forms.tsx';
import { home, place } from './home.tsx';
import { item, list } from './lists.tsx';
import type { Frame } from './site.tsx';
import en from './texts/en.json' with { type: 'json' };
import it from './texts/it.json' with { type: 'json' };
import { desk, petition, vote } from './weighed.tsx';

/** Every component, on pages as rooms will make them. */
export const pages = { home, place, list, item, form, controls, after, petition, vote, desk };

/** The policy of the real server (design.md section 8). */
const policy = "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:";

export async function serveGallery(): Promise<{ origin: string; server: Server; assets: Assets }> {
  declareTexts('kernel', kernelIt, kernelEn);
  declareTexts('gallery', it, en);
  const assets = await buildAssets({ info() {} });
  const server = createServer((request, response) => {
    const answer = reply(request.url ?? '/', assets);
    response.writeHead(answer.status, { 'content-type': answer.type, 'content-security-policy': policy });
    response.end(answer.body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, assets };
}

function reply(url: string, assets: Assets): { status: number; type: string; body: string | Buffer } {
  const asset = assets.file(url.replace('/assets/', ''));
  if (asset) return { status: 200, type: asset.type, body: asset.bytes };
  if (url === '/foto.svg' || url === '/carta.svg') return { status: 200, type: 'image/svg+xml', body: picture };
  if (url === '/temi/arenaria.css') return { status: 200, type: 'text/css', body: theme };
  const [, lang, name] = url.split('/');
  const draw = pages[name as keyof typeof pages] as ((frame: Frame) => ReturnType<typeof home>) | undefined;
  if (!draw) return { status: 404, type: 'text/plain', body: url };
  return {
    status: 200,
    type: 'text/html; charset=utf-8',
    body: render(draw({ lang: lang as Lang, assets }), wordsFor(lang as Lang)),
  };
}

const picture =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 380" width="760" height="380"><rect width="760" height="380" fill="#f1ede3"/><path d="M-20 300C140 270 240 330 400 292S640 230 800 262" fill="none" stroke="#bcd8e0" stroke-width="27"/></svg>';
const theme = '[data-theme="arenaria"]{--theme-main:#74306f;--theme-deep:#3a1539;--theme-veil:#f6edf5;--theme-spark:#f2c14e}';
