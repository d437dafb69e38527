import type { ComponentChildren } from 'preact';
import { useWords } from './render.tsx';

export interface Column {
  label: string;
  /** Figures are aligned at the right. */
  figures?: boolean;
  /** On phones, said before the cell: "Fine:". */
  short?: string;
}

export interface TableRow {
  head: ComponentChildren;
  /** Under the head, in soft ink. */
  meta?: ComponentChildren;
  cells: ComponentChildren[];
}

/** For comparing columns. On phones each row becomes a small block with its labels. */
export function Table({ columns, rows, caption }: { columns: Column[]; rows: TableRow[]; caption?: string }) {
  const [head, ...others] = columns;
  return (
    <table class="ar-kept table">
      {caption && <caption class="visually-hidden">{caption}</caption>}
      <thead>
        <tr>
          <th scope="col">{head!.label}</th>
          {others.map((column) => (
            <th scope="col">{column.label}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            <th scope="row">
              {row.head}
              {row.meta && <span class="ar-meta d-flex flex-wrap">{row.meta}</span>}
            </th>
            {row.cells.map((cell, i) => (
              <td data-l={others[i]?.short} class={others[i]?.figures ? 'ar-num' : undefined}>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Plain figures, dense; the twin of a plot. `wide` scrolls inside itself where the screen is narrow. */
export function Figures({
  id,
  columns,
  rows,
  caption,
  wide,
}: {
  id?: string;
  columns: Column[];
  rows: TableRow[];
  caption: string;
  wide?: boolean;
}) {
  const [head, ...others] = columns;
  const table = (
    <table class={wide ? 'ar-table ar-num ar-table-wide' : 'ar-table ar-num'}>
      <caption class="ar-soft small" id={id}>
        {caption}
      </caption>
      <thead>
        <tr>
          {head!.label ? <th scope="col">{head!.label}</th> : <td />}
          {others.map((column) => (
            <th scope="col" class={column.figures ? 'text-end' : undefined}>
              {column.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            <th scope="row">{row.head}</th>
            {row.cells.map((cell, i) => (
              <td class={others[i]?.figures ? 'text-end' : undefined}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
  if (!wide) return table;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard (WCAG 2.1.1)
    <section class="table-responsive" tabIndex={0} aria-labelledby={id}>
      {table}
    </section>
  );
}

/** The table under every plot, folded. */
export function FiguresBelow(props: { columns: Column[]; rows: TableRow[]; caption: string }) {
  const { t } = useWords();
  return (
    <details class="ar-tab">
      <summary>{t('kernel.plot.table')}</summary>
      <Figures {...props} />
    </details>
  );
}

/** Names and values, in two columns. */
export function DefinitionList({
  items,
}: {
  items: { term: string; value: ComponentChildren; change?: { href: string; label: string } }[];
}) {
  return (
    <dl class="ar-dl">
      {items.map((item) => (
        <div>
          <dt>{item.term}</dt>
          <dd>
            <div>{item.value}</div>
            {item.change && (
              <a href={item.change.href}>
                {item.change.label} <span class="visually-hidden">{item.term}</span>
              </a>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
