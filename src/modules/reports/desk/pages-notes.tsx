import type { Ctx } from '../../../kernel/context.ts';
import { blank } from '../../../kernel/forms/form.ts';
import { Form, FormErrors, Submit } from '../../../kernel/pages/form.tsx';
import { Field } from '../../../kernel/pages/form-field.tsx';
import { Says } from '../../../kernel/pages/says.tsx';
import { Acts } from '../../../kernel/pages/structure.tsx';
import { noteForm } from './forms.ts';
import type { DeskData, OpenedReport } from './pages.tsx';
import { kept } from './queue.ts';

/** What colleagues wrote for each other, and one more. */
export function InternalNotes({ ctx, data, open }: { ctx: Ctx; data: DeskData; open: OpenedReport }) {
  const { t, relative } = ctx.words;
  const form = data.form?.name === 'reports.note' ? data.form : blank('reports.note', noteForm, { code: open.entry.code });
  return (
    <section aria-labelledby="notes">
      <h3 id="notes">{t('reports.desk.notes')}</h3>
      <p class="small ar-soft mb-0">{t('reports.desk.notes-who')}</p>
      {open.notes.map((note) => (
        <Says office who={note.name ?? t('reports.desk.no-name')} about={relative(note.at, ctx.now)} text={note.text} />
      ))}
      <details class="ar-office-act" open={data.form?.name === 'reports.note'}>
        <summary>{t('reports.note.title')}</summary>
        <FormErrors form={form} />
        <Form action={`/banco/${open.entry.code}/nota`} hidden={kept(data.asked)}>
          <Field form={form} name="text" />
          <Acts>
            <Submit label={t('reports.note.submit')} look="outline" />
          </Acts>
        </Form>
      </details>
    </section>
  );
}
