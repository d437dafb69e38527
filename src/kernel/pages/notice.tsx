import type { ComponentChildren } from 'preact';
import type { Link } from './document.tsx';
import { Glyph, Icon } from './icon.tsx';
import { Acts, Go } from './structure.tsx';

/** Something to know before the rest. A refusal says which rule, and what can be done instead. */
export function Notice({
  kind,
  title,
  text,
  links = [],
}: {
  kind: 'info' | 'done' | 'refusal';
  title: string;
  text?: ComponentChildren;
  links?: Link[];
}) {
  return (
    <div class={`ar-notice ${kind}`} role={kind === 'refusal' ? 'alert' : 'status'}>
      {kind === 'info' ? <Icon name="info" /> : <Glyph look={kind === 'done' ? 'done' : 'no'} />}
      <div>
        <p class="ar-notice-t">{title}</p>
        {text && <p>{text}</p>}
        {links.length > 0 && (
          <Acts>
            {links.map((link) => (
              <Go {...link} />
            ))}
          </Acts>
        )}
      </div>
    </div>
  );
}

/** Says why it is empty, and offers the first act. No drawings of sad boxes. */
export function Empty({ text, links = [] }: { text: string; links?: Link[] }) {
  return (
    <div class="ar-empty">
      <p>{text}</p>
      {links.length > 0 && (
        <Acts>
          {links.map((link) => (
            <Go {...link} />
          ))}
        </Acts>
      )}
    </div>
  );
}
