/** An error as logs and health pages may show it. What a database says of a row, and a mail server of a recipient, is personal: of errors that
 *  carry a code only the code, the table and the rule that was broken are kept, never their words; nor those of a parser, which quotes what it
 *  read. What else looks like an address or a fiscal code is taken out. */
export function safeError(error: unknown): Record<string, unknown> {
  const { name, message, stack, code, table, constraint } = (error ?? {}) as Record<string, string | undefined>;
  const frames = stack
    ?.split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .slice(0, 12);
  return {
    type: name,
    code,
    table,
    constraint,
    message: code === undefined && name !== 'SyntaxError' ? bare(message) : undefined,
    stack: frames?.join('\n'),
  };
}

function bare(message: string | undefined): string | undefined {
  return message
    ?.slice(0, 2_000)
    .replace(/[^\s"'<>@]{1,64}@[^\s"'<>@]+/g, '…@…')
    .replace(/\b[a-z]{6}[0-9lmnp-v]{2}[a-z][0-9lmnp-v]{2}[a-z][0-9lmnp-v]{3}[a-z]\b/gi, '…');
}

/** In one line. */
export function shortError(error: unknown): string {
  const { type, code, constraint, message } = safeError(error);
  return [type, code, constraint, message].filter(Boolean).join(' ').slice(0, 300);
}
