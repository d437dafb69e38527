import type { Ctx } from '../../kernel/context.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { Notice } from '../../kernel/pages/notice.tsx';
import { Acts, Breadcrumb, Go, PageHead, Section } from '../../kernel/pages/structure.tsx';
import { DefinitionList } from '../../kernel/pages/table.tsx';
import type { findReceipt } from '../../kernel/register/log.ts';
import type { ActPlace } from '../../kernel/register/store-seal.ts';
import { allKinds } from '../entries/kind.ts';
import { sitePage } from '../site/page.tsx';
import { territoryOf } from '../territory/territory.ts';

type Found = NonNullable<Awaited<ReturnType<typeof findReceipt>>>;

/** The public part of one act, as it stands in the log, and the proof that it is there. */
export function actPage(ctx: Ctx, { receipt, sealed }: Found): Answer {
  const { t, number, moment } = ctx.words;
  const title = t('register.act', { n: receipt.leafIndex });
  return sitePage(
    ctx,
    { title, path: `/registro/atto/${receipt.leafIndex}`, description: t('register.lead'), hidden: true },
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: '/registro', label: t('register.title') }]} here={title} />
      <PageHead title={title} />
      <EntryShown ctx={ctx} entry={receipt.entry} />
      <Section id="prova" title={t('register.proof')} lead={t('register.proof-lead', { size: number(sealed.size) })}>
        <p>{t('register.proof-sealed', { at: moment(sealed.at) })}</p>
        <details class="ar-tab">
          <summary>{t('register.path', { n: receipt.inclusionPath.length })}</summary>
          <ol>
            {receipt.inclusionPath.map((hash) => (
              <li>
                <code class="ar-code">{hash}</code>
              </li>
            ))}
          </ol>
        </details>
        <Acts>
          <Go href={`/registro/ricevuta/${receipt.leafIndex}`} label={t('register.receipt-file')} icon="download" />
          <Go href="/registro/verifica" label={t('register.verify.title')} icon="shield" />
        </Acts>
      </Section>
    </div>,
  );
}

/** Every act is sealed within seconds: whoever follows a receipt at once may be earlier. */
export function waitingPage(ctx: Ctx, act: ActPlace): Answer {
  const { t } = ctx.words;
  return sitePage(
    ctx,
    { title: t('register.waiting'), path: `/registro/prova/${act.id}`, cache: 'private', hidden: true },
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: '/registro', label: t('register.title') }]} here={t('register.waiting')} />
      <PageHead title={t('register.waiting')} />
      <Waiting ctx={ctx} act={act} />
    </div>,
  );
}

export function Waiting({ ctx, act }: { ctx: Ctx; act: ActPlace }) {
  const { t } = ctx.words;
  return (
    <Notice
      kind="info"
      title={t('register.waiting-title', { seq: act.seq })}
      text={t('register.waiting-text')}
      links={[{ href: `/registro/prova/${act.id}`, label: t('register.again') }]}
    />
  );
}

interface Entry {
  verb?: string;
  code?: string;
  place?: string;
  time?: string;
  sealed?: string;
  assurance?: string;
  mark?: string;
  facts?: Record<string, unknown>;
  commitment?: string;
  withheld?: string;
}

/** The entry in words, and below its exact bytes. */
export function EntryShown({ ctx, entry }: { ctx: Ctx; entry: string }) {
  const { t, moment } = ctx.words;
  const read = readEntry(entry);
  const place = read.place ? territoryOf(ctx).byId.get(read.place)?.name : undefined;
  const code = (text: string | undefined) => text && <code class="ar-code">{text}</code>;
  const items = [
    { term: t('register.entry.verb'), value: code(read.verb) },
    { term: t('register.entry.code'), value: thing(read.code) },
    { term: t('register.entry.place'), value: place },
    { term: t('register.entry.time'), value: read.time && moment(new Date(read.time)) },
    { term: t('register.entry.sealed'), value: read.sealed && moment(new Date(read.sealed)) },
    { term: t('register.entry.mark'), value: code(read.mark) },
    { term: t('register.entry.facts'), value: read.verb && Object.keys(read.facts ?? {}).length > 0 ? code(factsIn(read)) : '' },
  ].flatMap(({ term, value }) => (value ? [{ term, value }] : []));
  return (
    <>
      {!read.verb && <Notice kind="info" title={t('register.entry.closed')} text={t('register.entry.closed-text')} />}
      <DefinitionList items={items} />
      <details class="ar-tab">
        <summary>{t('register.entry.bytes')}</summary>
        <p>{t('register.entry.bytes-text')}</p>
        <p class="ar-typed">
          <code class="ar-code">{entry}</code>
        </p>
      </details>
    </>
  );
}

/** It leads to the thing, whose page knows who may read it. */
function thing(code: string | undefined) {
  if (!code) return '';
  const href = pathOf(code);
  return href ? (
    <a class="ar-code" href={href}>
      {code}
    </a>
  ) : (
    code
  );
}

function pathOf(code: string): string | undefined {
  if (!/^[A-Z]{3}-\d{4}-\d{1,9}$/.test(code)) return undefined;
  return allKinds()
    .find(({ prefix }) => code.startsWith(prefix))
    ?.path(code);
}

function factsIn(read: Entry): string {
  return Object.entries(read.facts ?? {})
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(' · ');
}

/** What somebody pasted may be anything that is text. */
function readEntry(text: string): Entry {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return {};
    const texts = Object.entries(value).filter(([name, one]) =>
      name === 'facts' ? one && typeof one === 'object' : typeof one === 'string',
    );
    return Object.fromEntries(texts.filter(([name, one]) => !/^(time|sealed)$/.test(name) || !Number.isNaN(Date.parse(one))));
  } catch {
    return {};
  }
}
