/** An error as logs and health pages may show it. What a database says of a row, and a mail server of a recipient, is personal: of errors that
 *  carry a code only the code, the table and the rule that was broken are kept, never their words. */
export function safeError(error: unknown): Record<string, unknown> {
  const { name, message, stack, code, table, constraint } = (error ?? {}) as Record<string, string | undefined>;
  const frames = stack
    ?.split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .slice(0, 12);
  return { type: name, code, table, constraint, message: code === undefined ? message : undefined, stack: frames?.join('\n') };
}

/** In one line. */
export function shortError(error: unknown): string {
  const { type, code, constraint, message } = safeError(error);
  return [type, code, constraint, message].filter(Boolean).join(' ').slice(0, 300);
}
