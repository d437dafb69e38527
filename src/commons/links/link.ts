/** How one thing stands to another; each is read in both directions. */
export const relations = ['led-to', 'answers', 'part-of', 'duplicates', 'about'] as const;
export type Relation = (typeof relations)[number];

/** Those who say how the things of their place hang together. */
export const officeRoles = ['officer', 'municipal-administrator', 'metropolitan-administrator'] as const;
