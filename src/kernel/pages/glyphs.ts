/** Every glyph of the house. Icons are lines of 24 units drawn by the stroke around them; states are shapes of 16 units whose
 *  outlines differ, so that they read in grey. Ours, drawn for Arengo (look.md sections 5 and 6). */
const icons = {
  arrow: '<path d="M4 12h15M13 6l6 6-6 6"/>',
  back: '<path d="M20 12H5M11 6l-6 6 6 6"/>',
  bell: '<path d="M5.5 17.5h13c-1.5-2-1.5-4-1.5-7a5 5 0 00-10 0c0 3 0 5-1.5 7zM10 20.5h4"/>',
  bin: '<path d="M5 7h14M9.5 7V4h5v3M7 7l1 14h8l1-14M10.5 11v6M13.5 11v6"/>',
  building: '<path d="M4 21h16M6 21V9l6-5 6 5v12M10 21v-5h4v5M9.5 11h.6M13.9 11h.6"/>',
  calendar: '<path d="M4 6h16v14H4zM4 10.5h16M8.5 3.5v4M15.5 3.5v4"/>',
  chat: '<path d="M4 5h16v11.5h-9L6.5 20.5v-4H4z"/>',
  check: '<path d="M4.5 12.5l5 5 10-11"/>',
  clock: '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.3l3.5 2"/>',
  close: '<path d="M6 6l12 12M18 6L6 18"/>',
  copy: '<path d="M9 8h11v12.5H9zM6 16H4V3.5h11V5.5"/>',
  crane: '<path d="M7 21V4l12 4.5H7M15 8.5v5M13 13.5h4v3.5h-4zM3.5 21h8"/>',
  dots: '<path d="M5 12h.6M11.7 12h.6M18.4 12h.6"/>',
  download: '<path d="M12 3.5V15M7 10.5l5 5 5-5M4 20.5h16"/>',
  drop: '<path d="M12 3c4 5 6 7.8 6 11a6 6 0 01-12 0c0-3.2 2-6 6-11z"/>',
  edit: '<path d="M4 20l1-4.5L15.5 5l3.5 3.5L8.5 19zM13 7.5l3.5 3.5"/>',
  eye: '<path d="M2.5 12C5 7.5 8.3 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.8 6.5-9.5 6.5S5 16.5 2.5 12z"/><circle cx="12" cy="12" r="3"/>',
  file: '<path d="M6 3h8l4.5 4.5V21H6zM14 3v5h4.5M9 13h6.5M9 16.5h6.5"/>',
  filter: '<path d="M4 6h16M7 12h10M10 18h4"/>',
  flag: '<path d="M6 21V4M6 4.5h12l-2.5 4 2.5 4H6"/>',
  globe: '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c3 3 3 14 0 17M12 3.5c-3 3-3 14 0 17"/>',
  hands:
    '<circle cx="8" cy="8" r="3"/><circle cx="16.5" cy="9" r="2.5"/><path d="M2.5 19c.5-3.6 2.5-5.3 5.5-5.3s5 1.7 5.5 5.3M15 14.2c3.3-.6 5.8 1 6.5 4.5"/>',
  info: '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.5v.6"/>',
  lamp: '<path d="M8 21h8M12 21V9M12 9c-4 0-6 1.5-6 1.5C6 6 8.5 3.5 12 3.5s6 2.5 6 7c0 0-2-1.5-6-1.5z"/>',
  link: '<path d="M10 14a4 4 0 005.7 0l3.3-3.3a4 4 0 00-5.7-5.7L12 6.3M14 10a4 4 0 00-5.7 0L5 13.3A4 4 0 0010.7 19l1.3-1.3"/>',
  list: '<path d="M8.5 6.5h12M8.5 12h12M8.5 17.5h12M4 6.5h.6M4 12h.6M4 17.5h.6"/>',
  lock: '<path d="M5.5 11h13v9.5h-13zM8.5 11V8a3.5 3.5 0 017 0v3"/>',
  mail: '<path d="M3.5 6h17v12.5h-17zM3.5 7l8.5 6.5L20.5 7"/>',
  map: '<path d="M3.5 6l5.7-2 5.6 2 5.7-2v14l-5.7 2-5.6-2-5.7 2zM9.2 4v14M14.8 6v14"/>',
  megaphone: '<path d="M4 10v5h3.5l8.5 4.5v-14L7.5 10zM19 10c1 .7 1 4.3 0 5"/>',
  menu: '<path d="M4 7h16M4 12h16M4 17h10"/>',
  out: '<path d="M10 4.5H5v15h5M9.5 12h10.5M15.5 7.5L20 12l-4.5 4.5"/>',
  pen: '<path d="M4 20l1.2-4.8L16 4.4l3.6 3.6L8.8 18.8zM3.5 22.5h17"/>',
  phone:
    '<path d="M6.5 3.5h3l1.5 4-2 1.7c1 2.5 2.8 4.3 5.3 5.3l1.7-2 4 1.5v3c0 1.5-1 2.5-2.5 2.5C10.5 19.5 4.5 13.5 4 6c0-1.5 1-2.5 2.5-2.5z"/>',
  photo: '<path d="M3.5 7H8l1.5-2.5h5L16 7h4.5v12h-17z"/><circle cx="12" cy="12.8" r="3.5"/>',
  pin: '<path d="M12 21.5c-4.5-5-7-8.3-7-11.7a7 7 0 0114 0c0 3.4-2.5 6.7-7 11.7z"/><circle cx="12" cy="9.7" r="2.3"/>',
  plus: '<path d="M12 5v14M5 12h14"/>',
  print: '<path d="M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6.5H7z"/>',
  road: '<path d="M8 3L4.5 21M16 3l3.5 18M12 4v3M12 10.5v3M12 17v3.5"/>',
  rss: '<path d="M5 11.5c4.5 0 7.5 3 7.5 7.5M5 5.5c8 0 13.5 5.5 13.5 13.5M5.5 18.5h.6"/>',
  save: '<path d="M4.5 4.5h12l3 3v12h-15zM8 4.5v5h7v-5M7.5 19.5v-6h9v6"/>',
  search: '<circle cx="10.5" cy="10.5" r="6"/><path d="M15 15l5.5 5.5"/>',
  settings:
    '<circle cx="12" cy="12" r="3"/><path d="M12 3.5v3M12 17.5v3M3.5 12h3M17.5 12h3M6 6l2.1 2.1M15.9 15.9L18 18M18 6l-2.1 2.1M8.1 15.9L6 18"/>',
  share:
    '<circle cx="6" cy="12" r="2.5"/><circle cx="17.5" cy="6" r="2.5"/><circle cx="17.5" cy="18" r="2.5"/><path d="M8.2 10.8l7-3.6M8.2 13.2l7 3.6"/>',
  shield: '<path d="M12 3l7.5 3v5.5c0 4.5-3 7.7-7.5 9.5-4.5-1.8-7.5-5-7.5-9.5V6zM8.5 12l2.5 2.5 4.5-5"/>',
  target: '<circle cx="12" cy="12" r="6"/><path d="M12 2.5v4M12 17.5v4M2.5 12h4M17.5 12h4"/>',
  thanks: '<path d="M12 20C6 15.5 3.5 12.5 3.5 9a4.3 4.3 0 018.5-1.5A4.3 4.3 0 0120.5 9c0 3.5-2.5 6.5-8.5 11z"/>',
  tree: '<path d="M12 21v-8M12 15.5l3-2.5M12 3a5.5 5.5 0 015.3 7A4 4 0 0116 17.5H8A4 4 0 016.7 10 5.5 5.5 0 0112 3z"/>',
  user: '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.8-4 3.6-6 7.5-6s6.7 2 7.5 6"/>',
};

const looks = {
  new: '<circle cx="8" cy="8" r="5.6" fill="#fff" stroke="currentColor" stroke-width="2.4"/>',
  taken:
    '<circle cx="8" cy="8" r="5.6" fill="#fff" stroke="currentColor" stroke-width="2.4"/><path d="M8 2.4a5.6 5.6 0 010 11.2z" fill="currentColor"/>',
  work: '<path d="M8 1.6L15 14.2H1z" fill="currentColor"/>',
  done: '<rect x="1" y="1" width="14" height="14" rx="2" fill="currentColor"/><path d="M4.2 8.3l2.7 2.7 5-5.8" fill="none" stroke="#fff" stroke-width="2"/>',
  no: '<path d="M5 1h6l4 4v6l-4 4H5l-4-4V5z" fill="currentColor"/><path d="M4.5 8h7" stroke="#fff" stroke-width="2.2"/>',
  late: '<path d="M8 .4L15.6 8 8 15.6.4 8z" fill="currentColor"/><path d="M8 4.2v4.6M8 10.7v1.5" stroke="#fff" stroke-width="1.8"/>',
};

export type IconName = keyof typeof icons;

/** The six looks of a state; a room chooses words, not shapes. */
export type Look = keyof typeof looks;

export const allLooks = Object.keys(looks) as Look[];
export const allIcons = Object.keys(icons) as IconName[];

/** The mark in the browser's tab: the thread, said, taken up, done. */
export const mark = named(
  'icon',
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="5" fill="#06303f"/><path d="M8 16h16" stroke="#fff" stroke-width="3"/><circle cx="8" cy="16" r="3.5" fill="#06303f" stroke="#fff" stroke-width="2.5"/><circle cx="24" cy="16" r="5" fill="#f4b942"/></svg>',
);

/** One file for every page, kept for a year by browsers: its name changes with its content. */
export const sprite = drawSprite();

function drawSprite(): { name: string; svg: string } {
  const symbols = [
    ...Object.entries(icons).map(([name, lines]) => `<symbol id="i-${name}" viewBox="0 0 24 24">${lines}</symbol>`),
    ...Object.entries(looks).map(([name, shape]) => `<symbol id="st-${name}" viewBox="0 0 16 16">${shape}</symbol>`),
  ];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>`;
  return named('sprite', svg);
}

function named(name: string, svg: string): { name: string; svg: string } {
  return { name: `${name}-${fingerprint(svg)}.svg`, svg };
}

/** FNV-1a, 32 bits: names a content, proves nothing; runs in the browser too. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return hash.toString(36);
}
