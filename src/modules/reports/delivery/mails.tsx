import { territoryOf } from '../../../commons/territory/territory.ts';
import type { Ctx } from '../../../kernel/context.ts';
import { type Letter, toHtml, toText } from '../../../kernel/mail/layout.tsx';
import type { Message } from '../../../kernel/mail/mail.ts';
import type { MailJob } from '../../../kernel/room.ts';
import { lease } from '../../../kernel/tries.ts';
import { imageAddress, type Told, toldOf } from './letter.ts';
import { never, settleTry } from './machine.ts';
import { claim, findDelivery } from './store.ts';

/** A report, to a body that is reached by mail. It is claimed like every try, and what became of it is the machine's to know. */
export const deliveryMail: MailJob = {
  name: 'reports.delivery-mail',
  compose: async (from: Ctx, { hop }: { hop: string }): Promise<Message | undefined> => {
    const parcel = await claim(from.db, hop, from.now, lease);
    if (!parcel) return undefined;
    const told = parcel.email ? await toldOf(from, parcel) : 'hand';
    if (typeof told === 'string') {
      await settleTry(from, parcel, never(told));
      return undefined;
    }
    const letter = letterOf(told, parcel.name);
    const { host } = new URL(from.config.origin);
    return {
      to: parcel.email!,
      subject: letter.subject,
      html: toHtml(letter),
      text: toText(letter),
      replyTo: told.office.email,
      // The same at each try: where it came twice, their program shows it once.
      messageId: `<delivery-${hop}@${host}>`,
    };
  },
  after: async (ctx: Ctx, { hop }: { hop: string }, error: unknown): Promise<void> => {
    const delivery = await findDelivery(ctx.db, hop);
    if (delivery) await settleTry(ctx, delivery, error ? { as: 'hindered', error: 'mail', sure: false } : { as: 'sent' });
  },
};

/** Everything stands in the mail itself: what is for the office alone has no page that the body could open. */
function letterOf(told: Told, body: string): Letter {
  const { ctx, entry, mark, office, kind, point, images } = told;
  const { t, moment } = ctx.words;
  const map = point && `https://www.openstreetmap.org/?mlat=${point.lat}&mlon=${point.long}#map=18/${point.lat}/${point.long}`;
  const pictures = told.isPublic
    ? images.map((image, i) => ({
        title: t('reports.delivery.photo', { n: i + 1 }),
        url: imageAddress(ctx, image),
        lines: image.alt ? [image.alt] : [],
      }))
    : [];
  return {
    lang: ctx.words.lang,
    subject: t('reports.delivery.subject', { title: entry.title, mark }),
    sender: { name: office.name, within: territoryOf(ctx).metropolis?.name },
    title: entry.title,
    sentence: [
      t('reports.delivery.sentence', { body, office: office.name, kind, day: moment(entry.published) }),
      point ? '' : t('reports.delivery.where', { place: told.where }),
      t(told.isPublic ? 'reports.delivery.public' : 'reports.delivery.private'),
      !told.isPublic && images.length > 0 ? t('reports.delivery.photos-held', { n: images.length }) : '',
      t('reports.delivery.answer', { contact: office.contact, mark }),
    ]
      .filter(Boolean)
      .join(' '),
    quote: told.description ? { text: told.description, author: t('reports.delivery.author') } : undefined,
    rows: [
      ...(point && map ? [{ title: told.where, url: map, lines: [`${point.lat}, ${point.long} (WGS84)`] }] : []),
      ...pictures,
    ],
    ...(told.address && { button: { label: t('reports.delivery.page'), url: told.address } }),
    receipt: { label: t('reports.delivery.mark'), code: mark },
    why: t('reports.delivery.why', { body, office: office.name }),
  };
}
