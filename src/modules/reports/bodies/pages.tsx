import { administers } from '../../../commons/people/roles.ts';
import { sitePage } from '../../../commons/site/page.tsx';
import { getPlace, officeName, type Place } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import type { FormState } from '../../../kernel/forms/form.ts';
import type { Answer } from '../../../kernel/http/route.ts';
import { ActForm, FieldGroup, Form, FormErrors, Submit } from '../../../kernel/pages/form.tsx';
import { Field } from '../../../kernel/pages/form-field.tsx';
import { Empty, Notice } from '../../../kernel/pages/notice.tsx';
import { Row, Rows } from '../../../kernel/pages/rows.tsx';
import { ActionLine, Acts, Breadcrumb, PageHead, Section } from '../../../kernel/pages/structure.tsx';
import { DefinitionList, Table } from '../../../kernel/pages/table.tsx';
import type { Refusal } from '../../../kernel/refusal.ts';
import { allCategoriesOf, categoryName } from '../category.ts';
import { writtenServices } from './body.ts';
import { askedBodyForm } from './forms.ts';
import type { Body } from './store.ts';
import type { Layer } from './store-layers.ts';

export const base = '/banco/enti';

export interface BodiesShown {
  /** Those that the reader administers, and the metropolis above them. */
  places: readonly Place[];
  bodies: readonly Body[];
  layers: readonly Layer[];
  done?: string;
}

/** Who answers besides the offices, place by place, and which layers say what is theirs. */
export function bodiesPage(ctx: Ctx, { places, bodies, layers, done }: BodiesShown): Answer {
  const { t } = ctx.words;
  const title = t('reports.bodies.title');
  const shown = places.filter((place) => bodies.some((body) => body.place === place.id));
  return sitePage(
    ctx,
    { title, path: base, section: '/banco', cache: 'private', hidden: true },
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: '/banco', label: t('reports.desk.title') }]} here={title} />
      <PageHead
        title={title}
        lead={t('reports.bodies.lead')}
        action={{ href: `${base}/nuovo`, label: t('reports.bodies.new') }}
      />
      {done && <Notice kind="done" title={done} />}
      {shown.length === 0 && (
        <Empty text={t('reports.bodies.none')} links={[{ href: `${base}/nuovo`, label: t('reports.bodies.new') }]} />
      )}
      {shown.map((place) => (
        <Section id={place.slug} title={officeName(ctx, place)} small>
          <Rows label={officeName(ctx, place)}>
            {bodies
              .filter((body) => body.place === place.id)
              .map((body) => (
                <BodyRow ctx={ctx} place={place} body={body} />
              ))}
          </Rows>
        </Section>
      ))}
      <ActionLine
        links={places
          .filter(({ id }) => administers(ctx.actor, id))
          .slice(0, 1)
          .map(({ slug }) => ({
            href: `/impostazioni/${slug}/reports.category-rules`,
            label: t('reports.bodies.decide'),
          }))}
      />
      {layers.length > 0 && <Layers ctx={ctx} layers={layers} />}
    </div>,
  );
}

function BodyRow({ ctx, place, body }: { ctx: Ctx; place: Place; body: Body }) {
  const { t, date } = ctx.words;
  const kinds = allCategoriesOf(ctx, place.id).filter(({ handler }) => handler === body.code && body.retired === null);
  return (
    <Row
      href={`${base}/${body.id}`}
      title={body.name}
      kicker={body.retired ? t('reports.bodies.retired', { day: date(body.retired, ctx.now) }) : undefined}
      meta={[t(`reports.bodies.by-${body.method}`), body.contact, <span class="ar-code">{body.code}</span>]}
    >
      {kinds.length > 0 && (
        <p class="mb-0">{t('reports.bodies.gets', { kinds: kinds.map((kind) => kind[ctx.words.lang]).join(', ') })}</p>
      )}
    </Row>
  );
}

function Layers({ ctx, layers }: { ctx: Ctx; layers: readonly Layer[] }) {
  const { t, number, day } = ctx.words;
  return (
    <Section id="strati" title={t('reports.bodies.layers')} lead={t('reports.bodies.layers-lead')} small>
      <Table
        caption={t('reports.bodies.layers')}
        columns={[
          { label: t('reports.bodies.layer') },
          { label: t('reports.bodies.layer-owner'), short: t('reports.bodies.layer-owner') },
          { label: t('reports.bodies.layer-kinds'), short: t('reports.bodies.layer-kinds') },
          { label: t('reports.bodies.layer-things'), short: t('reports.bodies.layer-things'), figures: true },
          { label: t('reports.bodies.layer-metres'), short: t('reports.bodies.layer-metres'), figures: true },
        ]}
        rows={layers.map((layer) => ({
          head: layer.name,
          meta: t('reports.bodies.layer-where', { place: getPlace(ctx, layer.place).name, day: day(layer.imported) }),
          cells: [
            layer.owner ? officeName(ctx, getPlace(ctx, layer.owner)) : layer.owner_name,
            layer.categories.map((code) => categoryName(ctx, layer.place, code) || code).join(', '),
            number(layer.things),
            number(layer.metres),
          ],
        }))}
      />
    </Section>
  );
}

export interface BodyShown {
  form: FormState;
  /** Whose body it may be. */
  places: readonly Place[];
  refusal?: Refusal;
  /** Codes of the kinds of problem, as the services name them. */
  kinds: readonly string[];
}

export function newBodyPage(ctx: Ctx, { form, places, refusal, kinds }: BodyShown): Answer {
  const { t } = ctx.words;
  const title = t('reports.bodies.new');
  return sitePage(
    ctx,
    { title, path: `${base}/nuovo`, section: '/banco', cache: 'private', hidden: true, form, refusal },
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: base, label: t('reports.bodies.title') }]} here={title} />
      {refusal && <Notice kind="refusal" title={t(refusal.textKey, refusal.params)} />}
      <FormErrors form={form} />
      <PageHead title={title} lead={t('reports.bodies.new-lead')} />
      <Form action={`${base}/nuovo`}>
        {places.length > 1 && (
          <Field form={form} name="place" options={places.map((one) => ({ value: one.slug, label: officeName(ctx, one) }))} />
        )}
        <Field form={form} name="name" />
        <Field form={form} name="code" />
        <Field form={form} name="contact" />
        <Delivered ctx={ctx} form={form} hasKey={false} kinds={kinds} />
        <Submit label={t('reports.bodies.add')} />
      </Form>
    </div>,
  );
}

/** One body: what is known of it, to be changed by whoever administers its place. */
export function bodyPage(
  ctx: Ctx,
  body: Body,
  { form, mayKeep, refusal, kinds, done }: Omit<BodyShown, 'places'> & { mayKeep: boolean; done?: string },
): Answer {
  const { t, date } = ctx.words;
  const here = `${base}/${body.id}`;
  return sitePage(
    ctx,
    { title: body.name, path: here, section: '/banco', place: body.place, cache: 'private', hidden: true, form, refusal },
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: base, label: t('reports.bodies.title') }]} here={body.name} />
      {refusal && <Notice kind="refusal" title={t(refusal.textKey, refusal.params)} />}
      {done && !refusal && form.errors.length === 0 && <Notice kind="done" title={done} />}
      <FormErrors form={form} />
      <PageHead
        title={body.name}
        kicker={officeName(ctx, getPlace(ctx, body.place))}
        meta={[<span class="ar-code">{body.code}</span>, t(`reports.bodies.by-${body.method}`)]}
      />
      {body.retired && (
        <Notice
          kind="info"
          title={t('reports.bodies.retired', { day: date(body.retired, ctx.now) })}
          text={mayKeep ? t('reports.bodies.back') : undefined}
        />
      )}
      {mayKeep ? (
        <>
          <Form action={here}>
            <Field form={form} name="name" />
            <Field form={form} name="contact" />
            <Delivered ctx={ctx} form={form} hasKey={body.has_key} kinds={kinds} />
            <Acts>
              <Submit label={t(body.retired ? 'reports.bodies.use-again' : 'reports.bodies.save')} />
            </Acts>
          </Form>
          {!body.retired && (
            <Section id="ritira" title={t('reports.bodies.retire')} lead={t('reports.bodies.retire-lead')} small>
              <ActForm action={`${here}/ritira`} label={t('reports.bodies.retire')} look="outline" />
            </Section>
          )}
        </>
      ) : (
        <OnlyRead ctx={ctx} body={body} />
      )}
    </div>,
  );
}

/** How a report gets there: each way has its own questions, and only those of the chosen one are read. */
function Delivered(props: { ctx: Ctx; form: FormState; hasKey: boolean; kinds: readonly string[] }) {
  const { ctx, hasKey, kinds } = props;
  const { t } = ctx.words;
  const form = { ...props.form, schema: askedBodyForm };
  return (
    <>
      <Field form={form} name="method" />
      <FieldGroup legend={t('reports.bodies.if-email')}>
        <Field form={form} name="email" />
      </FieldGroup>
      <FieldGroup legend={t('reports.bodies.if-open311')} hint={hasKey ? t('reports.bodies.has-key') : undefined}>
        <Field form={form} name="endpoint" />
        <Field form={form} name="jurisdiction" />
        <Field form={form} name="key" />
        <Field form={form} name="services" />
        <p class="ar-soft small">{t('reports.bodies.kinds', { kinds: kinds.join(', ') })}</p>
      </FieldGroup>
    </>
  );
}

/** A body of the metropolis, for whoever administers a municipality only. */
function OnlyRead({ ctx, body }: { ctx: Ctx; body: Body }) {
  const { t } = ctx.words;
  return (
    <>
      <p>{t('reports.bodies.of-metropolis')}</p>
      <DefinitionList
        items={[
          { term: t('reports.keep-body.contact.label'), value: body.contact },
          { term: t('reports.keep-body.method.label'), value: t(`reports.keep-body.method.option-${body.method}`) },
          ...(body.email ? [{ term: t('reports.keep-body.email.label'), value: body.email }] : []),
          ...(body.endpoint ? [{ term: t('reports.keep-body.endpoint.label'), value: body.endpoint }] : []),
          ...(body.jurisdiction ? [{ term: t('reports.keep-body.jurisdiction.label'), value: body.jurisdiction }] : []),
          ...(Object.keys(body.services).length > 0
            ? [
                {
                  term: t('reports.keep-body.services.label'),
                  value: <span class="ar-typed">{writtenServices(body.services)}</span>,
                },
              ]
            : []),
        ]}
      />
    </>
  );
}
