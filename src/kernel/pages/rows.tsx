import type { ComponentChildren } from 'preact';
import type { Link } from './document.tsx';
import type { Look } from './glyphs.ts';
import { Glyph, Icon, State } from './icon.tsx';
import { useWords } from './render.tsx';
import { Meta } from './structure.tsx';

export interface RowProps {
  href: string;
  title: string;
  /** The row's first word. */
  state?: { look: Look; word: string };
  /** At the right of the state: the date that counts. */
  note?: ComponentChildren;
  kicker?: string;
  meta?: ComponentChildren[];
  id?: string;
  /** The row of what is chosen on the map. */
  chosen?: boolean;
  children?: ComponentChildren;
}

/** The normal form of a list: the whole row can be pressed, its title is the only link. */
export function Rows({ label, children }: { label?: string; children: ComponentChildren }) {
  return (
    <ol class="ar-rows list-unstyled" aria-label={label}>
      {children}
    </ol>
  );
}

export function Row({ href, title, state, note, kicker, meta, id, chosen, children }: RowProps) {
  return (
    <li id={id} class={chosen ? 'on' : undefined}>
      <article class="ar-report">
        {state && <State {...state} />}
        {note && <span class="due">{note}</span>}
        {kicker && <p class="ar-kicker">{kicker}</p>}
        <h3>
          <a href={href}>{title}</a>
        </h3>
        {children}
        {meta && <Meta items={meta} />}
      </article>
    </li>
  );
}

export interface AgendaItem {
  href: string;
  title: string;
  /** A letter of the map, or the day of the month. */
  mark: string;
  /** Under the mark: the day of the week, the month. */
  under?: string;
  kicker?: string;
  meta?: ComponentChildren[];
}

/** Rows with a date or a letter at the left. A letter only points to the map, so it is not read aloud. */
export function Agenda({ items, label }: { items: AgendaItem[]; label?: string }) {
  return (
    <ol class="ar-rows list-unstyled ar-agenda" aria-label={label}>
      {items.map((item) => (
        <li>
          <span class="ar-day" aria-hidden={item.under ? undefined : 'true'}>
            {item.mark}
            {item.under && <small>{item.under}</small>}
          </span>
          <div>
            {item.kicker && <p class="ar-kicker">{item.kicker}</p>}
            <h3>
              <a href={item.href}>{item.title}</a>
            </h3>
            {item.meta && <Meta items={item.meta} />}
          </div>
        </li>
      ))}
    </ol>
  );
}

export interface Chip {
  href: string;
  label: string;
  look?: Look;
  count?: number;
  current?: boolean;
}

/** Filters that can be pressed: the only pills of the house. */
export function Chips({ label, chips }: { label: string; chips: Chip[] }) {
  const { number } = useWords();
  return (
    <nav class="ar-chips-nav" aria-label={label}>
      <ul class="ar-chips">
        {chips.map((chip) => (
          <li>
            <a href={chip.href} aria-current={chip.current ? 'true' : undefined}>
              {chip.look && <Glyph look={chip.look} />}
              {chip.label}
              {chip.count !== undefined && ` ${number(chip.count)}`}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** What the shapes mean, below a map. */
export function Key({ states, children }: { states: { look: Look; word: string }[]; children?: ComponentChildren }) {
  return (
    <ul class="ar-key">
      {states.map((state) => (
        <li>
          <State {...state} />
        </li>
      ))}
      {children && <li class="ar-soft">{children}</li>}
    </ul>
  );
}

export interface FilterField {
  name: string;
  label: string;
  value?: string;
  /** With choices a select, otherwise a search box. */
  options?: { value: string; label: string }[];
  /** A day instead of words. */
  day?: boolean;
}

/** Filters are a GET form: the address says what is shown. `kept` are choices made elsewhere (chips, the map's frame). */
export function Filters({
  action,
  fields,
  kept = {},
  submit,
}: {
  action: string;
  fields: FilterField[];
  kept?: Record<string, string>;
  submit?: string;
}) {
  const { t } = useWords();
  return (
    <form action={action} class="ar-filters" method="get">
      {fields.map((field) => (
        <div>
          <label class="form-label" for={`filter-${field.name}`}>
            {field.label}
          </label>
          {field.options ? (
            <select class="form-select" id={`filter-${field.name}`} name={field.name}>
              {field.options.map((option) => (
                <option value={option.value} selected={option.value === (field.value ?? '')}>
                  {option.label}
                </option>
              ))}
            </select>
          ) : (
            <input
              class="form-control"
              id={`filter-${field.name}`}
              {...(field.day ? { type: 'date' as const } : { type: 'search' as const })}
              name={field.name}
              value={field.value}
            />
          )}
        </div>
      ))}
      <div>
        {Object.entries(kept).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <button class="btn btn-outline-primary" type="submit">
          {submit ?? t('kernel.filters.apply')}
        </button>
      </div>
    </form>
  );
}

/** A list goes on by cursor: there is no page number to promise. */
export function Pager({ previous, next, label }: { previous?: string; next?: string; label?: string }) {
  const { t } = useWords();
  if (!previous && !next) return null;
  return (
    <nav class="pagination-wrapper" aria-label={label ?? t('kernel.pager.label')}>
      <ul class="ar-pages pagination">
        {previous && (
          <li class="page-item">
            <a class="page-link" href={previous} rel="prev">
              {t('kernel.pager.previous')}
            </a>
          </li>
        )}
        {next && (
          <li class="page-item">
            <a class="page-link" href={next} rel="next">
              {t('kernel.pager.next')}
            </a>
          </li>
        )}
      </ul>
    </nav>
  );
}

/** Links with an icon, one a line. */
export function LinkList({ links, lines }: { links: Link[]; lines?: boolean }) {
  return (
    <ul class={lines ? 'ar-plain list-unstyled ar-do' : 'ar-plain list-unstyled'}>
      {links.map((link) => (
        <li>
          {link.icon && <Icon name={link.icon} />}
          <a href={link.href}>{link.label}</a> {link.note && <span class="ar-soft">{link.note}</span>}
        </li>
      ))}
    </ul>
  );
}

/** Sentences, each with the shape that says what it is. */
export function Points({ look, points }: { look: Look; points: ComponentChildren[] }) {
  return (
    <ul class="ar-plain list-unstyled">
      {points.map((point) => (
        <li>
          <Glyph look={look} />
          {point}
        </li>
      ))}
    </ul>
  );
}

export interface Card {
  href: string;
  title: string;
  text?: string;
  image: { src: string; alt: string; width: number; height: number };
}

/** Only for things whose picture matters; at most six. */
export function Cards({ cards }: { cards: Card[] }) {
  return (
    <ul class="ar-cards list-unstyled">
      {cards.map((card) => (
        <li>
          <img src={card.image.src} alt={card.image.alt} width={card.image.width} height={card.image.height} loading="lazy" />
          <h3>
            <a href={card.href}>{card.title}</a>
          </h3>
          {card.text && <p class="ar-soft">{card.text}</p>}
        </li>
      ))}
    </ul>
  );
}
