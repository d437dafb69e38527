import type { ComponentChildren } from 'preact';
import type { FormState } from '../forms/form.ts';
import { around, Faults, fieldId, Hint, Optional } from './form.tsx';
import { type FieldOption, isRequired, nameOf, optionsOf, typed } from './form-schema.ts';
import type { IconName } from './glyphs.ts';
import { Icon } from './icon.tsx';
import { useWords } from './render.tsx';

interface ChoiceProps {
  form: FormState;
  name: string;
  options?: FieldOption[];
}

export type CardOption = FieldOption & { icon?: IconName; hint?: string };

/** One of a few kinds, each with its icon; the legend is the question. Many kinds stand under the names of their branches. */
export function RadioCards({
  form,
  name,
  branches,
}: {
  form: FormState;
  name: string;
  branches: { name: string; options: CardOption[] }[];
}) {
  let index = 0;
  return (
    <Question form={form} name={name}>
      {branches.map((branch) => {
        const cards = (
          <div class="ar-kinds">
            {branch.options.map((option) => (
              <Card form={form} name={name} option={option} index={index++} />
            ))}
          </div>
        );
        if (!branch.name) return cards;
        return (
          <fieldset class="ar-branch">
            <legend>{branch.name}</legend>
            {cards}
          </fieldset>
        );
      })}
    </Question>
  );
}

function Card({ form, name, option, index }: { form: FormState; name: string; option: CardOption; index: number }) {
  return (
    <label for={optionId(form, name, index)}>
      <RadioInput form={form} name={name} value={option.value} index={index} />
      <span>
        {option.label}
        {option.hint && <small class="d-block ar-soft">{option.hint}</small>}
      </span>
      {option.icon && <Icon name={option.icon} />}
    </label>
  );
}

/** One of a few, one a line. */
export function Choice({ form, name, options }: ChoiceProps) {
  const { t } = useWords();
  return (
    <Question form={form} name={name}>
      {optionsOf(form, name, t, options).map((option, i) => (
        <div class="ar-check">
          <RadioInput form={form} name={name} value={option.value} index={i} />
          <label for={optionId(form, name, i)}>{option.label}</label>
        </div>
      ))}
    </Question>
  );
}

/** From 1 to `steps`, on one line: how easy was it? */
export function Scale({ form, name, steps = 5 }: { form: FormState; name: string; steps?: number }) {
  return (
    <Question form={form} name={name}>
      <div class="ar-scale">
        {Array.from({ length: steps }, (_, i) => (
          <label for={optionId(form, name, i)}>
            <RadioInput form={form} name={name} value={String(i + 1)} index={i} />
            {i + 1}
          </label>
        ))}
      </div>
    </Question>
  );
}

/** As many as apply. */
export function Checkboxes({ form, name, options }: ChoiceProps) {
  const { t } = useWords();
  const value = form.values[name];
  const chosen = (Array.isArray(value) ? value : [value]).map(typed);
  return (
    <Question form={form} name={name}>
      {optionsOf(form, name, t, options).map((option, i) => (
        <div class="ar-check">
          <input
            type="checkbox"
            id={optionId(form, name, i)}
            name={nameOf(form, name)}
            value={option.value}
            checked={chosen.includes(option.value)}
          />
          <label for={optionId(form, name, i)}>{option.label}</label>
        </div>
      ))}
    </Question>
  );
}

function Question({ form, name, children }: { form: FormState; name: string; children: ComponentChildren }) {
  const { t, has } = useWords();
  const { id, hint, errors, describedBy, label } = around(form, name, t, has);
  return (
    <fieldset class={errors.length > 0 ? 'ar-bad' : undefined} aria-describedby={describedBy}>
      <legend>
        {label} {!isRequired(form, name) && <Optional />}
      </legend>
      <Hint id={id} text={hint} />
      <Faults id={id} errors={errors} />
      {children}
    </fieldset>
  );
}

function RadioInput({ form, name, value, index }: { form: FormState; name: string; value: string; index: number }) {
  return (
    <input
      type="radio"
      id={optionId(form, name, index)}
      name={nameOf(form, name)}
      value={value}
      checked={typed(form.values[name]) === value}
      required={isRequired(form, name)}
    />
  );
}

/** The first option bears the id of the field: a fault of the group leads to it. */
function optionId(form: FormState, name: string, index: number): string {
  const id = fieldId(form, name);
  return index === 0 ? id : `${id}-${index + 1}`;
}
