import type { VNode } from 'preact';
import { stateShown } from '../../../commons/entries/kind.ts';
import type { Entry } from '../../../commons/entries/store.ts';
import type { ThreadRow } from '../../../commons/entries/store-notes.ts';
import { sitePage } from '../../../commons/site/page.tsx';
import { mapAround } from '../../../commons/territory/drawing.ts';
import { getPlace, officeName } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import { blank, type FormState } from '../../../kernel/forms/form.ts';
import type { Answer } from '../../../kernel/http/route.ts';
import { ActForm, Form, FormErrors, Submit } from '../../../kernel/pages/form.tsx';
import { Field } from '../../../kernel/pages/form-field.tsx';
import { MapFigure, type MapPoint } from '../../../kernel/pages/map.tsx';
import { Notice } from '../../../kernel/pages/notice.tsx';
import { Row, Rows } from '../../../kernel/pages/rows.tsx';
import { Paragraphs } from '../../../kernel/pages/says.tsx';
import { ActionLine, Acts, Breadcrumb, PageHead, Section, SplitTrio } from '../../../kernel/pages/structure.tsx';
import { type Knot, PromiseBox, PromiseTerms, Thread } from '../../../kernel/pages/thread.tsx';
import type { Refusal } from '../../../kernel/refusal.ts';
import { closingReasons } from '../report.ts';
import { type CaseState, caseStates, isOpen } from './case.ts';
import { answerCaseForm } from './forms.ts';
import type { MemberRow, Progress } from './store.ts';

export interface CaseData {
  file: Entry;
  members: MemberRow[];
  thread: ThreadRow[];
  parts: { follow: VNode | null; links: VNode | null; flag: string };
  /** For its office alone. */
  office: { progress: Progress | undefined } | null;
  form?: FormState;
  refusal?: Refusal;
}

/** A case file: what it is about, the reports in it, what the office answered to all. */
export function casePage(ctx: Ctx, data: CaseData): Answer {
  const { t, moment } = ctx.words;
  const { file, members, parts, office } = data;
  const place = getPlace(ctx, file.place);
  const main = (
    <>
      {file.summary && <Paragraphs text={file.summary} />}
      <Section id="members" title={t('reports.case.members', { n: members.length })} small>
        <Rows label={t('reports.case.members', { n: members.length })}>
          {members.map((member) => (
            <Member ctx={ctx} member={member} mayRelease={office !== null && isOpen(file.state)} />
          ))}
        </Rows>
      </Section>
      <Section id="what-happened" title={t('reports.what-happened')}>
        <Thread knots={knots(ctx, data)} labelledBy="what-happened" />
      </Section>
      {office && <OfficePart ctx={ctx} data={data} progress={office.progress} />}
      {parts.links}
    </>
  );
  return sitePage(
    ctx,
    {
      title: file.title,
      path: `/fascicoli/${file.code}`,
      section: '/segnalazioni',
      place: file.place,
      description: file.summary.slice(0, 200) || file.title,
      hidden: file.visibility !== 'public',
      form: data.form,
      refusal: data.refusal,
      cache: office ? 'private' : 'public',
    },
    <div class="container ar-last">
      <Breadcrumb
        trail={[
          ...(place.kind === 'municipality' ? [{ href: `/comuni/${place.slug}`, label: place.name }] : []),
          {
            href: place.kind === 'municipality' ? `/segnalazioni?comune=${place.slug}` : '/segnalazioni',
            label: t('reports.many'),
          },
        ]}
        here={file.code}
      />
      {data.refusal && <Notice kind="refusal" title={t(data.refusal.textKey, data.refusal.params)} />}
      <PageHead
        title={file.title}
        kicker={t('reports.case.one')}
        state={stateShown(ctx.words, 'case', file.state, file.closed ? null : file.due, ctx.now)}
        meta={[officeName(ctx, place), moment(file.published), <span class="ar-code">{file.code}</span>]}
      />
      <SplitTrio
        boxLabel={t('reports.promise')}
        box={<Box ctx={ctx} data={data} />}
        main={main}
        restLabel={t('reports.place')}
        rest={<MembersMap ctx={ctx} members={members} flag={parts.flag} />}
      />
    </div>,
  );
}

function Box({ ctx, data: { file, members, parts } }: { ctx: Ctx; data: CaseData }) {
  const { t, weekday } = ctx.words;
  const open = members.filter((member) => member.closed === null).length;
  const promise = file.closed
    ? { term: t('reports.case.answered'), value: weekday(file.closed, ctx.now), big: true }
    : file.due
      ? { term: t('reports.box.promised'), value: weekday(file.due, ctx.now), big: true }
      : { term: t('reports.box.no-date'), value: t('reports.box.no-date-yet'), big: true };
  return (
    <PromiseBox>
      <PromiseTerms terms={[promise, { term: t('reports.box.who'), value: officeName(ctx, getPlace(ctx, file.place)) }]} />
      <p class="mb-0">{t('reports.case.still-open', { n: members.length, open })}</p>
      {parts.follow && <Acts>{parts.follow}</Acts>}
    </PromiseBox>
  );
}

function Member({ ctx, member, mayRelease }: { ctx: Ctx; member: MemberRow; mayRelease: boolean }) {
  const { t } = ctx.words;
  return (
    <Row
      href={`/segnalazioni/${member.code}`}
      title={member.title}
      state={stateShown(ctx.words, 'report', member.state, member.closed ? null : member.due, ctx.now)}
      meta={[member.place_label || getPlace(ctx, member.place).name, <span class="ar-code">{member.code}</span>]}
    >
      {mayRelease && (
        <ActForm action={`/banco/${member.code}/togli-dal-fascicolo`} label={t('reports.release-from-case.title')} look="quiet" />
      )}
    </Row>
  );
}

/** All the members on one chart, wide enough for the farthest. */
function MembersMap({ ctx, members, flag }: { ctx: Ctx; members: MemberRow[]; flag: string }) {
  const { t } = ctx.words;
  const placed = members.filter((one): one is MemberRow & { lon: number; lat: number } => one.lon !== null && one.lat !== null);
  if (placed.length === 0) return <ActionLine links={[{ href: flag, label: t('reports.flag') }]} />;
  const lons = placed.map((one) => one.lon);
  const lats = placed.map((one) => one.lat);
  const lon = (Math.min(...lons) + Math.max(...lons)) / 2;
  const lat = (Math.min(...lats) + Math.max(...lats)) / 2;
  const wide = (Math.max(...lons) - lon) * 111_320 * Math.cos((lat * Math.PI) / 180);
  const high = (Math.max(...lats) - lat) * 111_320 * (4 / 3);
  const { chart, pin, ...map } = mapAround(ctx, lat, lon, Math.max(60, 1.5 * Math.max(wide, high)), 360, 270);
  const points = placed.map((one): MapPoint => {
    const [x, y] = chart.place(one.lon, one.lat);
    const shown = stateShown(ctx.words, 'report', one.state, one.closed ? null : one.due, ctx.now);
    return { x, y, look: shown.look, href: `/segnalazioni/${one.code}`, label: `${one.title}: ${shown.word}` };
  });
  return (
    <>
      <MapFigure id="where" {...map} points={points} label={t('reports.case.map', { n: placed.length })} />
      <ActionLine links={[{ href: flag, label: t('reports.flag') }]} />
    </>
  );
}

function knots(ctx: Ctx, { file, thread }: CaseData): Knot[] {
  const { t, moment, weekday } = ctx.words;
  const done = thread.map((row): Knot => {
    const state = String(row.public['state'] ?? 'open') as CaseState;
    const { due, reason } = row.public;
    return {
      look: caseStates[state]?.look ?? 'taken',
      when: moment(row.at),
      who: [row.name, officeName(ctx, getPlace(ctx, row.place ?? file.place))].filter(Boolean).join(', '),
      title: t(`reports.case-thread.${row.verb === 'reports.open-case' ? 'opened' : state}`),
      body: (
        <>
          {typeof reason === 'string' && <p>{t(`reports.close.reason.option-${reason}`)}</p>}
          {row.text && row.verb !== 'reports.open-case' && <p class="ar-typed">{row.text}</p>}
          {typeof due === 'string' && <p>{t('reports.thread.promised', { day: weekday(new Date(due), ctx.now) })}</p>}
        </>
      ),
    };
  });
  if (file.closed || !file.due) return done;
  const day = weekday(file.due, ctx.now);
  return [
    ...done,
    {
      look: 'done',
      when: t(file.due < ctx.now ? 'reports.was-for-weekday' : 'reports.by-weekday', { day }),
      title: t('reports.thread.next-done'),
      promised: true,
    },
  ];
}

/** One answer to all, and how far the last one has come. */
function OfficePart({ ctx, data, progress }: { ctx: Ctx; data: CaseData; progress: Progress | undefined }) {
  const { t } = ctx.words;
  const { file } = data;
  const form = data.form ?? blank('reports.answer-case', answerCaseForm, { code: file.code });
  const reasons = closingReasons.map((reason) => ({ value: reason, label: t(`reports.close.reason.option-${reason}`) }));
  return (
    <Section id="ufficio" title={t('reports.case.office')} small>
      {progress && progress.waiting > 0 && (
        <Notice
          kind="info"
          title={t('reports.case.on-its-way', {
            done: progress.done,
            all: progress.done + progress.waiting + progress.left.length,
          })}
          links={[{ href: `/fascicoli/${file.code}#ufficio`, label: t('reports.case.look-again') }]}
        />
      )}
      {progress && progress.waiting === 0 && <Notice kind="done" title={t('reports.case.reached', { n: progress.done })} />}
      {progress && progress.left.length > 0 && (
        <Notice
          kind="refusal"
          title={t('reports.together.left', { n: progress.left.length })}
          text={
            <ul>
              {progress.left.map((one) => (
                <li>
                  <a href={`/banco?apri=${one.code}`}>{one.title}</a> <span class="ar-code">{one.code}</span>:{' '}
                  {t(one.why.key, one.why.params)}
                </li>
              ))}
            </ul>
          }
        />
      )}
      {isOpen(file.state) && (
        <>
          <FormErrors form={form} />
          <Form action={`/fascicoli/${file.code}/rispondi`}>
            <Field form={form} name="answer" />
            <Field form={form} name="move" />
            <Field form={form} name="promised" />
            <Field form={form} name="reason" options={reasons} />
            <Acts>
              <Submit label={t('reports.answer-case.title')} />
            </Acts>
          </Form>
        </>
      )}
    </Section>
  );
}
