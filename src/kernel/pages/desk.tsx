import type { ComponentChildren } from 'preact';
import type { Look } from './glyphs.ts';
import { Glyph, State } from './icon.tsx';
import { useWords } from './render.tsx';

/** The officer's desk: queues, list, panel; on phones one after the other. */
export function Desk({ queues, list, panel }: { queues: ComponentChildren; list: ComponentChildren; panel?: ComponentChildren }) {
  return (
    <div class={panel ? 'ar-desk' : 'ar-desk two'}>
      {queues}
      {list}
      {panel}
    </div>
  );
}

export interface Queue {
  title: string;
  /** `more`: it was counted no further. */
  links: { href: string; label: string; count?: number; more?: boolean; current?: boolean }[];
}

export function Queues({ queues, label }: { queues: Queue[]; label: string }) {
  const { number } = useWords();
  return (
    <nav class="ar-queues" aria-label={label}>
      {queues.map((queue) => (
        <>
          <h2>{queue.title}</h2>
          <ul>
            {queue.links.map((link) => (
              <li>
                <a href={link.href} aria-current={link.current ? 'page' : undefined}>
                  <span>{link.label}</span>
                  {link.count !== undefined && (
                    <span class="ar-num">
                      {number(link.count)}
                      {link.more && '+'}
                    </span>
                  )}
                </a>
              </li>
            ))}
          </ul>
        </>
      ))}
    </nav>
  );
}

export interface WorkItem {
  id: string;
  href: string;
  title: string;
  /** Code and place, in small. */
  meta: string;
  /** "2 g", "ore 13". */
  due: string;
  late?: boolean;
  kind: string;
  weight: number;
  owner?: string;
  state: { look: Look; word: string };
  picked?: boolean;
  open?: boolean;
}

export interface WorkListProps {
  caption: string;
  /** Promise, thing, kind, weight, owner, state. */
  heads: [string, string, string, string, string, string];
  groups: { title: string; items: WorkItem[] }[];
  /** Where the bulk acts go, and the acts themselves: `name` is sent with the chosen ones. */
  action: string;
  acts: BulkAct[];
  token?: { name: string; value: string };
  children?: ComponentChildren;
}

export interface BulkAct {
  name: string;
  value: string;
  label: string;
  /** Where it goes instead, when it only reads: the chosen ones stand in the address. */
  reads?: string;
}

/** The list, grouped by urgency and not by state; the chosen ones are acted upon together. */
export function WorkList({ caption, heads, groups, action, acts, token, children }: WorkListProps) {
  const { t } = useWords();
  const picked = groups.flatMap((group) => group.items).filter((item) => item.picked).length;
  return (
    <form action={action} method="post">
      {token && <input type="hidden" name={token.name} value={token.value} />}
      <fieldset
        class="ar-bulk"
        aria-label={t('kernel.desk.bulk')}
        data-none={t('kernel.desk.picked', { n: 0 })}
        data-one={t('kernel.desk.picked', { n: 1 })}
        data-many={t('kernel.desk.picked', { n: 99 })}
      >
        <b role="status">{t('kernel.desk.picked', { n: picked })}</b>
        {acts.map((act) => (
          <button
            type="submit"
            name={act.name}
            value={act.value}
            formaction={act.reads}
            formmethod={act.reads ? 'get' : undefined}
          >
            {act.label}
          </button>
        ))}
      </fieldset>
      <table class="ar-queue">
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span class="visually-hidden">{t('kernel.desk.pick')}</span>
            </th>
            {heads.map((head, i) => (
              <th scope="col" class={i === 3 ? 'text-end' : undefined}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        {groups.map((group) => (
          <tbody>
            <tr class="grp">
              <th scope="rowgroup" colSpan={7}>
                {group.title} <span class="ar-soft fw-normal">{group.items.length}</span>
              </th>
            </tr>
            {group.items.map((item) => (
              <WorkRow item={item} />
            ))}
          </tbody>
        ))}
      </table>
      {children}
    </form>
  );
}

function WorkRow({ item }: { item: WorkItem }) {
  const { t, number } = useWords();
  return (
    <tr class={item.open ? 'on' : undefined}>
      <td>
        <input
          type="checkbox"
          name="pick"
          value={item.id}
          aria-label={`${t('kernel.desk.pick')} ${item.title}`}
          checked={item.picked}
        />
      </td>
      <td class="ar-num due">
        <b class={item.late ? 'st-late' : undefined}>
          {item.late && <Glyph look="late" />} {item.due}{' '}
          {item.late && <span class="visually-hidden">{t('kernel.desk.late')}</span>}
        </b>
      </td>
      <td class="what">
        <a href={item.href} aria-current={item.open ? 'true' : undefined}>
          {item.title}
        </a>
        <small>{item.meta}</small>
      </td>
      <td>{item.kind}</td>
      <td class="text-end ar-num">{number(item.weight)}</td>
      <td>{item.owner ?? <span class="ar-soft">{t('kernel.desk.nobody')}</span>}</td>
      <td>
        <State {...item.state} />
      </td>
    </tr>
  );
}

/** What is open, at the right: facts, words of people, and the answer. */
export function Panel({
  id,
  code,
  title,
  state,
  children,
}: {
  id: string;
  code: string;
  title: string;
  state: { look: Look; word: string };
  children: ComponentChildren;
}) {
  return (
    <aside class="ar-panel" aria-labelledby={id}>
      <p class="ar-code small mb-1">{code}</p>
      <h2 id={id}>{title}</h2>
      <p class="mt-1 mb-2">
        <State {...state} />
      </p>
      {children}
    </aside>
  );
}

export function PanelFacts({ facts }: { facts: { term: string; value: ComponentChildren }[] }) {
  return (
    <dl>
      {facts.map((fact) => (
        <>
          <dt>{fact.term}</dt>
          <dd>{fact.value}</dd>
        </>
      ))}
    </dl>
  );
}

/** Keys that work here, and where to switch them off (WCAG 2.1.4). */
export function Keys({ keys, all }: { keys: { keys: string[]; label: string }[]; all: { href: string; label: string } }) {
  const { t } = useWords();
  return (
    <ul class="ar-keys" aria-label={t('kernel.desk.keys')}>
      {keys.map((key) => (
        <li>
          {key.keys.map((one) => (
            <kbd>{one}</kbd>
          ))}{' '}
          {key.label}
        </li>
      ))}
      <li>
        <a href={all.href}>{all.label}</a>
      </li>
    </ul>
  );
}
