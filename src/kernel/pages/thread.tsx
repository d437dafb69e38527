import type { ComponentChildren } from 'preact';
import type { Link } from './document.tsx';
import type { Look } from './glyphs.ts';
import { Glyph, Icon } from './icon.tsx';
import { useWords } from './render.tsx';

/** One knot of the thread. `promised` did not happen yet: its line is dotted, and so is the line that leads to it. */
export interface Knot {
  look: Look;
  title: ComponentChildren;
  when?: string;
  who?: string;
  body?: ComponentChildren;
  promised?: boolean;
  id?: string;
}

/** Said, taken up, done or refused with a reason. Solid happened, dotted is promised. */
export function Thread({ knots, labelledBy, label }: { knots: Knot[]; labelledBy?: string; label?: string }) {
  const { t } = useWords();
  return (
    <ol class="ar-thread list-unstyled" aria-labelledby={labelledBy} aria-label={label}>
      {knots.map((knot, i) => {
        const when = [knot.when, knot.who].filter(Boolean).join(' · ');
        const dotted = knot.promised ? 'next' : knots[i + 1]?.promised ? 'now' : undefined;
        return (
          <li class={dotted} id={knot.id}>
            <Glyph look={knot.look} />
            {when && <p class="when">{when}</p>}
            <h3>
              {knot.promised && <span class="visually-hidden">{t('kernel.thread.promised')} </span>}
              {knot.title}
            </h3>
            {knot.body && (typeof knot.body === 'string' ? <p>{knot.body}</p> : knot.body)}
          </li>
        );
      })}
    </ol>
  );
}

/** The steps of a flow, or the phases of something: `current` counts from 0, what is before it is done. */
export function Steps({ steps, current, label }: { steps: string[]; current: number; label: string }) {
  const { t } = useWords();
  return (
    <ol class="ar-steps" aria-label={label}>
      {steps.map((step, i) => (
        <li class={i < current ? 'done' : undefined} aria-current={i === current ? 'step' : undefined}>
          <b>
            {i < current && <span class="visually-hidden">{t('kernel.steps.done')} </span>}
            {step}
          </b>
        </li>
      ))}
    </ol>
  );
}

/** The box that counts, one a page: a promise is a date and a name. */
export function PromiseBox({ title, id, children }: { title?: string; id?: string; children: ComponentChildren }) {
  return (
    <section class="ar-promise" aria-labelledby={title ? id : undefined}>
      {title && (
        <h2 id={id} class="ar-h3">
          {title}
        </h2>
      )}
      {children}
    </section>
  );
}

/** What is promised, term by term. `big` is the one thing to know. */
export function PromiseTerms({
  terms,
}: {
  terms: { term: string; value: ComponentChildren; big?: boolean; also?: ComponentChildren }[];
}) {
  return (
    <dl>
      {terms.map((item) => (
        <div>
          <dt>{item.term}</dt>
          <dd class={item.big ? 'big' : undefined}>{item.value}</dd>
          {item.also && <dd>{item.also}</dd>}
        </div>
      ))}
    </dl>
  );
}

/** A figure that stands alone in the box: "2.184 firme valide". */
export function PromiseFigure({ figure, word, note }: { figure: string; word: string; note?: string }) {
  return (
    <p class="ar-figure">
      <b class="ar-num">{figure}</b>
      <span>{word}</span>
      {note && <span class="ar-soft small">{note}</span>}
    </p>
  );
}

/** Days of a promise, one tick each; above sixty they are gathered. The sentence beside says the same in words. */
export function Ticks({ done, total }: { done: number; total: number }) {
  const shown = Math.max(1, Math.min(total, 60));
  const on = Math.round((Math.min(done, total) / Math.max(total, 1)) * shown);
  return (
    <div class="ar-ticks" aria-hidden="true">
      {Array.from({ length: shown }, (_, i) => (
        <i class={i < on ? 'on' : undefined} />
      ))}
    </div>
  );
}

/** The code with which anyone can check that something was not taken away. */
export function Receipt({ id, title, code, text, link }: { id: string; title: string; code: string; text: string; link?: Link }) {
  return (
    <section class="ar-receipt" aria-labelledby={id}>
      <h2 id={id} class="ar-h5">
        {title}
      </h2>
      <p class="ar-code">{code}</p>
      <p class="small mb-0">
        {text} {link && <a href={link.href}>{link.label}</a>}
      </p>
    </section>
  );
}

/** It is done: a tick, the code, and below what happens next. No confetti. */
export function Confirmation({
  title,
  text,
  children,
}: {
  title: string;
  text?: ComponentChildren;
  children?: ComponentChildren;
}) {
  return (
    <div class="ar-confirm">
      <span class="ar-tick">
        <Icon name="check" />
      </span>
      <h1>{title}</h1>
      {text && <p class="lead">{text}</p>}
      {children}
    </div>
  );
}
