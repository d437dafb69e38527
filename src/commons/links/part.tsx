import type { VNode } from 'preact';
import { holds } from '../../kernel/actor.ts';
import type { Ctx } from '../../kernel/context.ts';
import { blank } from '../../kernel/forms/form.ts';
import { ActForm } from '../../kernel/pages/form.tsx';
import { Row, Rows } from '../../kernel/pages/rows.tsx';
import { Section } from '../../kernel/pages/structure.tsx';
import { kindOf, stateShown } from '../entries/kind.ts';
import type { Entry } from '../entries/store.ts';
import { getPlace } from '../territory/territory.ts';
import { connectForm } from './forms.ts';
import { officeRoles } from './link.ts';
import { ConnectForm } from './pages.tsx';
import { type LinkRow, listLinks } from './store.ts';

/** What a thing came from and led to, seen from either side; for its office, the form that links it. One query.
 *  `apart`: a kind of things that the page shows in another way. */
export async function linksPart(ctx: Ctx, entry: Entry, apart?: string): Promise<VNode | null> {
  const office = holds(ctx.actor, officeRoles, entry.place) && entry.visibility !== 'draft';
  const links = await listLinks(ctx.db, ctx.actor, entry.id, 50, apart);
  if (links.length === 0 && !office) return null;
  const { t } = ctx.words;
  return (
    <Section small id="collegamenti" title={t('links.title')}>
      {links.length > 0 && (
        <Rows label={t('links.title')}>
          {links.map((link) => (
            <Linked ctx={ctx} link={link} mayCut={link.outward ? office : holds(ctx.actor, officeRoles, link.place)} />
          ))}
        </Rows>
      )}
      {office && (
        <details class="ar-office-act">
          <summary>{t('links.connect.title')}</summary>
          <ConnectForm ctx={ctx} form={blank('links.connect', connectForm, { from: entry.code })} />
        </details>
      )}
    </Section>
  );
}

function Linked({ ctx, link, mayCut }: { ctx: Ctx; link: LinkRow; mayCut: boolean }) {
  const { t } = ctx.words;
  const kind = kindOf(link.kind);
  return (
    <Row
      href={kind.path(link.code)}
      title={link.title}
      kicker={t(`links.${link.outward ? 'outward' : 'inward'}.${link.relation}`)}
      state={stateShown(ctx.words, link.kind, link.state, link.closed ? null : link.due, ctx.now)}
      meta={[t(kind.one), getPlace(ctx, link.place).name, <span class="ar-code">{link.code}</span>]}
    >
      {mayCut && <ActForm action={`/collegamenti/${link.id}/togli`} label={t('links.disconnect.title')} look="quiet" />}
    </Row>
  );
}
