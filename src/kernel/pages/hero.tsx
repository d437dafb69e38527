import type { Link } from './document.tsx';
import { MapFigure, type MapFigureProps } from './map.tsx';
import { ButtonLink } from './structure.tsx';

/** The first screen: words in the sea, places on land. One sentence, one button, a few verbs. */
export function Hero({
  title,
  lead,
  action,
  verbs,
  map,
}: {
  title: string;
  lead: string;
  action: Link;
  verbs: Link[];
  map: MapFigureProps;
}) {
  return (
    <section class="ar-hero" aria-labelledby="hero">
      <div class="container ar-hero-in">
        <div class="ar-hero-t">
          <h1 id="hero">{title}</h1>
          <p class="lead">{lead}</p>
          <p class="mb-0">
            <ButtonLink {...action} look="spark" />
          </p>
          <ul class="ar-verbs">
            {verbs.map((verb) => (
              <li>
                <a href={verb.href}>{verb.label}</a>
              </li>
            ))}
          </ul>
        </div>
        <MapFigure {...map} />
      </div>
    </section>
  );
}
