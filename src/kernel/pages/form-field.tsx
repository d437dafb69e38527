import type { InputHTMLAttributes } from 'preact';
import type { FormState } from '../forms/form.ts';
import { around, Faults, Hint, Optional } from './form.tsx';
import { Checkboxes, Choice } from './form-choices.tsx';
import { FileField } from './form-files.tsx';
import { type Asked, askedOf, type FieldOption, isRequired, nameOf, optionsOf, typed, values } from './form-schema.ts';
import { useWords } from './render.tsx';

export interface FieldProps {
  form: FormState;
  name: string;
  /** Where choices are data; otherwise they are the schema's, in the words `<form>.<field>.option-<value>`. */
  options?: FieldOption[];
}

/** One question of a form, drawn from its schema: label above, hint under it, then what is wrong, then the control. */
export function Field({ form, name, options }: FieldProps) {
  const asked = askedOf(form, name);
  if (asked.control === 'hidden') return <input type="hidden" name={nameOf(form, name)} value={typed(form.values[name])} />;
  if (asked.control === 'file')
    return <FileField form={form} name={name} accept={asked.accept} multiple={asked.type === 'array'} />;
  if (asked.type === 'boolean' || asked.const === true) return <Tick form={form} name={name} />;
  if (asked.type === 'array' && asked.control !== 'textarea') return <Checkboxes form={form} name={name} options={options} />;
  if (asked.control === 'radio') return <Choice form={form} name={name} options={options} />;
  return <Labelled form={form} name={name} options={options} asked={asked} />;
}

function Labelled({ form, name, options, asked }: FieldProps & { asked: Asked }) {
  const { t, has } = useWords();
  const { id, hint, errors, describedBy, label } = around(form, name, t, has);
  const required = isRequired(form, name);
  const common = {
    id,
    name: nameOf(form, name),
    'aria-describedby': describedBy,
    'aria-invalid': errors.length > 0 ? ('true' as const) : undefined,
    required,
    autocomplete: asked.autocomplete,
  };
  const value = typed(form.values[name]);
  return (
    <div class={errors.length > 0 ? 'ar-field ar-bad' : 'ar-field'}>
      <label class="form-label" for={id}>
        {label} {!required && <Optional />}
      </label>
      <Hint id={id} text={hint} />
      <Faults id={id} errors={errors} />
      {options || values(asked) || asked.control === 'select' ? (
        <select class="form-select" {...common}>
          {(value === '' || !required) && <option value="">{t(required ? 'kernel.form.choose' : 'kernel.form.none')}</option>}
          {optionsOf(form, name, t, options).map((option) => (
            <option value={option.value} selected={option.value === value}>
              {option.label}
            </option>
          ))}
        </select>
      ) : asked.control === 'textarea' ? (
        <textarea class="form-control" rows={asked.rows ?? 5} {...common}>
          {value}
        </textarea>
      ) : (
        // No maxlength: a pasted text would be cut in silence. What is too long is said, and nothing is lost.
        <input
          class={asked.control === 'code' ? 'form-control ar-code' : 'form-control'}
          {...inputOf(asked)}
          value={asked.control === 'password' ? undefined : value}
          {...common}
        />
      )}
    </div>
  );
}

/** A sentence to agree with. */
function Tick({ form, name }: { form: FormState; name: string }) {
  const { t, has } = useWords();
  const { id, hint, errors, describedBy, label } = around(form, name, t, has);
  return (
    <div class={errors.length > 0 ? 'ar-field ar-bad' : 'ar-field'}>
      <Faults id={id} errors={errors} />
      <div class="ar-check">
        <input
          type="checkbox"
          id={id}
          name={nameOf(form, name)}
          value="true"
          checked={['true', 'on', '1'].includes(typed(form.values[name]))}
          aria-describedby={describedBy}
          aria-invalid={errors.length > 0 ? 'true' : undefined}
        />
        <label for={id}>{label}</label>
      </div>
      <Hint id={id} text={hint} />
    </div>
  );
}

function inputOf(asked: Asked): InputHTMLAttributes<HTMLInputElement> {
  if (asked.control === 'password') return { type: 'password' };
  if (asked.control === 'colour') return { type: 'color' };
  if (asked.control === 'code') return { type: 'text', spellcheck: false, autocapitalize: 'characters' };
  if (asked.format === 'email') return { type: 'email' };
  if (asked.format === 'date') return { type: 'date' };
  if (asked.format === 'time') return { type: 'time' };
  if (asked.format === 'date-time') return { type: 'datetime-local' };
  if (asked.format === 'uri') return { type: 'url' };
  if (asked.type === 'integer') return { type: 'text', inputmode: 'numeric' };
  if (asked.type === 'number') return { type: 'text', inputmode: 'decimal' };
  return { type: 'text' };
}
