import type { Ctx } from '../../kernel/context.ts';
import type { FormState } from '../../kernel/forms/form.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { Form, FormErrors, Submit } from '../../kernel/pages/form.tsx';
import { Field } from '../../kernel/pages/form-field.tsx';
import { Notice } from '../../kernel/pages/notice.tsx';
import { LinkList } from '../../kernel/pages/rows.tsx';
import { Paragraphs } from '../../kernel/pages/says.tsx';
import { Acts, Breadcrumb, Go, PageHead, Section } from '../../kernel/pages/structure.tsx';
import { Table } from '../../kernel/pages/table.tsx';
import type { Refusal } from '../../kernel/refusal.ts';
import { placeOptions } from '../people/pages-administration.tsx';
import { Refused } from '../people/pages-entering.tsx';
import { administers } from '../people/roles.ts';
import { sitePage } from '../site/page.tsx';
import { officeName, type Place, territoryOf } from '../territory/territory.ts';
import type { InForce } from './notice.ts';
import { procedures, sayOf } from './procedures.ts';
import type { NoticeRow } from './store.ts';

/** In general, and for each procedure. */
export function noticesPage(
  ctx: Ctx,
  { place, notices }: { place: Place; notices: { procedure: string; inForce: InForce }[] },
): Answer {
  const { t } = ctx.words;
  const title = t('privacy.page.title');
  const others = territoryOf(ctx).municipalities;
  return sitePage(
    ctx,
    { title, path: '/privacy', place: place.id },
    <div class="container">
      <Breadcrumb trail={[{ href: '/', label: t('privacy.home') }]} here={title} />
      <PageHead title={title} lead={t('privacy.page.lead')} />
      {['who', 'what', 'public', 'cookies', 'rights'].map((section) => (
        <Section id={section} title={t(`privacy.page.${section}`)}>
          <Paragraphs text={t(`privacy.page.${section}-text`)} />
        </Section>
      ))}
      <Acts>
        <Go href="/profilo/dati" label={t('privacy.page.own-data')} />
      </Acts>
      <Section
        id="procedures"
        title={t('privacy.notices.title')}
        lead={t('privacy.notices.lead', { office: officeName(ctx, place) })}
      >
        <Table
          caption={t('privacy.notices.title')}
          columns={[
            { label: t('privacy.notices.procedure') },
            { label: t('privacy.notices.version'), short: t('privacy.notices.version') },
          ]}
          rows={notices.map(({ procedure, inForce }) => ({
            head: <a href={addressOf(procedure, place)}>{sayOf(ctx.words, procedure, 'name')}</a>,
            cells: [versionSentence(ctx, inForce)],
          }))}
        />
        {administers(ctx.actor, place.id) && (
          <Acts>
            <Go href={`/privacy/nuova?comune=${place.slug}`} label={t('privacy.publish.title')} />
          </Acts>
        )}
      </Section>
      <Section id="places" title={t('privacy.notices.places')} last>
        <LinkList links={others.map((one) => ({ href: `/privacy?comune=${one.slug}`, label: officeName(ctx, one) }))} />
      </Section>
    </div>,
  );
}

interface Shown {
  place: Place;
  procedure: string;
  inForce: InForce;
  earlier: readonly NoticeRow[];
  /** The version that is read: the one in force, or one before. */
  shown: InForce;
}

export function noticePage(ctx: Ctx, { place, procedure, inForce, earlier, shown }: Shown): Answer {
  const { t, lang, day } = ctx.words;
  const title = sayOf(ctx.words, procedure, 'name');
  const address = addressOf(procedure, place);
  const old = shown.version !== inForce.version;
  const of = (version: number) => `${address}${address.includes('?') ? '&' : '?'}versione=${version}`;
  return sitePage(
    ctx,
    { title, path: address, place: place.id },
    <div class="container">
      <Breadcrumb trail={[{ href: '/privacy', label: t('privacy.page.title') }]} here={title} />
      <PageHead
        kicker={t('privacy.notices.kicker')}
        title={title}
        meta={[officeName(ctx, shown.place), versionSentence(ctx, shown)]}
      />
      {old && (
        <Notice
          kind="info"
          title={t('privacy.notices.old')}
          links={[{ href: address, label: t('privacy.notices.to-current') }]}
        />
      )}
      <NoticeText text={shown.text[lang]} />
      {administers(ctx.actor, place.id) && (
        <Acts>
          <Go href={`/privacy/nuova?comune=${place.slug}&procedura=${procedure}`} label={t('privacy.publish.title')} />
        </Acts>
      )}
      <Section id="versions" title={t('privacy.notices.earlier')} last>
        {earlier.length === 0 ? (
          <p>{t('privacy.notices.no-earlier')}</p>
        ) : (
          <LinkList
            links={earlier.map((row) => ({
              href: of(row.version),
              label: t('privacy.notices.version-since', { version: row.version, day: day(row.since) }),
            }))}
          />
        )}
      </Section>
    </div>,
  );
}

export function publishPage(ctx: Ctx, { asked, refusal }: { asked: FormState; refusal?: Refusal }): Answer {
  const { t } = ctx.words;
  const title = t('privacy.publish.title');
  return sitePage(
    ctx,
    { title, path: '/privacy/nuova', form: asked, refusal, hidden: true, cache: 'private' },
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: '/privacy', label: t('privacy.page.title') }]} here={title} />
      <PageHead title={title} lead={t('privacy.publish.lead')} />
      {refusal && <Refused ctx={ctx} refusal={refusal} />}
      <FormErrors form={asked} />
      <Form action="/privacy/nuova">
        <Field form={asked} name="place" options={placeOptions(ctx)} />
        <Field
          form={asked}
          name="procedure"
          options={procedures().map((one) => ({ value: one, label: sayOf(ctx.words, one, 'name') }))}
        />
        <Field form={asked} name="it" />
        <Field form={asked} name="en" />
        <Submit label={t('privacy.publish.act')} />
      </Form>
    </div>,
  );
}

/** Paragraphs as they were typed; a short first line of one is its title. */
function NoticeText({ text }: { text: string }) {
  return (
    <>
      {text.split(/\n\s*\n/).map((paragraph) => {
        const [first = '', ...rest] = paragraph.trim().split('\n');
        if (rest.length === 0 || first.length > 60) return <Paragraphs text={paragraph} />;
        return (
          <p class="ar-typed">
            <b>{first}</b>
            {`\n${rest.join('\n')}`}
          </p>
        );
      })}
    </>
  );
}

function addressOf(procedure: string, place: Place): string {
  return place.kind === 'metropolis' ? `/privacy/${procedure}` : `/privacy/${procedure}?comune=${place.slug}`;
}

function versionSentence(ctx: Ctx, { version, since }: InForce): string {
  const { t, day } = ctx.words;
  return since ? t('privacy.notices.version-since', { version, day: day(since) }) : t('privacy.notices.of-the-house');
}
