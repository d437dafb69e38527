import type { ComponentChildren } from 'preact';
import type { Link } from './document.tsx';
import type { Look } from './glyphs.ts';
import { Icon, State } from './icon.tsx';
import { useWords } from './render.tsx';

/** Where this page lies. `here` is the page itself, not a link. */
export function Breadcrumb({ trail, here }: { trail: Link[]; here: string }) {
  const { t } = useWords();
  return (
    <nav class="ar-crumb breadcrumb-container" aria-label={t('kernel.page.trail')}>
      <ol class="breadcrumb" data-element="breadcrumb">
        {trail.map((link) => (
          <li class="breadcrumb-item">
            <a href={link.href}>{link.label}</a>
          </li>
        ))}
        <li class="breadcrumb-item active" aria-current="page">
          {here}
        </li>
      </ol>
    </nav>
  );
}

export interface PageHeadProps {
  title: string;
  kicker?: string;
  state?: { look: Look; word: string };
  lead?: ComponentChildren;
  meta?: ComponentChildren[];
  /** The one thing to do here. */
  action?: Link;
}

export function PageHead({ title, kicker, state, lead, meta, action }: PageHeadProps) {
  return (
    <header class={action ? 'ar-top ar-top-act' : 'ar-top'}>
      <div>
        {state && <State {...state} />}
        {kicker && <p class="ar-kicker">{kicker}</p>}
        <h1>{title}</h1>
        {lead && <p class="lead">{lead}</p>}
        {meta && <Meta items={meta} />}
      </div>
      {action && <ButtonLink {...action} />}
    </header>
  );
}

/** What is known of a thing, in one soft line. Empty pieces are left out. */
export function Meta({ items }: { items: ComponentChildren[] }) {
  return (
    <p class="ar-meta d-flex flex-wrap">
      {items
        .filter((item) => item !== null && item !== undefined && item !== false && item !== '')
        .map((item) => (
          <span>{item}</span>
        ))}
    </p>
  );
}

/** The one full button of a screen, as a link. `look`: `primary`, `outline` inside pages, `spark` on dark only, `quiet` for the second act. */
export function ButtonLink({ href, label, icon, look = 'primary' }: Link & { look?: ButtonLook }) {
  return (
    <a class={buttonClass(look)} href={href}>
      {icon && <Icon name={icon} />}
      {label}
    </a>
  );
}

export type ButtonLook = 'primary' | 'outline' | 'spark' | 'quiet';

export function buttonClass(look: ButtonLook): string {
  return look === 'outline' ? 'btn btn-outline-primary' : `btn btn-${look}`;
}

export interface SectionProps {
  id: string;
  title: string;
  link?: Link;
  /** Beside the title, when there is no link. */
  note?: ComponentChildren;
  lead?: string;
  /** Its own container, on pages without one around. */
  container?: boolean;
  /** The last of the page keeps its distance from the footer. */
  last?: boolean;
  /** Less air above, and in a narrow column a smaller title. */
  small?: boolean;
  /** No air above: it begins a column. */
  flush?: boolean;
  children?: ComponentChildren;
}

export function Section({ id, title, link, note, lead, container, last, small, flush, children }: SectionProps) {
  const classes = [!flush && (small ? 'ar-sub' : 'ar-section'), last && 'ar-last', container && 'container']
    .filter(Boolean)
    .join(' ');
  return (
    <section class={classes || undefined} aria-labelledby={id}>
      <div class="ar-section-h d-flex flex-wrap justify-content-between">
        <h2 id={id}>{title}</h2>
        {link && <Go {...link} />}
        {note && <p class="ar-soft mb-0">{note}</p>}
      </div>
      {lead && <p class="lead">{lead}</p>}
      {children}
    </section>
  );
}

/** A link that leads on. */
export function Go({ href, label, icon }: Link) {
  return (
    <a class="ar-go" href={href}>
      {icon && <Icon name={icon} />}
      {label}
    </a>
  );
}

/** Two columns on wide screens. `even`: a comparison; `aside`: main and a narrow column; otherwise seven to four.
 *  `middle`: the two are centred on each other; `end`: they stand on the same line. */
export function Split({
  kind,
  align,
  children,
}: {
  kind?: 'even' | 'aside';
  align?: 'middle' | 'end';
  children: ComponentChildren;
}) {
  return <div class={['ar-split', kind, align].filter(Boolean).join(' ')}>{children}</div>;
}

/** Main, box and rest: on phones the box that counts comes before everything else. */
export function SplitTrio(props: {
  boxLabel: string;
  box: ComponentChildren;
  main: ComponentChildren;
  restLabel: string;
  rest?: ComponentChildren;
}) {
  return (
    <div class="ar-split trio">
      <section class="box" aria-label={props.boxLabel}>
        {props.box}
      </section>
      <div class="main">{props.main}</div>
      {props.rest && (
        <aside class="rest" aria-label={props.restLabel}>
          {props.rest}
        </aside>
      )}
    </div>
  );
}

/** A list, and the same things on the map. */
export function ListAndMap({ list, map }: { list: ComponentChildren; map: ComponentChildren }) {
  return (
    <div class="ar-listmap ar-last">
      {list}
      {map}
    </div>
  );
}

/** Buttons and links in a line. */
export function Acts({ children }: { children: ComponentChildren }) {
  return <div class="ar-acts d-flex flex-wrap align-items-center">{children}</div>;
}

/** Small links at the end of something: share, flag, download. */
export function ActionLine({ links }: { links: Link[] }) {
  return (
    <ul class="ar-line list-unstyled d-flex flex-wrap small">
      {links.map((link) => (
        <li>
          <a class="d-inline-flex align-items-center" href={link.href}>
            {link.icon && <Icon name={link.icon} />}
            {link.label}
          </a>
        </li>
      ))}
    </ul>
  );
}
