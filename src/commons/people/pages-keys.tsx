import type { Ctx } from '../../kernel/context.ts';
import type { FormState } from '../../kernel/forms/form.ts';
import type { Answer } from '../../kernel/http/route.ts';
import { ActForm, Form, FormErrors, Submit } from '../../kernel/pages/form.tsx';
import { Field } from '../../kernel/pages/form-field.tsx';
import { Empty, Notice } from '../../kernel/pages/notice.tsx';
import { Breadcrumb, ButtonLink, PageHead } from '../../kernel/pages/structure.tsx';
import { Table, type TableRow } from '../../kernel/pages/table.tsx';
import type { Refusal } from '../../kernel/refusal.ts';
import { sitePage } from '../site/page.tsx';
import { territoryOf } from '../territory/territory.ts';
import { verbInWords, verbsForKeys } from './keys.ts';
import { placeOptions } from './pages-administration.tsx';
import { Refused } from './pages-entering.tsx';
import type { KeyRow } from './store-keys.ts';

/** Which other computers may act here, and whether they still do. */
export function keysPage(ctx: Ctx, shown: { keys: readonly KeyRow[]; done: boolean }): Answer {
  const { t } = ctx.words;
  const make = { href: '/persone/chiavi/nuova', label: t('people.keys.make') };
  return sitePage(
    ctx,
    { title: t('people.keys.title'), path: '/persone/chiavi', section: '/persone', cache: 'private' },
    <div class="container ar-last">
      <Breadcrumb trail={[{ href: '/persone', label: t('people.admin.title') }]} here={t('people.keys.title')} />
      <PageHead title={t('people.keys.title')} lead={t('people.keys.lead')} action={make} />
      {shown.done && <Notice kind="done" title={t('people.keys.done-revoke')} />}
      {shown.keys.length === 0 ? (
        <Empty text={t('people.keys.empty')} links={[make]} />
      ) : (
        <Table
          caption={t('people.keys.title')}
          columns={[
            { label: t('people.keys.key') },
            { label: t('people.keys.may'), short: t('people.keys.may') },
            { label: t('people.keys.used'), short: t('people.keys.used') },
            { label: t('people.keys.until'), short: t('people.keys.until') },
            { label: t('people.keys.end') },
          ]}
          rows={shown.keys.map((key) => rowOf(ctx, key))}
        />
      )}
    </div>,
  );
}

function rowOf(ctx: Ctx, key: KeyRow): TableRow {
  const { t, day, relative } = ctx.words;
  const place = territoryOf(ctx).byId.get(key.place)?.name ?? '';
  const by = key.maker || t('people.keys.command-line');
  const over = key.revoked ?? (key.expires && key.expires <= ctx.now ? key.expires : null);
  return {
    head: key.name,
    meta: [<span>{place}</span>, <span>{t('people.keys.made', { day: day(key.created), by })}</span>],
    cells: [
      <ul class="list-unstyled mb-0">
        {key.verbs.map((verb) => (
          <li>{verbInWords(ctx.words, verb)}</li>
        ))}
      </ul>,
      key.used ? relative(key.used, ctx.now) : t('people.keys.never'),
      over
        ? t(key.revoked ? 'people.keys.revoked' : 'people.keys.expired', { day: day(over) })
        : key.expires
          ? day(key.expires)
          : t('people.keys.forever'),
      !over && (
        <ActForm action={`/persone/chiavi/${key.id}/revoca`} label={t('people.keys.revoke', { name: key.name })} look="quiet" />
      ),
    ],
  };
}

export function newKeyPage(ctx: Ctx, { asked, refusal }: { asked: FormState; refusal?: Refusal }): Answer {
  const { t } = ctx.words;
  return sitePage(
    ctx,
    {
      title: t('people.keys.make'),
      path: '/persone/chiavi/nuova',
      section: '/persone',
      form: asked,
      refusal,
      cache: 'private',
    },
    <div class="container ar-last">
      <Breadcrumb
        trail={[
          { href: '/persone', label: t('people.admin.title') },
          { href: '/persone/chiavi', label: t('people.keys.title') },
        ]}
        here={t('people.keys.make')}
      />
      <PageHead title={t('people.keys.make')} lead={t('people.keys.make-lead')} />
      {refusal && <Refused ctx={ctx} refusal={refusal} />}
      <FormErrors form={asked} />
      <Form action="/persone/chiavi/nuova">
        <Field form={asked} name="name" />
        <Field form={asked} name="place" options={placeOptions(ctx)} />
        <Field
          form={asked}
          name="verbs"
          options={verbsForKeys().map((verb) => ({ value: verb, label: verbInWords(ctx.words, verb) }))}
        />
        <Field form={asked} name="expires" />
        <Submit label={t('people.keys.make-it')} />
      </Form>
    </div>,
  );
}

/** The only time that a key is shown: the answer to the form itself, at no address of its own and stored by nobody. */
export function madeKeyPage(ctx: Ctx, made: { key: string; name: string }): Answer {
  const { t } = ctx.words;
  return sitePage(
    ctx,
    { title: t('people.keys.made-title'), path: '/persone/chiavi', section: '/persone', cache: 'private', hidden: true },
    <div class="container ar-last">
      <PageHead title={t('people.keys.made-title')} kicker={made.name} lead={t('people.keys.made-lead')} />
      <p class="ar-once ar-code">{made.key}</p>
      <p>
        {t('people.keys.made-how')} <code class="ar-code">Authorization: Bearer …</code>
      </p>
      <ButtonLink href="/persone/chiavi" label={t('people.keys.kept')} />
    </div>,
  );
}
