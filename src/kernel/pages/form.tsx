import type { ComponentChildren } from 'preact';
import type { FieldError, FormState } from '../forms/form.ts';
import { nameOf } from './form-schema.ts';
import type { IconName } from './glyphs.ts';
import { Glyph, Icon } from './icon.tsx';
import { useWords } from './render.tsx';
import { type ButtonLook, buttonClass } from './structure.tsx';

export interface FormProps {
  action: string;
  /** With files the form is sent in parts. */
  files?: boolean;
  hidden?: Record<string, string>;
  id?: string;
  children: ComponentChildren;
}

/** A form that changes something. Checking is the server's: the browser's own messages are not in our words.
 *  Hidden fields are `off`, or a page that is loaded again would keep those of before. */
export function Form({ action, files, hidden = {}, id, children }: FormProps) {
  const { t } = useWords();
  return (
    <form class="ar-form" id={id} action={action} method="post" enctype={files ? 'multipart/form-data' : undefined} noValidate>
      {/* Enter in a field presses the first button of the form: not the map, nor "take the photo away". */}
      <button class="visually-hidden" type="submit" tabIndex={-1} aria-hidden="true">
        {t('kernel.form.send')}
      </button>
      {Object.entries(hidden).map(([name, value]) => (
        <input type="hidden" name={name} value={value} autocomplete="off" />
      ))}
      {children}
    </form>
  );
}

/** The summary on top of a form that came back: each fault leads to its field, and focus comes here. Of records asked in one form, a list of them. */
export function FormErrors({ form }: { form: FormState | readonly FormState[] }) {
  const { t } = useWords();
  const faults = [form].flat().flatMap((one: FormState) => one.errors.map((error) => ({ one, error })));
  if (faults.length === 0) return null;
  return (
    // Without script, autofocus is the way to lead to what is wrong (look.md section 9).
    <section class="ar-errors" role="alert" aria-labelledby="errors" tabIndex={-1} autofocus>
      <h2 id="errors">
        <Glyph look="late" /> {t('kernel.form.faults', { n: faults.length })}
      </h2>
      <p>{t('kernel.form.kept')}</p>
      <ul>
        {faults.map(({ one, error }) => (
          <li>
            {one.at !== undefined && `${t('kernel.form.record', { n: Number(one.at) + 1 })} `}
            {error.field === '' ? (
              <b>{t(error.key, error.params)}</b>
            ) : (
              <a href={`#${fieldId(one, error.field)}`}>{t(error.key, error.params)}</a>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Fields that belong together, under a question. */
export function FieldGroup({
  legend,
  hint,
  optional,
  children,
}: {
  legend: string;
  hint?: string;
  optional?: boolean;
  children: ComponentChildren;
}) {
  return (
    <fieldset>
      <legend>
        {legend} {optional && <Optional />}
      </legend>
      {hint && <p class="ar-hint form-text">{hint}</p>}
      {children}
    </fieldset>
  );
}

/** Two fields on a line, where there is room. */
export function Pair({ children }: { children: ComponentChildren }) {
  return <div class="ar-two ar-pair">{children}</div>;
}

/** One full button a screen; the second act is quiet. */
export function Submit(props: {
  label: string;
  icon?: IconName;
  look?: ButtonLook;
  name?: string;
  value?: string;
  formAction?: string;
  form?: string;
  /** Id of what the act is about, where several buttons say the same. */
  describedBy?: string;
}) {
  return (
    <button
      class={buttonClass(props.look ?? 'primary')}
      type="submit"
      name={props.name}
      value={props.value}
      formaction={props.formAction}
      form={props.form}
      aria-describedby={props.describedBy}
    >
      {props.icon && props.icon !== 'arrow' && <Icon name={props.icon} />}
      {props.label}
      {props.icon === 'arrow' && <Icon name="arrow" />}
    </button>
  );
}

/** A button that is a form by itself: follow, thank, "me too". */
export function ActForm({
  action,
  hidden = {},
  ...button
}: {
  action: string;
  hidden?: Record<string, string>;
  label: string;
  icon?: IconName;
  look?: ButtonLook;
  describedBy?: string;
}) {
  return (
    <form action={action} method="post">
      {Object.entries(hidden).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <Submit {...button} />
    </form>
  );
}

/** One question to a list: the address then says what was asked. */
export function SearchForm({
  action,
  label,
  name,
  value,
  submit,
  id,
  hint,
}: {
  action: string;
  label: string;
  name: string;
  value?: string;
  submit: string;
  id: string;
  hint?: string;
}) {
  return (
    <search>
      <form action={action} method="get" class="ar-form">
        <div class="ar-field ar-search">
          <label class="form-label" for={id}>
            {label}
          </label>
          {hint && (
            <p class="ar-hint form-text" id={`${id}-hint`}>
              {hint}
            </p>
          )}
          <div class="ar-search-in">
            <input
              class="form-control"
              id={id}
              name={name}
              type="search"
              value={value}
              aria-describedby={hint ? `${id}-hint` : undefined}
            />
            <button class="btn btn-outline-primary" type="submit">
              {submit}
            </button>
          </div>
        </div>
      </form>
    </search>
  );
}

/** Where a field stands in the page: errors lead there. */
export function fieldId(form: FormState, field: string): string {
  return `${form.name}-${nameOf(form, field)}`.replaceAll(/[^\w-]/g, '-');
}

export function errorsOf(form: FormState, field: string): FieldError[] {
  return form.errors.filter((error) => error.field === field);
}

/** What is told around a field: its hint and its faults, and what the control must point to. */
export function around(
  form: FormState,
  field: string,
  t: (key: string, params?: Record<string, string | number>) => string,
  has: (key: string) => boolean,
) {
  const id = fieldId(form, field);
  const property = form.schema.properties[field] as
    | { maxLength?: number; minimum?: number; maximum?: number; title?: string }
    | undefined;
  const limits = { max: property?.maxLength ?? property?.maximum ?? 0, min: property?.minimum ?? 0 };
  const hint = has(`${form.name}.${field}.hint`) ? t(`${form.name}.${field}.hint`, limits) : undefined;
  const errors = errorsOf(form, field);
  const pointers = [hint && `${id}-hint`, errors.length > 0 && `${id}-error`].filter(Boolean).join(' ');
  return { id, hint, errors, describedBy: pointers || undefined, label: property?.title ?? t(`${form.name}.${field}.label`) };
}

export function Hint({ id, text }: { id: string; text?: string }) {
  if (!text) return null;
  return (
    <p class="ar-hint form-text" id={`${id}-hint`}>
      {text}
    </p>
  );
}

/** What is wrong, in words that say what to do. */
export function Faults({ id, errors }: { id: string; errors: FieldError[] }) {
  const { t } = useWords();
  if (errors.length === 0) return null;
  return (
    <div id={`${id}-error`}>
      {errors.map((error) => (
        <p class="ar-msg">
          <Glyph look="late" />
          <span>
            <span class="visually-hidden">{t('kernel.page.error')} </span>
            {t(error.key, error.params)}
          </span>
        </p>
      ))}
    </div>
  );
}

/** Required is the norm; optional is written. */
export function Optional() {
  const { t } = useWords();
  return <span class="ar-optional">{t('kernel.form.optional')}</span>;
}
