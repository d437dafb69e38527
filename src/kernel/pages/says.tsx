import type { ComponentChildren } from 'preact';

export interface SaysProps {
  who: string;
  /** After the name: what the person is, when they wrote. */
  about?: string;
  /** An administration speaks in Titillium, with the edge of its colour; people in Lora. */
  office?: boolean;
  /** Paragraphs are divided by empty lines. */
  text: string;
  id?: string;
  /** Acts on it: answer, thank, flag. */
  children?: ComponentChildren;
}

/** What someone wrote: a reader hears who is speaking before reading the name. */
export function Says({ who, about, office, text, id, children }: SaysProps) {
  return (
    <article class={office ? 'ar-says pa' : 'ar-says'} id={id}>
      <p class="who">
        <b>{who}</b>
        {about && `, ${about}`}
      </p>
      <Paragraphs text={text} voice={!office} />
      {children}
    </article>
  );
}

/** Plain text as it was typed: empty lines divide paragraphs, single ones break lines. */
export function Paragraphs({ text, voice, large }: { text: string; voice?: boolean; large?: boolean }) {
  const classes = [voice && 'ar-voice', large && 'ar-voice-l', 'ar-typed'].filter(Boolean).join(' ');
  return (
    <>
      {text
        .split(/\r?\n\s*\r?\n/)
        .filter((paragraph) => paragraph.trim() !== '')
        .map((paragraph) => (
          <p class={classes}>{paragraph.trim()}</p>
        ))}
    </>
  );
}

export interface PhotoProps {
  src: string;
  /** What is seen: asked of whoever uploads it. */
  alt: string;
  width: number;
  height: number;
  caption?: ComponentChildren;
}

export function Photo({ src, alt, width, height, caption }: PhotoProps) {
  return (
    <figure>
      <img class="ar-photo img-fluid" src={src} alt={alt} width={width} height={height} />
      {caption && <figcaption>{caption}</figcaption>}
    </figure>
  );
}

/** Further photos, small; each leads to itself. */
export function Photos({ photos }: { photos: (PhotoProps & { href: string })[] }) {
  return (
    <ul class="ar-thumbs list-unstyled">
      {photos.map((photo) => (
        <li>
          <a href={photo.href}>
            <img src={photo.src} alt={photo.alt} width={photo.width} height={photo.height} loading="lazy" />
          </a>
          {photo.caption && <p class="small ar-soft mb-0">{photo.caption}</p>}
        </li>
      ))}
    </ul>
  );
}
