import type { ComponentChildren } from 'preact';
import { type Draft, versionField } from '../../../commons/drafts/drafts.ts';
import { stateShown } from '../../../commons/entries/kind.ts';
import { actsForSome } from '../../../commons/organisations/organisations.ts';
import { NoticeLink } from '../../../commons/privacy/part.tsx';
import { type SitePage, sitePage } from '../../../commons/site/page.tsx';
import { officeName, type Place, territoryOf } from '../../../commons/territory/territory.ts';
import { isSomebody, nameOfSomebody } from '../../../kernel/actor.ts';
import type { Ctx } from '../../../kernel/context.ts';
import { blank, type FieldError, type FormState } from '../../../kernel/forms/form.ts';
import type { Answer } from '../../../kernel/http/route.ts';
import { ActForm, FieldGroup, Form, FormErrors, Pair, Submit } from '../../../kernel/pages/form.tsx';
import { Choice, RadioCards } from '../../../kernel/pages/form-choices.tsx';
import { Field } from '../../../kernel/pages/form-field.tsx';
import { FileField, PointField } from '../../../kernel/pages/form-files.tsx';
import type { IconName } from '../../../kernel/pages/glyphs.ts';
import { Notice } from '../../../kernel/pages/notice.tsx';
import { Acts, Breadcrumb, ButtonLink, Split } from '../../../kernel/pages/structure.tsx';
import { Steps, Thread } from '../../../kernel/pages/thread.tsx';
import { branchesOf, type Category } from '../category.ts';
import type { Candidate } from './alike.ts';
import { mapSizes, type Told, toldIn, viewOf } from './flow.ts';
import { whatForm, whoForm } from './forms.ts';

export const base = '/segnalazioni/nuova';

function Shell({
  ctx,
  step,
  title,
  aside,
  children,
}: {
  ctx: Ctx;
  step: number;
  title: string;
  aside?: ComponentChildren;
  children: ComponentChildren;
}) {
  const { t } = ctx.words;
  return (
    <div class="container ar-last">
      <Breadcrumb
        trail={[
          { href: '/', label: t('reports.home') },
          { href: '/segnalazioni', label: t('reports.many') },
        ]}
        here={t('reports.new.crumb')}
      />
      <Split kind="aside">
        <div>
          {step < 3 && <h1>{title}</h1>}
          <Steps steps={[0, 1, 2, 3].map((i) => t(`reports.new.step-${i}`))} current={step} label={t('reports.new.steps')} />
          {children}
        </div>
        <aside>{aside}</aside>
      </Split>
    </div>
  );
}

export function shellPage(
  ctx: Ctx,
  step: number,
  path: string,
  options: Pick<SitePage, 'errors' | 'form' | 'refusal' | 'islands' | 'status'>,
  body: ComponentChildren,
  aside?: ComponentChildren,
): Answer {
  const { t } = ctx.words;
  const title = t('reports.new.title');
  return sitePage(
    ctx,
    {
      title: `${t('reports.new.step-of', { n: step + 1 })} ${t(`reports.new.step-${step}`)} · ${title}`,
      path,
      section: '/segnalazioni',
      cache: 'private',
      hidden: true,
      ...options,
    },
    <Shell ctx={ctx} step={step} title={title} aside={aside}>
      {body}
    </Shell>,
  );
}

/** Step one: privacy, and who you are. `draft`, once there is one; `elsewhere`, when another tab said something else. */
export function whoPage(ctx: Ctx, form: FormState, draft?: Draft, elsewhere = false): Answer {
  const { t } = ctx.words;
  const signedIn = isSomebody(ctx.actor);
  const organisations = actsForSome(ctx.actor, 'speak');
  // Whoever is helped without an account has none to enter with.
  const ways = ctx.actor.assisted && !signedIn ? (['email', 'anonymous'] as const) : (['person', 'email', 'anonymous'] as const);
  const options = ways.map((value) => ({
    value,
    label:
      value === 'person' && signedIn
        ? t('reports.who.who.option-me', { name: nameOfSomebody(ctx.actor) })
        : t(`reports.who.who.option-${value}`),
  }));
  return shellPage(
    ctx,
    0,
    base,
    { form, ...(elsewhere && changedElsewhere) },
    <>
      {elsewhere && <Elsewhere ctx={ctx} />}
      {draft && <Left ctx={ctx} draft={draft} />}
      <FormErrors form={form} />
      <Form action={base} hidden={versionField(draft)}>
        <Choice form={form} name="who" options={options} />
        {organisations.length > 0 && (
          <Field form={form} name="onBehalf" options={organisations.map((one) => ({ value: one.id, label: one.name }))} />
        )}
        <FieldGroup legend={t('reports.who.contact')} hint={t('reports.who.contact-hint')} optional>
          <Pair>
            <Field form={form} name="email" />
            <Field form={form} name="name" />
          </Pair>
        </FieldGroup>
        <FieldGroup legend={t('reports.who.privacy-legend')}>
          <p>{t('reports.who.privacy-text')}</p>
          <NoticeLink ctx={ctx} procedure="reports.report" />
        </FieldGroup>
        <Acts>
          <Submit label={t('reports.new.next-what')} icon="arrow" />
        </Acts>
      </Form>
    </>,
    <AfterSending ctx={ctx} />,
  );
}

/** What was left half-way waits: go on, or begin anew. */
function Left({ ctx, draft }: { ctx: Ctx; draft: Draft }) {
  const { t, relative } = ctx.words;
  const { title, lat, placeLabel, photos } = toldIn(draft);
  if (!title && lat === undefined && !placeLabel && photos.length === 0) return null;
  return (
    <Notice
      kind="info"
      title={t('reports.new.left', { when: relative(draft.updated, ctx.now) })}
      text={
        <Acts>
          <ButtonLink
            href={`${base}/dati`}
            label={title ? t('reports.new.left-on', { title }) : t('reports.new.left-go-on')}
            look="outline"
          />
          <ActForm action={`${base}/da-capo`} label={t('reports.new.left-anew')} look="quiet" />
        </Acts>
      }
    />
  );
}

/** The draft was changed in another tab: what was typed here is in the form, and only the next press keeps it. */
function Elsewhere({ ctx: { words } }: { ctx: Ctx }) {
  return <Notice kind="refusal" title={words.t('reports.new.elsewhere')} text={words.t('reports.new.elsewhere-text')} />;
}

const changedElsewhere = { errors: true, status: 409 } as const;

export interface WhatData {
  draft: Draft;
  /** What the form shows: what is kept, or what was typed and is not kept yet. */
  told: Told;
  errors: FieldError[];
  /** The municipality that answers for the chosen point, and the sentence of a border. */
  competent: { place: Place; border: string | null } | null;
  near: readonly Candidate[];
  elsewhere: boolean;
  /** There are addresses to look the words up in. */
  register: boolean;
}

/** Step two: where, what, how it looks. */
export function whatPage(ctx: Ctx, { draft, told, errors, competent, near, elsewhere, register }: WhatData): Answer {
  const { t, number } = ctx.words;
  const { metropolis, municipalities, bySlug } = territoryOf(ctx);
  const place = competent?.place ?? bySlug.get(told.municipality ?? '') ?? metropolis!;
  const form: FormState = { ...blank('reports.what', whatForm, { ...told }), errors };
  const hasPoint = told.lat !== undefined;
  const municipality = (
    <Field
      form={form}
      name="municipality"
      options={[
        { value: '', label: hasPoint ? t('reports.what.from-point') : t('reports.what.choose') },
        ...municipalities.map((one) => ({ value: one.slug, label: one.name })),
      ]}
    />
  );
  return shellPage(
    ctx,
    1,
    `${base}/dati`,
    {
      form,
      ...(elsewhere && changedElsewhere),
      islands: register ? ['point', 'address'] : ['point'],
    },
    <>
      {elsewhere && <Elsewhere ctx={ctx} />}
      <FormErrors form={form} />
      <Form
        action={`${base}/dati`}
        files
        hidden={{ ...versionField(draft), lat: String(told.lat ?? ''), lon: String(told.lon ?? '') }}
      >
        <PointField
          form={form}
          name="point"
          pictures={Object.entries(mapSizes).map(([name, size]) => ({ name, ...size, src: mapPicture(ctx, told, name) }))}
          alt={t('reports.what.point.alt')}
          found={
            competent && (
              <>
                <b>
                  {number(told.lat!, 5)}, {number(told.lon!, 5)}
                </b>
                . {competent.border ?? t('reports.what.answers', { office: officeName(ctx, competent.place) })}
              </>
            )
          }
          live={{
            'data-point': '',
            'data-locate': t('reports.what.my-position'),
            'data-denied': t('reports.what.position-denied'),
          }}
        >
          <Acts>
            {told.view && <Submit label={t('reports.what.nearer')} name="act" value="nearer" look="quiet" />}
            {told.view && <Submit label={t('reports.what.wider')} name="act" value="wider" look="quiet" />}
            {hasPoint && <Submit label={t('reports.what.no-point')} name="act" value="no-point" look="quiet" />}
          </Acts>
        </PointField>
        {told.offered && (
          <Notice
            kind="info"
            title={t('reports.what.photo-place')}
            text={
              <Acts>
                <Submit label={t('reports.what.use-photo-place')} name="act" value="photo-place" look="outline" />
                <Submit label={t('reports.what.leave-photo-place')} name="act" value="no-photo-place" look="quiet" />
              </Acts>
            }
          />
        )}
        {register ? (
          <>
            {municipality}
            <div
              data-addresses="/api/v1/addresses"
              data-list={t('reports.what.addresses')}
              data-found={t('reports.what.addresses-found', { n: '#' })}
            >
              <Field form={form} name="placeLabel" />
              <Acts>
                <Submit label={t('reports.what.look-up')} name="act" value="address" look="quiet" />
              </Acts>
            </div>
          </>
        ) : (
          <Pair>
            {municipality}
            <Field form={form} name="placeLabel" />
          </Pair>
        )}
        {near.length > 0 && (
          <Notice
            kind="info"
            title={t('reports.what.near')}
            text={
              <ul class="list-unstyled mb-0">
                {near.map((one) => {
                  const shown = stateShown(ctx.words, 'report', one.state, one.due, ctx.now);
                  return (
                    <li>
                      {one.metres === null
                        ? t('reports.what.same-place')
                        : t('reports.what.near-one', { metres: Math.round(one.metres / 10) * 10 })}{' '}
                      <a href={`/segnalazioni/${one.code}`}>{one.title}</a> ({shown.word.toLowerCase()})
                    </li>
                  );
                })}
              </ul>
            }
          />
        )}
        <RadioCards
          form={form}
          name="category"
          branches={branchesOf(ctx, place.id).map((branch) => ({
            name: branch.name,
            options: branch.categories.map((one) => ({
              value: one.code,
              label: one[ctx.words.lang],
              icon: one.icon as IconName,
              hint: hintOf(ctx, one),
            })),
          }))}
        />
        <FieldGroup legend={t('reports.what.tell')}>
          <Field form={form} name="title" />
          <Field form={form} name="description" />
        </FieldGroup>
        <FieldGroup legend={t('reports.what.photos-legend')} optional>
          <FileField
            form={form}
            name="photos"
            accept="image/jpeg,image/png,image/webp"
            multiple
            sent={told.photos.map((photo, i) => ({
              src: `${base}/foto/${photo.id}`,
              name: photo.id,
              altName: `alt-${i}`,
              alt: photo.alt,
            }))}
          />
          <Submit label={t('reports.what.add-photos')} name="act" value="photos" look="outline" />
        </FieldGroup>
        <Acts>
          <Submit label={t('reports.new.next-summary')} icon="arrow" name="act" value="next" />
          <Submit label={t('reports.new.save')} icon="save" name="act" value="save" look="quiet" />
          <a href={base}>{t('reports.new.back')}</a>
        </Acts>
        <p class="small ar-soft">{t('reports.new.saved', { at: ctx.words.time(draft.updated) })}</p>
      </Form>
    </>,
    <AfterSending ctx={ctx} />,
  );
}

/** What to know before choosing a kind: who reads it, and whom it asks to be known. */
function hintOf(ctx: Ctx, { audience, who }: Category): string {
  const { t } = ctx.words;
  return [audience === 'office' && t('reports.what.office-alone'), who !== 'anyone' && t(`reports.what.asks-${who}`)]
    .filter(Boolean)
    .join(' ');
}

/** Address of the picture of the map: what it shows and where the point is. */
function mapPicture(ctx: Ctx, told: Told, size: string): string {
  const view = viewOf(ctx, told);
  const params = new URLSearchParams({
    s: size,
    lat: view.lat.toFixed(6),
    lon: view.lon.toFixed(6),
    m: String(Math.round(view.metres)),
  });
  if (told.lat !== undefined) params.set('p', `${told.lat},${told.lon}`);
  return `${base}/carta.svg?${params}`;
}

export function AfterSending({ ctx }: { ctx: Ctx }) {
  const { t } = ctx.words;
  return (
    <>
      <h2 class="ar-h3">{t('reports.after.title')}</h2>
      <Thread
        label={t('reports.after.title')}
        knots={[
          { look: 'new', title: t('reports.after.now-title'), body: t('reports.after.now') },
          { look: 'taken', title: t('reports.after.taken-title'), body: t('reports.after.taken') },
          { look: 'done', title: t('reports.after.done-title'), body: t('reports.after.done') },
        ]}
      />
      <p class="small">
        {t('reports.after.danger')} <a href="tel:112">112</a>.
      </p>
    </>
  );
}

/** The form of step one with what the draft already knows; at a counter, with what the operator was told. */
export function whoState(ctx: Ctx, draft: Draft | undefined): FormState {
  const told = draft?.content['who'] ? toldIn(draft) : null;
  if (told) {
    const { who, email, name, onBehalf } = told;
    return blank('reports.who', whoForm, { who, email, name, onBehalf });
  }
  if (isSomebody(ctx.actor)) return blank('reports.who', whoForm, { who: 'person' });
  const { email, name } = ctx.actor.assisted ?? {};
  return blank('reports.who', whoForm, email ? { who: 'email', email, name } : { who: 'anonymous' });
}
