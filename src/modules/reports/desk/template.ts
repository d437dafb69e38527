import Type, { type Static } from 'typebox';
import type { Entry } from '../../../commons/entries/store.ts';
import { settingOf } from '../../../commons/settings/settings.ts';
import { getPlace } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import { type Refusal, refuse } from '../../../kernel/refusal.ts';
import { type Lang, wordsFor } from '../../../kernel/text/text.ts';

/** The moves that a ready text may be for: names of verbs, without their room. */
const moves = [
  'take-charge',
  'answer',
  'plan',
  'start-work',
  'resolve',
  'close',
  'reopen',
  'pass-to-office',
  'pass-outside',
] as const;

/** Ready texts of a place: kept by its administrators among the settings, inherited from the metropolis like every setting. */
export const templatesSchema = Type.Array(
  Type.Object(
    {
      name: Type.String({ minLength: 2, maxLength: 60 }),
      category: Type.Optional(Type.String({ pattern: '^[a-z][a-z-]{1,39}$' })),
      move: Type.Optional(Type.Enum([...moves])),
      italian: Type.String({ minLength: 5, maxLength: 2000, control: 'textarea', rows: 5 }),
      english: Type.String({ minLength: 5, maxLength: 2000, control: 'textarea', rows: 5 }),
    },
    { additionalProperties: false },
  ),
  { maxItems: 100 },
);

export type Template = Static<typeof templatesSchema>[number];

/** What an office can begin with. */
export const usualTemplates: Template[] = [
  {
    name: 'Presa in carico',
    move: 'take-charge',
    italian: 'Abbiamo preso in carico la tua segnalazione {code}. Ti rispondiamo entro il {due}.',
    english: 'We have taken up your report {code}. We will answer by {due}.',
  },
  {
    name: 'Sopralluogo fatto',
    move: 'answer',
    italian: 'Siamo stati sul posto ({place}) e abbiamo visto il problema. Ti diciamo qui quando sarà risolto.',
    english: 'We have been to the place ({place}) and seen the problem. We will say here when it is to be solved.',
  },
  {
    name: 'Lavoro fatto',
    move: 'resolve',
    italian: 'Il problema «{title}» è risolto. Se lo vedi ancora, contesta la chiusura da questa pagina.',
    english: 'The problem “{title}” is solved. If you still see it, contest the closing on this page.',
  },
  {
    name: 'Non trovato sul posto',
    move: 'close',
    italian:
      'Siamo stati sul posto ({place}) e non abbiamo trovato il problema. Se c’è ancora, fai una nuova segnalazione con una foto.',
    english:
      'We have been to the place ({place}) and did not find the problem. If it is still there, report it again with a photo.',
  },
];

const known = ['code', 'title', 'place', 'due'];

/** Two of one name could not be told apart in a list; a placeholder that nobody fills would reach the reader as it is. */
export function refusedTemplates(templates: readonly Template[]): Refusal | undefined {
  const twice = templates.find(({ name }, i) => templates.findIndex((other) => other.name === name) < i);
  if (twice) return refuse('reports.template-twice', 422, { name: twice.name });
  for (const { name, italian, english } of templates) {
    const unknown = [...`${italian} ${english}`.matchAll(/\{([^{}]*)\}/g)].find(([, word]) => !known.includes(word!));
    if (unknown) return refuse('reports.template-placeholder', 422, { name, placeholder: unknown[0] });
  }
  return undefined;
}

export function templatesOf(ctx: Pick<Ctx, 'config'>, place: string): Template[] {
  return settingOf<Template[]>(ctx, place, 'reports.templates');
}

/** The ready texts for a move of a report. */
export function templatesFor(ctx: Ctx, report: Pick<Entry, 'place' | 'topic'>, verbName: string): Template[] {
  return templatesOf(ctx, report.place).filter(
    ({ category, move }) => (!category || category === report.topic) && (!move || `reports.${move}` === verbName),
  );
}

/** Its words in the language of the report, which its reporter reads. `due`: the day that the office is about to promise, else the one promised;
 *  left as a placeholder where a script fills it in. */
export function filled(ctx: Ctx, template: Template, report: Entry, due: Date | 'later' | null): string {
  const lang: Lang = report.language === 'en' ? 'en' : 'it';
  const values: Record<string, string> = {
    code: report.code,
    title: report.title,
    place: report.place_label || getPlace(ctx, report.place).name,
    due: due === 'later' ? '{due}' : due ? wordsFor(lang).day(due) : wordsFor(lang).t('reports.template-no-day'),
  };
  return template[lang === 'en' ? 'english' : 'italian'].replace(/\{(code|title|place|due)\}/g, (_, name) => values[name]!);
}

/** A ready text never takes the place of what was typed: it comes after. */
export function withTemplate(typed: unknown, text: string): string {
  const before = typeof typed === 'string' ? typed.trim() : '';
  return before && before !== text ? `${before}\n\n${text}` : text;
}
