/** The mark of a place is its own outline: no coat of arms to ask for. `path` is drawn in a box of `box` units. */
export function Silhouette({ path, box, fill, size = box }: { path: string; box: number; fill?: string; size?: number }) {
  return (
    <svg class="ar-shape" viewBox={`0 0 ${box} ${box}`} width={size} height={size} aria-hidden="true" focusable="false">
      <path d={path} fill={fill} />
    </svg>
  );
}

export interface Shape {
  href: string;
  label: string;
  note?: string;
  /** In a box of 76 by 76. */
  path: string;
  /** The place's own colour. */
  fill?: string;
}

/** Doors to places, each with its outline. */
export function Shapes({ shapes }: { shapes: Shape[] }) {
  return (
    <ul class="ar-shapes">
      {shapes.map((shape) => (
        <li>
          <a href={shape.href}>
            <Silhouette path={shape.path} box={76} fill={shape.fill} />
            <span>
              {shape.label}
              {shape.note && <small>{shape.note}</small>}
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}
