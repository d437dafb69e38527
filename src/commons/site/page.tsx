import type { ComponentChildren } from 'preact';
import type { Ctx } from '../../kernel/context.ts';
import type { FormState } from '../../kernel/forms/form.ts';
import type { Answer } from '../../kernel/http/route.ts';
import type { Assets } from '../../kernel/pages/assets.ts';
import { Document, type DocumentProps } from '../../kernel/pages/document.tsx';
import { render } from '../../kernel/pages/render.tsx';
import type { Refusal } from '../../kernel/refusal.ts';
import { Assisting } from './assisted.tsx';
import { siteOf } from './site.tsx';

let assets: Assets | null = null;

/** Called once, when the house is built. */
export function declareAssets(built: Assets): void {
  assets = built;
}

/** Address of a file of the house, for an island that must know it. */
export function assetUrl(name: string): string {
  if (!assets) throw new Error('the assets were not built');
  return assets.url(name);
}

export interface SitePage {
  title: string;
  /** Address of the page, for the way back after signing in and the other language. */
  path: string;
  /** Which item of the main menu is current, by its address. */
  section?: string;
  /** The municipality in whose house the page stands; otherwise the metropolis. */
  place?: string | null;
  /** Otherwise 200, or what `form` and `refusal` say. */
  status?: number;
  /** The form or forms of the page, and what was refused: a page that shows what is wrong says so by its status, and is stored by nobody. */
  form?: FormState | readonly FormState[];
  refusal?: Refusal;
  description?: string;
  islands?: string[];
  styles?: string[];
  alternates?: DocumentProps['alternates'];
  /** `public` (the default) only for pages that are the same for everybody. */
  cache?: 'public' | 'private';
  /** The page shows the errors of something else than its forms. */
  errors?: boolean;
  /** Dense, for the desk. */
  office?: boolean;
  /** Not for search engines. */
  hidden?: boolean;
}

/** A page of the house. */
export function sitePage(ctx: Ctx, options: SitePage, body: ComponentChildren): Answer {
  if (!assets) throw new Error('the assets were not built');
  const faulty = options.errors ?? [options.form ?? []].flat().some((form) => form.errors.length > 0);
  const status = options.status ?? options.refusal?.status ?? (faulty ? 422 : 200);
  const cache = status === 200 ? (options.cache ?? 'public') : 'private';
  const html = render(
    <Document
      site={siteOf(ctx, options.path, options.section, options.place)}
      assets={assets}
      title={options.title}
      description={options.description ?? options.title}
      faulty={faulty}
      alternates={options.alternates}
      islands={options.islands}
      styles={options.styles}
      office={options.office}
      hidden={options.hidden}
    >
      <Assisting ctx={ctx} />
      {body}
    </Document>,
    ctx.words,
  );
  return { status, type: 'text/html; charset=utf-8', body: html, cache };
}
