import { attachmentPath } from '../../../commons/attachments/attachments.ts';
import { stateShown } from '../../../commons/entries/kind.ts';
import type { Entry } from '../../../commons/entries/store.ts';
import { neighbourhood } from '../../../commons/territory/drawing.ts';
import { officeName, territoryOf } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import { blank } from '../../../kernel/forms/form.ts';
import { Panel, PanelFacts } from '../../../kernel/pages/desk.tsx';
import { ActForm, Form, FormErrors, Submit } from '../../../kernel/pages/form.tsx';
import { Field } from '../../../kernel/pages/form-field.tsx';
import { MapFigure } from '../../../kernel/pages/map.tsx';
import { Notice } from '../../../kernel/pages/notice.tsx';
import { Says } from '../../../kernel/pages/says.tsx';
import { ActionLine, Acts } from '../../../kernel/pages/structure.tsx';
import type { Way } from '../bodies/routing.ts';
import type { Body } from '../bodies/store.ts';
import { categoriesOf, categoryName } from '../category.ts';
import { LastDelivery } from '../delivery/pages.tsx';
import type { Delivery } from '../delivery/store.ts';
import { closingWords, deliverySentence } from '../delivery/words.ts';
import { beginsWithA, hopSentence } from '../hops.ts';
import { closingReasons } from '../report.ts';
import { type DeskAct, possibleActs } from './acts.ts';
import { Answers, officeAlone } from './answered.tsx';
import { passByNameForm, passOutsideForm } from './forms.ts';
import type { DeskData, OpenedReport } from './pages.tsx';
import { Near } from './pages-near.tsx';
import { InternalNotes } from './pages-notes.tsx';
import { kept } from './queue.ts';
import { filled, templatesFor } from './template.ts';

/** The open report: what is known of it, and everything that the office may do with it now. */
export function OpenReport({ ctx, data, open }: { ctx: Ctx; data: DeskData; open: OpenedReport }) {
  const { t, day, moment } = ctx.words;
  const { entry, report } = open;
  const last = open.hops.at(-1);
  const delivery = last && open.deliveries.get(last.act);
  const point = entry.geometry?.type === 'Point' ? (entry.geometry.coordinates as [number, number]) : null;
  return (
    <Panel
      id="open"
      code={entry.code}
      title={entry.title}
      state={stateShown(ctx.words, 'report', entry.state, entry.closed ? null : entry.due, ctx.now)}
    >
      {point && (
        <MapFigure
          id="panel-map"
          {...neighbourhood(ctx, point[1], point[0], 300, 140)}
          label={t('reports.where-map', { place: entry.place_label })}
        />
      )}
      <PanelFacts
        facts={[
          { term: t('reports.desk.fact-due'), value: entry.due ? day(entry.due) : '' },
          { term: t('reports.desk.fact-sent'), value: moment(entry.published) },
          { term: t('reports.desk.head-kind'), value: categoryName(ctx, entry.place, entry.topic) },
          { term: t('reports.desk.head-owner'), value: report.assignee_name ?? t('reports.desk.owner-nobody') },
          { term: t('reports.desk.head-also'), value: String(entry.supports) },
          ...(entry.visibility === 'private'
            ? [{ term: t('reports.desk.readers'), value: <b>{officeAlone(ctx, entry)}</b> }]
            : []),
        ]}
      />
      <ActionLine
        links={[
          {
            href: `/segnalazioni/${entry.code}`,
            label: t(entry.visibility === 'public' ? 'reports.desk.public-page' : 'reports.desk.own-page'),
          },
          { href: `/banco/${entry.code}/stampa`, label: t('reports.desk.print') },
        ]}
      />
      {open.hops.length > 0 && <Hops ctx={ctx} open={open} />}
      {open.way && <WayOn ctx={ctx} entry={entry} way={open.way} kept={kept(data.asked)} />}
      {delivery && entry.state === 'not-ours' && (
        <LastDelivery ctx={ctx} code={entry.code} body={last?.body ?? ''} delivery={delivery} kept={kept(data.asked)} />
      )}
      {report.description && <Says who={sender(ctx, open)} text={report.description} />}
      <Answers ctx={ctx} answers={open.answers} />
      <PanelPhotos ctx={ctx} open={open} />
      <InternalNotes ctx={ctx} data={data} open={open} />
      <OfficeForms ctx={ctx} data={data} open={open} />
      <Near ctx={ctx} data={data} open={open} />
      <p class="small ar-soft">{t('reports.desk.stays')}</p>
    </Panel>
  );
}

/** In full, for the office; a name that nobody confirmed says so. */
function sender(ctx: Ctx, { entry, report }: Pick<OpenedReport, 'entry' | 'report'>): string {
  const { t } = ctx.words;
  const name =
    report.reporter ?? (report.contact ? t('reports.desk.unconfirmed', { name: report.contact }) : t('reports.anonymous'));
  return entry.organisation ? t('reports.on-behalf', { name, organisation: entry.organisation }) : name;
}

/** For this kind of problem somebody else answers: one press passes it there. */
function WayOn({ ctx, entry, way, kept }: { ctx: Ctx; entry: Entry; way: Way; kept: Record<string, string> }) {
  const { t } = ctx.words;
  const said = { kind: categoryName(ctx, entry.place, entry.topic), thing: way.thing ?? '', near: way.thing ? 'yes' : 'no' };
  const owner = way.body?.name ?? officeName(ctx, way.place);
  const sentence = t('reports.way.answers', { ...said, owner });
  const where: Record<string, string> = way.body ? { register: way.body.id } : { municipality: way.place.slug, answer: sentence };
  return (
    <>
      <Notice kind="info" title={sentence} text={t('reports.way.you-decide')} />
      <Acts>
        <ActForm
          action={`/banco/${entry.code}/${way.body ? 'passa-fuori' : 'passa-al-comune'}`}
          hidden={{ ...kept, ...where }}
          label={t('reports.way.pass', { name: owner, vowel: beginsWithA(owner) })}
          look="outline"
        />
      </Acts>
    </>
  );
}

/** The pictures, small. */
function PanelPhotos({ ctx, open: { entry, photos } }: { ctx: Ctx; open: OpenedReport }) {
  const images = photos.filter((photo) => photo.kind === 'image');
  if (images.length === 0) return null;
  return (
    <ul class="ar-thumbs list-unstyled">
      {images.map((photo) => (
        <li>
          <a href={attachmentPath(photo)}>
            <img
              src={attachmentPath(photo, 'small')}
              alt={photo.alt || ctx.words.t('reports.photo-without-words')}
              width="120"
              height="90"
              loading="lazy"
            />
          </a>
          <a class="small" href={`/banco/${entry.code}/foto/${photo.id}`}>
            {ctx.words.t('reports.desk.cover')}
          </a>
        </li>
      ))}
    </ul>
  );
}

/** What the office may do from this state: the likeliest act open, the others a press away. */
function OfficeForms({ ctx, data, open }: { ctx: Ctx; data: DeskData; open: OpenedReport }) {
  const { t } = ctx.words;
  const { entry } = open;
  // Where the body says that it is done, the likeliest is to confirm it.
  const isLikely = ({ act }: DeskAct) => act === 'risolvi' && closedBy(open) !== undefined;
  const acts = possibleActs(entry).toSorted((a, b) => Number(isLikely(b)) - Number(isLikely(a)));
  return (
    <>
      {acts.map((one, i) => {
        const asked = data.form?.name === one.verb ? data.form : blank(one.verb, one.schema, begun(ctx, one, open));
        const byName = one.schema === passOutsideForm && open.bodies.length === 0;
        const form = byName ? { ...asked, schema: passByNameForm } : asked;
        return (
          <details class="ar-office-act" open={data.form ? data.form.name === one.verb : i === 0}>
            <summary>{t(`${one.verb}.title`)}</summary>
            <FormErrors form={form} />
            <Form action={`/banco/${entry.code}/${one.act}`} hidden={kept(data.asked)}>
              {one.fields.includes('answer') && <ReadyTexts ctx={ctx} act={one} entry={entry} />}
              {one.fields
                .filter((field) => field !== 'register' || !byName)
                .map((field) => (
                  <Field form={form} name={field} options={choices(ctx, data, entry, field, open.bodies)} />
                ))}
              <Acts>
                <Submit label={t(`${one.verb}.title`)} look={i === 0 ? 'primary' : 'outline'} />
              </Acts>
            </Form>
          </details>
        );
      })}
    </>
  );
}

/** The body that has the report and says that it closed it. */
function closedBy({ entry, hops, deliveries }: OpenedReport): { body: string; delivery: Delivery } | undefined {
  const hop = hops.at(-1);
  const delivery = hop && deliveries.get(hop.act);
  return entry.state === 'not-ours' && delivery?.remote_status === 'closed' ? { body: hop?.body ?? '', delivery } : undefined;
}

/** What an untouched form says: as it is now, where it asks what shall be. */
function begun(ctx: Ctx, act: DeskAct, open: OpenedReport): Record<string, unknown> {
  const { entry, report } = open;
  const closed = act.act === 'risolvi' || act.act === 'chiudi' ? closedBy(open) : undefined;
  if (closed) return { code: entry.code, answer: closingWords(ctx, closed.body, closed.delivery) };
  if (act.verb === 'reports.assign') return { code: entry.code, assignee: report.assignee ?? undefined };
  if (act.verb === 'reports.change-category') return { code: entry.code, category: entry.topic ?? undefined };
  return { code: entry.code };
}

/** Texts that the office has ready for this: the button asks the server to write one in, or a script does it at once. */
function ReadyTexts({ ctx, act, entry }: { ctx: Ctx; act: DeskAct; entry: Entry }) {
  const { t } = ctx.words;
  const templates = templatesFor(ctx, entry, act.verb);
  if (templates.length === 0) return null;
  const id = `ready-${act.act}`;
  const promised = filled(ctx, { name: '', italian: '{due}', english: '{due}' }, entry, entry.due);
  return (
    <div class="ar-ready" data-ready data-due={promised} data-lang={entry.language}>
      <label class="form-label" for={id}>
        {t('reports.desk.ready')}
      </label>
      <select class="form-select" id={id} name="testo">
        {templates.map((template) => (
          <option value={template.name} data-text={filled(ctx, template, entry, 'later')}>
            {template.name}
          </option>
        ))}
      </select>
      <Submit
        label={t('reports.desk.use-ready')}
        look="quiet"
        formAction={`/banco/${entry.code}/testo`}
        name="act"
        value={act.act}
      />
    </div>
  );
}

/** Choices of the fields whose choices are data. */
export function choices(
  ctx: Ctx,
  data: Pick<DeskData, 'colleagues'>,
  entry: Pick<Entry, 'place'>,
  field: string,
  bodies: readonly Body[] = [],
): { value: string; label: string }[] | undefined {
  const { t } = ctx.words;
  if (field === 'reason')
    return closingReasons.map((reason) => ({ value: reason, label: t(`reports.close.reason.option-${reason}`) }));
  if (field === 'register') return bodies.map(({ id, name }) => ({ value: id, label: name }));
  if (field === 'category') return categoriesOf(ctx, entry.place).map((one) => ({ value: one.code, label: one[ctx.words.lang] }));
  if (field === 'assignee') {
    const there = data.colleagues.filter((one) => one.place === entry.place || one.person === ctx.actor.person);
    return [...new Map(there.map(({ person, name }) => [person, { value: person, label: name }])).values()];
  }
  if (field !== 'municipality') return undefined;
  const { metropolis, municipalities } = territoryOf(ctx);
  const others = [...(metropolis ? [metropolis] : []), ...municipalities].filter((place) => place.id !== entry.place);
  return others.map((place) => ({ value: place.slug, label: place.name }));
}

/** Where it was passed, the latest last, and how far its delivery is. */
function Hops({ ctx, open: { hops, deliveries } }: { ctx: Ctx; open: OpenedReport }) {
  return (
    <ul class="small">
      {hops.map((hop) => {
        const delivery = deliveries.get(hop.act);
        return (
          <li>
            {hopSentence(ctx, hop)} {delivery && deliverySentence(ctx, delivery)}
          </li>
        );
      })}
    </ul>
  );
}
