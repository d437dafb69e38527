import type { ComponentChildren } from 'preact';
import type { FormState } from '../forms/form.ts';
import { around, Faults, Hint, Optional } from './form.tsx';
import { isRequired } from './form-schema.ts';
import { Icon } from './icon.tsx';
import { useWords } from './render.tsx';

/** A photo already sent with this form; `altName` is the field that asks what is seen. */
export interface SentPhoto {
  src: string;
  name: string;
  altName: string;
  alt: string;
}

/** Files to add, with those already there: each photo asks what is seen, and can be taken away. */
export function FileField({
  form,
  name,
  accept,
  multiple,
  sent = [],
}: {
  form: FormState;
  name: string;
  accept?: string;
  multiple?: boolean;
  sent?: SentPhoto[];
}) {
  const { t, has } = useWords();
  const { id, hint, errors, describedBy, label } = around(form, name, t, has);
  return (
    <>
      {sent.length > 0 && (
        <ul class="ar-photos">
          {sent.map((photo, i) => (
            <li>
              <img src={photo.src} width="240" height="180" alt={t('kernel.form.photo', { n: i + 1 })} />
              <div class="ar-field mb-0">
                <label class="form-label" for={`${id}-alt-${i}`}>
                  {t('kernel.form.photo-alt')}
                </label>
                <input class="form-control" id={`${id}-alt-${i}`} name={photo.altName} value={photo.alt} />
                <button type="submit" name={`${name}-remove`} value={photo.name} class="btn btn-quiet">
                  <Icon name="close" />
                  {t('kernel.form.photo-remove', { n: i + 1 })}
                </button>
              </div>
            </li>
          ))}
        </ul>
      )}
      <div class={errors.length > 0 ? 'ar-field ar-bad' : 'ar-field'}>
        <label class="form-label" for={id}>
          {label} {!isRequired(form, name) && <Optional />}
        </label>
        <Hint id={id} text={hint} />
        <Faults id={id} errors={errors} />
        <input
          class="form-control"
          type="file"
          id={id}
          name={name}
          accept={accept}
          multiple={multiple}
          aria-describedby={describedBy}
          aria-invalid={errors.length > 0 ? 'true' : undefined}
        />
      </div>
    </>
  );
}

export interface PointFieldProps {
  form: FormState;
  name: string;
  /** The picture of the map around the point, drawn by the server, in the sizes between which the style sheet chooses by the width of the screen.
   *  A pressed picture sends pixels as they are shown: it is never scaled, so that they mean what the server thinks. */
  pictures: { name: string; size: 's' | 'm' | 'l'; src: string; width: number; height: number }[];
  /** What the map shows, and the other way for those who do not point. */
  alt: string;
  /** What was found at the point. */
  found?: ComponentChildren;
  /** For the island that makes it live: what it must know, as data-* attributes. */
  live?: Record<`data-${string}`, string>;
  children?: ComponentChildren;
}

/** A place on the map. Pressing the picture sends the point that was pressed (`<picture>.x`, `<picture>.y`, in its pixels), without any script. */
export function PointField({ form, name, pictures, alt, found, live, children }: PointFieldProps) {
  const { t, has } = useWords();
  const { id, hint, errors, describedBy, label } = around(form, name, t, has);
  return (
    <fieldset class={errors.length > 0 ? 'ar-bad' : undefined} aria-describedby={describedBy} {...live}>
      <legend>{label}</legend>
      <Hint id={id} text={hint} />
      <Faults id={id} errors={errors} />
      <div id={id} tabIndex={-1}>
        {pictures.map((picture) => (
          <input
            class={`ar-mapinput ${picture.size}`}
            type="image"
            name={picture.name}
            src={picture.src}
            width={picture.width}
            height={picture.height}
            alt={alt}
          />
        ))}
      </div>
      {found && (
        <p class="ar-found">
          <Icon name="pin" />
          <span>{found}</span>
        </p>
      )}
      {children}
    </fieldset>
  );
}
