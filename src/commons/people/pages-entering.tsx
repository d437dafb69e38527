import type { Ctx } from '../../kernel/context.ts';
import { blank, type FormState } from '../../kernel/forms/form.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { ActForm, Form, FormErrors, Submit } from '../../kernel/pages/form.tsx';
import { Field } from '../../kernel/pages/form-field.tsx';
import { Notice } from '../../kernel/pages/notice.tsx';
import { ButtonLink, PageHead, Section } from '../../kernel/pages/structure.tsx';
import { Table } from '../../kernel/pages/table.tsx';
import type { Refusal } from '../../kernel/refusal.ts';
import { NoticeLink } from '../privacy/part.tsx';
import { sitePage } from '../site/page.tsx';
import { shortName } from '../site/site.tsx';
import { territoryOf } from '../territory/territory.ts';
import { askLinkForm, enterWithPasswordForm } from './forms.ts';
import { Passkey } from './pages-second.tsx';
import { signInParts } from './parts.ts';
import { type Returning, resumePath, writtenIn } from './returning.ts';
import { byWeight } from './roles.ts';
import type { DemoPersonRow } from './store.ts';
import type { LinkRow } from './store-sessions.ts';

interface SignInShown {
  next?: string;
  /** The form that came back, if one did. */
  asked?: FormState;
  byPassword?: FormState;
  refusal?: Refusal;
}

/** The link first: it asks for nothing to be remembered. */
export function signInPage(ctx: Ctx, shown: SignInShown): Answer {
  const { t } = ctx.words;
  const back = shown.asked ?? shown.byPassword;
  const kept = { next: shown.next ?? back?.values['next'], email: back?.values['email'] };
  const asked = shown.asked ?? blank('people.ask-link', askLinkForm, kept);
  const byPassword = shown.byPassword ?? blank('people.enter-with-password', enterWithPasswordForm, kept);
  return sitePage(
    ctx,
    {
      title: t('people.sign-in.title'),
      path: '/entra',
      form: back,
      refusal: shown.refusal,
      islands: ['passkey'],
      hidden: true,
      cache: 'private',
    },
    <div class="container">
      <PageHead title={t('people.sign-in.title')} lead={t('people.sign-in.lead')} />
      {shown.refusal && <Refused ctx={ctx} refusal={shown.refusal} />}
      {signInParts(ctx, typeof kept.next === 'string' ? kept.next : '/')}
      <Passkey ctx={ctx} what="use" next={typeof kept.next === 'string' ? kept.next : undefined} />
      <Section id="by-link" title={t('people.sign-in.by-link')}>
        <FormErrors form={asked} />
        <Form action="/entra">
          <Field form={asked} name="email" />
          <Field form={asked} name="next" />
          <NoticeLink ctx={ctx} procedure="people.account" />
          <Submit label={t('people.sign-in.send')} />
        </Form>
      </Section>
      <Section id="by-password" title={t('people.sign-in.by-password')} last>
        <FormErrors form={byPassword} />
        <Form action="/entra/password">
          <Field form={byPassword} name="email" />
          <Field form={byPassword} name="password" />
          <Field form={byPassword} name="next" />
          <Submit label={t('people.sign-in.enter')} look="outline" />
        </Form>
      </Section>
    </div>,
  );
}

export function linkSentPage(ctx: Ctx): Answer {
  const { t } = ctx.words;
  return sitePage(
    ctx,
    { title: t('people.link-sent.title'), path: '/entra/inviato', hidden: true },
    <div class="container ar-last">
      <PageHead title={t('people.link-sent.title')} lead={t('people.link-sent.lead')} />
      <p>{t('people.link-sent.missing')}</p>
      <p>
        <a href="/entra">{t('people.link-sent.again')}</a>
      </p>
    </div>,
  );
}

/** One button: opening the page changes nothing. */
export function linkPage(ctx: Ctx, { path, link, refusal }: { path: string; link?: LinkRow; refusal?: Refusal }): Answer {
  const { t } = ctx.words;
  if (!link) {
    const gone = refusal ? t(refusal.textKey, refusal.params) : t('people.refusal.link-gone');
    return sitePage(
      ctx,
      { title: t('people.link.gone'), path: '/entra', status: refusal?.status ?? 410, hidden: true, cache: 'private' },
      <div class="container ar-last">
        <PageHead title={t('people.link.gone')} />
        <Notice kind="refusal" title={gone} links={[{ href: '/entra', label: t('people.link-sent.again') }]} />
      </div>,
    );
  }
  const title = t(link.purpose === 'confirm' ? 'people.link.confirm' : 'people.link.enter');
  return sitePage(
    ctx,
    { title, path: '/entra', hidden: true, cache: 'private' },
    <div class="container ar-last">
      <PageHead title={title} lead={t('people.link.as', { email: link.email_typed })} />
      <ActForm action={path} label={t(link.purpose === 'confirm' ? 'people.link.confirm-act' : 'people.link.enter-act')} />
    </div>,
  );
}

/** What a new account is called is asked once, when it has just been made. */
export function namePage(ctx: Ctx, { naming, refusal }: { naming: FormState; refusal?: Refusal }): Answer {
  const { t } = ctx.words;
  return sitePage(
    ctx,
    {
      title: t('people.name.title'),
      path: '/profilo',
      form: naming,
      refusal,
      cache: 'private',
    },
    <div class="container ar-last">
      <PageHead title={t('people.name.title')} lead={t('people.name.lead')} />
      {refusal && <Refused ctx={ctx} refusal={refusal} />}
      <FormErrors form={naming} />
      <Form action="/profilo/nome">
        <Field form={naming} name="name" />
        <Field form={naming} name="language" />
        <Field form={naming} name="next" />
        <Submit label={t('people.name.save')} />
      </Form>
    </div>,
  );
}

/** One button sends what was typed before signing in, as it was. */
export function resumePage(ctx: Ctx, form: Returning | undefined): Answer {
  const { t } = ctx.words;
  const title = t(form ? 'people.resume.title' : 'people.resume.none');
  const page = { title, path: resumePath, hidden: true, cache: 'private' as const };
  if (!form)
    return sitePage(
      ctx,
      page,
      <div class="container ar-last">
        <PageHead title={title} lead={t('people.resume.none-lead')} />
        <ButtonLink href="/" label={t('people.resume.home')} />
      </div>,
    );
  return sitePage(
    ctx,
    page,
    <div class="container ar-last">
      <PageHead title={title} lead={t('people.resume.lead')} />
      {writtenIn(form).map((text) => (
        <blockquote class="ar-said">{text}</blockquote>
      ))}
      {form.files > 0 && <Notice kind="info" title={t('people.resume.files')} />}
      <form class="ar-form" action={form.path} method="post">
        {Object.entries(form.body).flatMap(([name, value]) =>
          [value].flat().map((one) => <input type="hidden" name={name} value={one} autocomplete="off" />),
        )}
        <Submit label={t('people.resume.send')} />
      </form>
    </div>,
  );
}

export function demoPage(ctx: Ctx, people: readonly DemoPersonRow[]): Answer {
  const { t } = ctx.words;
  return sitePage(
    ctx,
    { title: t('people.demo.title'), path: '/demo', hidden: true },
    <div class="container ar-last">
      <PageHead title={t('people.demo.title')} lead={t('people.demo.lead')} />
      <Table
        caption={t('people.demo.title')}
        columns={[{ label: t('people.demo.who') }, { label: t('people.demo.can') }, { label: t('people.demo.enter') }]}
        rows={people.map((person) => ({
          head: person.name,
          meta: person.email,
          cells: [
            whatTheyCan(ctx, person),
            <ActForm
              action="/demo"
              hidden={{ person: person.id }}
              label={t('people.demo.enter-as', { name: person.name })}
              look="outline"
            />,
          ],
        }))}
      />
    </div>,
  );
}

function whatTheyCan(ctx: Ctx, person: DemoPersonRow): string {
  const { t } = ctx.words;
  const held = byWeight(person.roles.map((role) => ({ ...role, whole: false })));
  const can = held.map(({ role, place }) =>
    t(`people.demo.can.${role}`, { place: shortName(territoryOf(ctx).byId.get(place)?.name ?? '') }),
  );
  if (held.length === 0) can.push(t('people.demo.can.citizen'));
  return [...can, ...person.organisations.map((name) => t('people.demo.can.delegate', { name }))].join(' ');
}

/** Why not, in words. */
export function Refused({ ctx, refusal }: { ctx: Ctx; refusal: Refusal }) {
  return <Notice kind="refusal" title={ctx.words.t(refusal.textKey, refusal.params)} />;
}
