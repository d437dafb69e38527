import type { Ctx } from '../../kernel/context.ts';
import { blank, type FormState } from '../../kernel/forms/form.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { Form, FormErrors, Submit } from '../../kernel/pages/form.tsx';
import { Field } from '../../kernel/pages/form-field.tsx';
import { Notice } from '../../kernel/pages/notice.tsx';
import { Acts, Breadcrumb, PageHead, Split } from '../../kernel/pages/structure.tsx';
import type { Refusal } from '../../kernel/refusal.ts';
import type { Entry } from '../entries/store.ts';
import { sitePage } from '../site/page.tsx';
import { attachmentPath } from './attachments.ts';
import { redactForm } from './redaction.ts';
import type { Held } from './store.ts';

export interface CoverData {
  entry: Entry;
  held: Held;
  /** The page of the thing. */
  back: string;
  /** The parts chosen so far, as the address says them. */
  regions: string[];
  /** One more part, when what was typed was wrong. */
  more: FormState;
  form?: FormState;
  refusal?: Refusal;
  done: boolean;
}

/** Choose parts, see how it would look, cover them for good. */
export function coverPage(ctx: Ctx, data: CoverData): Answer {
  const { t } = ctx.words;
  const { entry, held, regions, more, refusal } = data;
  const path = `/banco/${entry.code}/foto/${held.id}`;
  const form = data.form ?? blank('attachments.redact', redactForm, { code: entry.code, id: held.id });
  const faulty = form.errors.length > 0 || more.errors.length > 0;
  const picture = (
    <figure class="ar-cover" id="picture" data-cover data-box={t('attachments.cover.box')}>
      <img
        src={regions.length > 0 ? `${path}/anteprima?${asQuery(regions)}` : attachmentPath(held)}
        alt={held.alt || t('attachments.cover.no-words')}
        width={held.width ?? 800}
        height={held.height ?? 600}
      />
      {regions.length > 0 && <figcaption>{t('attachments.cover.preview', { n: regions.length })}</figcaption>}
    </figure>
  );
  const forms = (
    <div>
      <form action={`${path}#picture`} method="get" class="ar-form">
        <fieldset>
          <legend>{t('attachments.cover.more')}</legend>
          <p class="ar-hint form-text">{t('attachments.cover.how')}</p>
          {regions.map((region) => (
            <input type="hidden" name="r" value={region} />
          ))}
          <div class="ar-cover-numbers">
            {['left', 'top', 'width', 'height'].map((field) => (
              <Field form={more} name={field} />
            ))}
          </div>
          <Acts>
            <Submit label={t('attachments.cover.add')} look="outline" />
          </Acts>
        </fieldset>
      </form>
      {regions.length > 0 && (
        <>
          <ul>
            {regions.map((_, i) => (
              <li>
                {t('attachments.cover.part', { n: i + 1 })}{' '}
                <a href={`${path}?${asQuery(regions.filter((_, j) => j !== i))}#picture`}>
                  {t('attachments.cover.drop')} <span class="visually-hidden">{i + 1}</span>
                </a>
              </li>
            ))}
          </ul>
          <Form action={path} hidden={{}}>
            {regions.map((region) => (
              <input type="hidden" name="regions" value={region} />
            ))}
            <Field form={form} name="reason" />
            <Notice kind="info" title={t('attachments.cover.for-good')} />
            <Acts>
              <Submit label={t('attachments.redact.title')} />
            </Acts>
          </Form>
        </>
      )}
    </div>
  );
  return sitePage(
    ctx,
    {
      title: t('attachments.redact.title'),
      path,
      section: '/banco',
      place: entry.place,
      cache: 'private',
      hidden: true,
      islands: ['cover'],
      errors: faulty,
      refusal,
    },
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: data.back, label: entry.code }]} here={t('attachments.redact.title')} />
      {data.done && <Notice kind="done" title={t('attachments.cover.done')} links={[{ href: data.back, label: entry.title }]} />}
      {refusal && <Notice kind="refusal" title={t(refusal.textKey, refusal.params)} />}
      <FormErrors form={faulty && more.errors.length > 0 ? more : form} />
      <PageHead title={t('attachments.redact.title')} lead={t('attachments.cover.lead')} />
      <Split kind="aside">
        {picture}
        {forms}
      </Split>
    </div>,
  );
}

function asQuery(regions: readonly string[]): string {
  return new URLSearchParams(regions.map((region) => ['r', region])).toString();
}
