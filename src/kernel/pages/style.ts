import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { compileStringAsync, Logger } from 'sass';
import type { Built } from './assets.ts';

/** Titillium Web speaks, Lora is people's words, Roboto Mono is for codes (criterion C.SI.1.1 of the model for municipalities). */
const fonts = [
  {
    family: 'Titillium Web',
    weight: 400,
    name: 'titillium-400',
    path: 'Titillium_Web/titillium-web-v10-latin-ext_latin-regular.woff2',
  },
  {
    family: 'Titillium Web',
    weight: 600,
    name: 'titillium-600',
    path: 'Titillium_Web/titillium-web-v10-latin-ext_latin-600.woff2',
  },
  {
    family: 'Titillium Web',
    weight: 700,
    name: 'titillium-700',
    path: 'Titillium_Web/titillium-web-v10-latin-ext_latin-700.woff2',
  },
  { family: 'Lora', weight: 400, name: 'lora-400', path: 'Lora/lora-v20-latin-ext_latin-regular.woff2' },
  {
    family: 'Roboto Mono',
    weight: 400,
    name: 'roboto-mono-400',
    path: 'Roboto_Mono/roboto-mono-v13-latin-ext_latin-regular.woff2',
  },
];

/** What stands in on a first page that is read before Titillium Web has come (`font-display: optional`: letters never change under a reader's
 *  eyes): fonts of the reader's own machine, made as narrow, so that no line breaks elsewhere. Percentages are the widths of a page's words in
 *  the two fonts. */
const standIns = [
  {
    family: 'stand-in',
    plain: ['Arial', 'Roboto', 'Liberation Sans'],
    bold: ['Arial Bold', 'Roboto Bold', 'Liberation Sans Bold'],
    as: { 400: 93, 600: 89, 700: 90 },
  },
  {
    family: 'stand-in wide',
    plain: ['DejaVu Sans', 'Verdana'],
    bold: ['DejaVu Sans Bold', 'Verdana Bold'],
    as: { 400: 82, 600: 74, 700: 75 },
  },
];
const standInFaces = standIns.flatMap(({ family, plain, bold, as }) =>
  Object.entries(as).map(([weight, width]) => {
    const names = (weight === '400' ? plain : bold).map((name) => `local("${name}")`);
    return `@font-face{font-family:"${family}";font-weight:${weight};size-adjust:${width}%;src:${names.join(',')}}`;
  }),
);

/** Roles first, then Bootstrap Italia's parts, then our language in the order in which it is told. */
const sheets = ['base', 'frame', 'thread', 'rows', 'map', 'plot', 'form', 'desk', 'print'];

/** The oldest browsers in which the pages keep their look; older ones still get plain, working HTML. */
const browsers = ['chrome111', 'firefox113', 'safari16.2'];

/** One style sheet for every page, and the fonts it calls. */
export async function buildStyle(root: string): Promise<Built> {
  const here = 'src/kernel/pages/style';
  const bootstrap = join(root, 'node_modules/bootstrap-italia');
  const read = (name: string) => readFile(join(root, here, name), 'utf8');

  const fontFiles = await Promise.all(
    fonts.map(async (font) => {
      const bytes = await readFile(join(bootstrap, 'dist/fonts', font.path));
      return { ...font, file: `${font.name}-${shortHash(bytes)}.woff2`, bytes };
    }),
  );
  const faces = fontFiles.map(
    (font) =>
      `@font-face{font-family:"${font.family}";font-weight:${font.weight};font-display:optional;src:url("/assets/${font.file}") format("woff2")}`,
  );
  // The package still writes @import and the old division: its warnings say nothing to us.
  const parts = await compileStringAsync(await read('bootstrap.scss'), {
    loadPaths: [join(bootstrap, 'src/scss')],
    logger: Logger.silent,
  });
  const ours = await Promise.all(sheets.map((name) => read(`${name}.css`)));
  const { code } = await transform([...faces, ...standInFaces, parts.css, await read('tokens.css'), ...ours].join('\n'), {
    loader: 'css',
    minify: true,
    target: browsers,
    legalComments: 'none',
  });
  const bytes = Buffer.from(code);
  const file = `style-${shortHash(bytes)}.css`;
  const inputs = (await readdir(join(root, here))).map((name) => `${here}/${name}`);
  return {
    names: { 'style.css': file, ...Object.fromEntries(fontFiles.map((font) => [`${font.name}.woff2`, font.file])) },
    files: [{ name: file, bytes }, ...fontFiles.map((font) => ({ name: font.file, bytes: font.bytes }))],
    inputs: [
      ...inputs,
      'src/kernel/pages/style.ts',
      'node_modules/bootstrap-italia/package.json',
      'node_modules/esbuild/package.json',
    ],
  };
}

function shortHash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 10);
}
