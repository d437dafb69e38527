import type { Entry } from '../../../commons/entries/store.ts';
import type { FormState } from '../../../kernel/forms/form.ts';
import { mayMove, type State, states } from '../report.ts';
import {
  answerForm,
  assignForm,
  changeCategoryForm,
  closeForm,
  duplicateForm,
  passOutsideForm,
  passToOfficeForm,
  planForm,
  referenceForm,
  reopenForm,
  resolveForm,
  startForm,
  takeChargeForm,
} from './forms.ts';

/** What an office does with a report: its verb and where it leads. Only what the table allows from here is offered. */
export interface DeskAct {
  /** In the address. */
  act: string;
  verb: string;
  schema: FormState['schema'];
  to?: State;
  in?: State;
  fields: string[];
}

const deskActs: readonly DeskAct[] = [
  {
    act: 'prendi-in-carico',
    verb: 'reports.take-charge',
    schema: takeChargeForm,
    to: 'taken-in-charge',
    fields: ['answer', 'promised'],
  },
  { act: 'riferimento', verb: 'reports.add-reference', schema: referenceForm, in: 'not-ours', fields: ['reference'] },
  { act: 'rispondi', verb: 'reports.answer', schema: answerForm, fields: ['answer', 'promised'] },
  { act: 'programma', verb: 'reports.plan', schema: planForm, to: 'planned', fields: ['promised', 'answer'] },
  { act: 'inizia-i-lavori', verb: 'reports.start-work', schema: startForm, to: 'in-progress', fields: ['answer'] },
  { act: 'risolvi', verb: 'reports.resolve', schema: resolveForm, to: 'resolved', fields: ['answer'] },
  { act: 'chiudi', verb: 'reports.close', schema: closeForm, to: 'closed-without-action', fields: ['reason', 'answer'] },
  { act: 'affida', verb: 'reports.assign', schema: assignForm, fields: ['assignee'] },
  { act: 'cambia-tipo', verb: 'reports.change-category', schema: changeCategoryForm, fields: ['category', 'answer'] },
  {
    act: 'passa-al-comune',
    verb: 'reports.pass-to-office',
    schema: passToOfficeForm,
    to: 'sent',
    fields: ['municipality', 'answer'],
  },
  {
    act: 'passa-fuori',
    verb: 'reports.pass-outside',
    schema: passOutsideForm,
    to: 'not-ours',
    fields: ['register', 'body', 'contact', 'reference', 'answer'],
  },
  { act: 'doppia', verb: 'reports.mark-duplicate', schema: duplicateForm, to: 'duplicate', fields: ['of', 'answer'] },
];

const reopening: DeskAct & { to: State } = {
  act: 'riapri',
  verb: 'reports.reopen',
  schema: reopenForm,
  to: 'taken-in-charge',
  fields: ['answer', 'promised'],
};

export function findAct(name: unknown): DeskAct | undefined {
  return [...deskActs, reopening].find(({ act }) => act === name);
}

export function possibleActs(entry: Entry): DeskAct[] {
  const possible = deskActs.filter((one) => {
    if (one.in) return entry.state === one.in;
    if (!one.to) return true;
    return mayMove(entry.state, one.to, 'office') && !(states[one.to].open && entry.closed);
  });
  return entry.closed && mayMove(entry.state, reopening.to, 'office') ? [...possible, reopening] : possible;
}
