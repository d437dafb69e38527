import type { Ctx } from '../../kernel/context.ts';
import { blank, type FormState } from '../../kernel/forms/form.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { ActForm, Form, FormErrors, Submit } from '../../kernel/pages/form.tsx';
import { Field } from '../../kernel/pages/form-field.tsx';
import { Notice } from '../../kernel/pages/notice.tsx';
import { Points } from '../../kernel/pages/rows.tsx';
import { Paragraphs } from '../../kernel/pages/says.tsx';
import { Acts, Breadcrumb, Go, PageHead, Section } from '../../kernel/pages/structure.tsx';
import type { Refusal } from '../../kernel/refusal.ts';
import { AgainPlease } from '../people/pages-again.tsx';
import { Refused } from '../people/pages-entering.tsx';
import { sitePage } from '../site/page.tsx';
import { eraseForm } from './forms.ts';
import type { ToForget } from './permissions.ts';
import type { ExportRow } from './store.ts';

const own = '/profilo/dati';

function trail(ctx: Ctx, inside = false) {
  const { t } = ctx.words;
  const profile = { href: '/profilo', label: t('privacy.own.profile') };
  return inside ? [profile, { href: own, label: t('privacy.own.title') }] : [profile];
}

/** The copy, as far as it is; and the way out. */
export function dataPage(ctx: Ctx, { open, refusal }: { open?: ExportRow; refusal?: Refusal }): Answer {
  const { t } = ctx.words;
  return sitePage(
    ctx,
    { title: t('privacy.own.title'), path: own, refusal, hidden: true, cache: 'private' },
    <div class="container">
      <Breadcrumb trail={trail(ctx)} here={t('privacy.own.title')} />
      <PageHead title={t('privacy.own.title')} lead={t('privacy.own.lead')} />
      {refusal && <Refused ctx={ctx} refusal={refusal} />}
      <Section id="copy" title={t('privacy.own.copy')} lead={t('privacy.own.copy-lead')}>
        <Copy ctx={ctx} open={open} />
      </Section>
      <Section id="correct" title={t('privacy.own.correct')}>
        <p>{t('privacy.own.correct-text')}</p>
        <Acts>
          <Go href="/profilo" label={t('privacy.own.correct-act')} />
          <Go href="/privacy" label={t('privacy.own.notices')} />
        </Acts>
      </Section>
      <Section id="erase" title={t('privacy.own.erase')} last>
        <p>{t('privacy.own.erase-text')}</p>
        <Acts>
          <Go href={`${own}/cancella`} label={t('privacy.own.erase-act')} />
        </Acts>
      </Section>
    </div>,
  );
}

function Copy({ ctx, open }: { ctx: Ctx; open?: ExportRow }) {
  const { t, relative, time, number } = ctx.words;
  if (!open) return <ActForm action={own} label={t('privacy.own.ask')} look="outline" />;
  if (!open.ready) {
    return (
      <Notice
        kind="info"
        title={t('privacy.own.making')}
        text={t('privacy.own.making-text', { at: relative(open.asked, ctx.now) })}
        links={[{ href: own, label: t('privacy.own.look-again') }]}
      />
    );
  }
  return (
    <>
      <Notice
        kind="done"
        title={t('privacy.own.ready')}
        text={
          open.expires
            ? t('privacy.own.ready-until', { time: time(open.expires) })
            : t('privacy.own.ready-text', { kilobytes: number(Math.ceil((open.bytes ?? 0) / 1000)) })
        }
      />
      <ActForm action={`${own}/apri`} label={t('privacy.own.open')} />
    </>
  );
}

/** Opening it uses nothing up; pressing does. */
export function takePage(ctx: Ctx, { path, offered }: { path: string; offered: ExportRow }): Answer {
  const { t, time } = ctx.words;
  const title = t('privacy.take.title');
  return sitePage(
    ctx,
    { title, path: own, hidden: true, cache: 'private' },
    <div class="container ar-last">
      <Breadcrumb trail={trail(ctx, true)} here={title} />
      <PageHead title={title} lead={t('privacy.take.lead', { time: time(offered.expires!) })} />
      <ActForm action={path} label={t('privacy.take.act')} icon="download" />
      <p class="ar-soft small">{t('privacy.take.care')}</p>
    </div>,
  );
}

/** What goes, what stays and why, before anything is asked. */
export function erasePage(ctx: Ctx, subject: ToForget, refusal?: Refusal): Answer {
  const { t } = ctx.words;
  const title = t('privacy.erase.title');
  const barred = subject.demo ? 'privacy.refusal.of-the-demo' : subject.roles > 0 ? 'privacy.refusal.has-roles' : null;
  return sitePage(
    ctx,
    { title, path: own, refusal, hidden: true, cache: 'private' },
    <div class="container">
      <Breadcrumb trail={trail(ctx, true)} here={title} />
      <PageHead title={title} lead={t('privacy.erase.lead')} />
      {barred && <Notice kind="refusal" title={t(barred)} links={[{ href: '/profilo', label: t('privacy.own.profile') }]} />}
      <Section id="goes" title={t('privacy.erase.goes')}>
        <Points look="no" points={t('privacy.erase.goes-text').split('\n')} />
      </Section>
      <Section id="stays" title={t('privacy.erase.stays')}>
        <Points look="done" points={t('privacy.erase.stays-text').split('\n')} />
        <p>{t('privacy.erase.before')}</p>
        <Acts>
          <Go href={`${own}#copy`} label={t('privacy.own.ask')} />
        </Acts>
      </Section>
      <Section id="choice" title={t('privacy.erase.choice')} last>
        {barred ? (
          <p>{t('privacy.erase.not-now')}</p>
        ) : (
          <Form action={`${own}/cancella`}>
            <Field form={blank('privacy.erase', eraseForm)} name="words" />
            <Submit label={t('privacy.erase.on')} look="outline" />
          </Form>
        )}
      </Section>
    </div>,
  );
}

interface Twice extends ToForget {
  email: string | null;
  words: boolean;
  asked: FormState;
  password: boolean;
  refusal?: Refusal;
}

/** The second question: the word is typed by hand. Whoever signed in long ago proves first to be the same person. */
export function askedTwicePage(ctx: Ctx, shown: Twice): Answer {
  const { t } = ctx.words;
  const title = t('privacy.twice.title');
  const path = `${own}/cancella/conferma${shown.words ? '?testi=1' : ''}`;
  return sitePage(
    ctx,
    { title, path: own, form: shown.asked, refusal: shown.refusal, hidden: true, cache: 'private' },
    <div class="container ar-last">
      <Breadcrumb trail={[...trail(ctx, true), { href: `${own}/cancella`, label: t('privacy.erase.title') }]} here={title} />
      <PageHead title={title} lead={t(shown.words ? 'privacy.twice.with-words' : 'privacy.twice.without-words')} />
      {shown.refusal && <Refused ctx={ctx} refusal={shown.refusal} />}
      {shown.fresh ? (
        <>
          <FormErrors form={shown.asked} />
          <Form action={path} hidden={shown.words ? { words: 'true' } : {}}>
            <Field form={shown.asked} name="sure" />
            <Acts>
              <Submit label={t('privacy.twice.act')} />
              <Go href={own} label={t('privacy.twice.no')} />
            </Acts>
          </Form>
        </>
      ) : (
        <AgainPlease ctx={ctx} email={shown.email} password={shown.password} next={path} />
      )}
    </div>,
  );
}

export function gonePage(ctx: Ctx): Answer {
  const { t } = ctx.words;
  const title = t('privacy.gone.title');
  return sitePage(
    ctx,
    { title, path: '/privacy/cancellato', hidden: true },
    <div class="container ar-last">
      <PageHead title={title} />
      <Paragraphs text={t('privacy.gone.text')} />
      <Acts>
        <Go href="/" label={t('privacy.gone.home')} />
      </Acts>
    </div>,
  );
}
