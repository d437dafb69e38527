import { attachmentPath } from '../../../commons/attachments/attachments.ts';
import type { Attachment } from '../../../commons/attachments/store.ts';
import { type Draft, versionField } from '../../../commons/drafts/drafts.ts';
import { stateShown } from '../../../commons/entries/kind.ts';
import type { Ctx } from '../../../kernel/context.ts';
import type { FormState } from '../../../kernel/forms/form.ts';
import type { Answer } from '../../../kernel/http/route.ts';
import { ActForm, Form, FormErrors, Submit } from '../../../kernel/pages/form.tsx';
import { Field } from '../../../kernel/pages/form-field.tsx';
import { State } from '../../../kernel/pages/icon.tsx';
import { Notice } from '../../../kernel/pages/notice.tsx';
import { Acts, Meta } from '../../../kernel/pages/structure.tsx';
import type { Refusal } from '../../../kernel/refusal.ts';
import { dueNote } from '../pages-list.tsx';
import { optionsOf, type Question } from '../question.ts';
import type { Candidate } from './alike.ts';
import { pointIn, type Told } from './flow.ts';
import { AfterSending, base, shellPage } from './pages-form.tsx';

/** What the kind of problem asks more. Where an answer says that a report is the wrong way, the page says which is right. */
export function questionsPage(
  ctx: Ctx,
  { draft, form, questions, stop }: { draft: Draft; form: FormState; questions: readonly Question[]; stop?: string },
): Answer {
  const { t, lang } = ctx.words;
  const faulty = form.errors.length > 0 || stop !== undefined;
  const options = (question: Question) => {
    const listed = optionsOf(question);
    return listed.length > 0 ? listed.map((option) => ({ value: option.key, label: option[lang] })) : undefined;
  };
  return shellPage(
    ctx,
    1,
    `${base}/domande`,
    { form, errors: faulty },
    <>
      <FormErrors form={form} />
      {stop && <Notice kind="refusal" title={t('reports.answers.stop')} text={stop} />}
      <h2>{t('reports.answers.title')}</h2>
      <p class="ar-soft">{t('reports.answers.who-reads')}</p>
      <Form action={`${base}/domande`} hidden={versionField(draft)}>
        {questions.map((question) => (
          <Field form={form} name={question.code} options={options(question)} />
        ))}
        <Acts>
          <Submit label={t('reports.answers.next')} icon="arrow" />
          <a href={`${base}/dati`}>{t('reports.new.back')}</a>
        </Acts>
        <p class="small ar-soft">{t('reports.new.saved', { at: ctx.words.time(draft.updated) })}</p>
      </Form>
    </>,
    <AfterSending ctx={ctx} />,
  );
}

export interface AlikeData {
  told: Told;
  near: readonly Candidate[];
  /** The first picture of each. */
  pictures: ReadonlyMap<string, Attachment>;
  refusal?: Refusal;
}

/** Is it one of these? Side by side with what is being told: picture, distance or words for the place, age, what became of it. One press is enough. */
export function alikePage(ctx: Ctx, { told, near, pictures, refusal }: AlikeData): Answer {
  const { t } = ctx.words;
  const [mine] = told.photos;
  return shellPage(
    ctx,
    1,
    `${base}/uguali`,
    { refusal, errors: refusal !== undefined },
    <>
      {refusal && <Notice kind="refusal" title={t(refusal.textKey, refusal.params)} />}
      <h2>{t('reports.alike.title', { n: near.length })}</h2>
      <p>
        {t('reports.alike.lead', { where: pointIn(told) ? 'point' : 'words', known: ctx.actor.kind === 'person' ? 'yes' : 'no' })}
      </p>
      <ol class="ar-rows list-unstyled ar-alike">
        <li class="on">
          <Picture
            src={mine && `${base}/foto/${mine.id}`}
            alt={mine?.alt || t('reports.alike.no-words')}
            none={t('reports.alike.no-photo')}
          />
          <div>
            <p class="ar-kicker">{t('reports.alike.yours')}</p>
            <h3>{told.title}</h3>
            {told.placeLabel && <Meta items={[told.placeLabel]} />}
          </div>
        </li>
        {near.map((one) => (
          <CandidateRow ctx={ctx} one={one} picture={pictures.get(one.id)} />
        ))}
      </ol>
      <Form action={`${base}/uguali`} hidden={{ shown: near.map(({ code }) => code).join(',') }}>
        <Acts>
          <Submit label={t('reports.alike.none')} icon="arrow" />
          <a href={`${base}/dati`}>{t('reports.new.back')}</a>
        </Acts>
      </Form>
    </>,
    <AfterSending ctx={ctx} />,
  );
}

function CandidateRow({ ctx, one, picture }: { ctx: Ctx; one: Candidate; picture?: Attachment }) {
  const { t, relative } = ctx.words;
  const shown = stateShown(ctx.words, 'report', one.state, one.closed ? null : one.due, ctx.now);
  const id = `alike-${one.code}`;
  return (
    <li>
      <Picture
        src={picture && attachmentPath(picture, 'small')}
        alt={picture?.alt || t('reports.photo-without-words')}
        none={t('reports.alike.no-photo')}
      />
      <div>
        <State {...shown} />
        <h3 id={id}>
          <a href={`/segnalazioni/${one.code}`}>{one.title}</a>
        </h3>
        {one.description && <p class="ar-voice">{shortened(one.description)}</p>}
        <Meta
          items={[
            one.metres === null
              ? one.placeLabel
              : t('reports.alike.metres', { n: Math.max(10, Math.round(one.metres / 10) * 10) }),
            relative(one.published, ctx.now),
            dueNote(ctx, one),
          ]}
        />
        <ActForm
          action={`${base}/uguali/${one.code}`}
          label={t(ctx.actor.kind === 'person' ? 'reports.alike.same' : 'reports.alike.same-sign-in')}
          icon="plus"
          look="outline"
          describedBy={id}
        />
      </div>
    </li>
  );
}

function Picture({ src, alt, none }: { src?: string; alt: string; none: string }) {
  return src ? <img class="ar-thumb" src={src} width="160" height="120" alt={alt} /> : <p class="ar-none">{none}</p>;
}

function shortened(text: string): string {
  return text.length <= 160 ? text : `${text.slice(0, 159).replace(/(?<!\s)\s+\S*$/, '')}…`;
}
