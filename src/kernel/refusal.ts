/** The one expected way to say no. `code` is a fact in kebab-case led by its room (`reports.wrong-state`);
 *  the text shown is the key `<room>.refusal.<fact>`. Bugs throw; refusals are returned. */
export class Refusal {
  readonly code: string;
  readonly status: number;
  readonly params: Record<string, string | number>;
  /** The field of the form that is at fault, if one is: the sentence is then shown there. */
  readonly field: string | undefined;

  constructor(code: string, status: number, params: Record<string, string | number>, field?: string) {
    this.code = code;
    this.status = status;
    this.params = params;
    this.field = field;
  }

  /** Key of the sentence in the texts of the room. */
  get textKey(): string {
    const dot = this.code.indexOf('.');
    return `${this.code.slice(0, dot)}.refusal.${this.code.slice(dot + 1)}`;
  }
}

/** `status` is the HTTP status of the answer: 403 not allowed, 404 absent or hidden, 409 wrong moment, 422 wrong content, 429 too many. */
export function refuse(
  code: string,
  status: 401 | 403 | 404 | 409 | 410 | 413 | 422 | 429 | 503 = 403,
  params: Record<string, string | number> = {},
  field?: string,
): Refusal {
  return new Refusal(code, status, params, field);
}

export function isRefusal(value: unknown): value is Refusal {
  return value instanceof Refusal;
}
