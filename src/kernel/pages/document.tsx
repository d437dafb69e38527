import type { ComponentChildren } from 'preact';
import type { Lang } from '../text/text.ts';
import type { Assets } from './assets.ts';
import { Footer, type FooterProps } from './footer.tsx';
import type { IconName } from './glyphs.ts';
import { Icon } from './icon.tsx';
import { useWords } from './render.tsx';
import { Silhouette } from './silhouette.tsx';

/** A link as pages pass it around. */
export interface Link {
  href: string;
  label: string;
  icon?: IconName;
  /** What stands beside the link, in soft ink. */
  note?: string;
  current?: boolean;
}

/** Whose house this is: the same for every page of one place, in one language, for one reader. */
export interface Site {
  name: string;
  tagline: string;
  /** The slim band always names the whole: how one account in many houses is understood. */
  top: Link;
  home: string;
  /** Outline of the place, in a box of 48 by 48. */
  shape?: string;
  /** A place is four colours: the name that its style sheet gives them, and where that sheet is. */
  theme?: { name: string; href: string };
  nav: Link[];
  /** Address of the search page. */
  search: string;
  /** Who is signed in; otherwise the door. */
  actor?: { name: string; href: string };
  signIn: Link;
  footer: FooterProps;
  /** This page in the other languages. */
  languages: { lang: Lang; label: string; href: string }[];
}

export interface DocumentProps {
  site: Site;
  assets: Pick<Assets, 'url'>;
  title: string;
  description: string;
  /** Marks the title of a form that came back with errors. */
  faulty?: boolean;
  canonical?: string;
  /** The same content in other forms: feeds, data. */
  alternates?: { href: string; type: string; title: string }[];
  /** Names of the islands, without ending. */
  islands?: string[];
  /** Style sheets that belong to islands. */
  styles?: string[];
  hidden?: boolean;
  /** Dense, for the desk. */
  office?: boolean;
  children: ComponentChildren;
}

/** The whole page around its content. */
export function Document(props: DocumentProps) {
  const { t, lang } = useWords();
  const { site, assets } = props;
  const title = `${props.faulty ? `${t('kernel.page.error')} ` : ''}${props.title} · ${site.name}`;
  return (
    <html lang={lang} data-theme={site.theme?.name}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <meta name="description" content={props.description} />
        {props.hidden && <meta name="robots" content="noindex" />}
        {props.canonical && <link rel="canonical" href={props.canonical} />}
        {props.alternates?.map((other) => (
          <link rel="alternate" href={other.href} type={other.type} title={other.title} />
        ))}
        {site.languages.map((other) => (
          <link rel="alternate" hreflang={other.lang} href={other.href} />
        ))}
        <link rel="icon" type="image/svg+xml" href={assets.url('icon.svg')} />
        {['titillium-400.woff2', 'titillium-600.woff2', 'titillium-700.woff2'].map((font) => (
          <link rel="preload" href={assets.url(font)} as="font" type="font/woff2" crossorigin="anonymous" />
        ))}
        <link rel="stylesheet" href={assets.url('style.css')} />
        {site.theme && <link rel="stylesheet" href={site.theme.href} />}
        {props.styles?.map((name) => (
          <link rel="stylesheet" href={assets.url(`${name}.css`)} />
        ))}
      </head>
      <body class={props.office ? 'ar-office' : undefined}>
        <a class="ar-skip" href="#content">
          {t('kernel.page.skip')}
        </a>
        <Header site={site} />
        <main id="content" tabIndex={-1}>
          {props.children}
        </main>
        {!props.office && <Footer {...site.footer} />}
        {props.islands?.map((name) => (
          <script type="module" src={assets.url(`${name}.js`)} />
        ))}
      </body>
    </html>
  );
}

function Header({ site }: { site: Site }) {
  const { t } = useWords();
  return (
    <header class="it-header-wrapper">
      <div class="ar-slim it-header-slim-wrapper">
        <div class="container ar-slim-in it-header-slim-wrapper-content d-flex justify-content-between">
          <a class="ar-slim-l" href={site.top.href}>
            {site.top.label}
          </a>
          <div class="ar-slim-r it-header-slim-right-zone d-flex align-items-center">
            {site.languages.map((other) => (
              <a href={other.href} hreflang={other.lang} lang={other.lang}>
                <abbr title={other.label}>{other.lang.toUpperCase()}</abbr>
              </a>
            ))}
            {site.actor ? (
              <a class="ar-me" href={site.actor.href}>
                <Icon name="user" />
                <span>{site.actor.name}</span>
              </a>
            ) : (
              <a href={site.signIn.href}>
                <Icon name="user" />
                <span>
                  {site.signIn.label} {site.signIn.note && <span class="ar-wide">{site.signIn.note}</span>}
                </span>
              </a>
            )}
          </div>
        </div>
      </div>
      <div class="ar-head it-header-center-wrapper">
        <div class="container ar-head-in it-header-center-content-wrapper">
          <a class="ar-brand it-brand-wrapper d-flex align-items-center" href={site.home}>
            {site.shape && <Silhouette path={site.shape} box={48} />}
            <span class="it-brand-text">
              <b class="it-brand-title">{site.name}</b>
              <span class="it-brand-tagline">{site.tagline}</span>
            </span>
          </a>
          <button class="ar-menu" type="button" popovertarget="menu">
            <Icon name="menu" />
            {t('kernel.page.menu')}
          </button>
          <nav class="ar-nav it-header-navbar-wrapper" id="menu" popover="auto" aria-label={t('kernel.page.nav')}>
            <button class="ar-nav-x" type="button" popovertarget="menu" popovertargetaction="hide">
              <Icon name="close" />
              {t('kernel.page.close')}
            </button>
            <ul class="navbar-nav">
              {site.nav.map((link) => (
                <li class="nav-item">
                  <a class="nav-link" href={link.href} aria-current={link.current ? 'page' : undefined}>
                    {link.label}
                  </a>
                </li>
              ))}
              <li class="ar-nav-s nav-item">
                <a class="nav-link" href={site.search}>
                  <Icon name="search" />
                  {t('kernel.page.search')}
                </a>
              </li>
            </ul>
          </nav>
        </div>
      </div>
    </header>
  );
}
