import { renderPart } from '../../kernel/pages/render.tsx';
import type { Words } from '../../kernel/text/text.ts';
import type { RoleName } from './roles.ts';

/** What the job `mail.send` takes. */
export interface Mail {
  to: string;
  subject: string;
  html: string;
  text: string;
}

/** The same words for a known address and a new one. */
export function linkMail(words: Words, origin: string, to: string, link: string): Mail {
  const { t } = words;
  return letter(words, origin, to, {
    subject: t('people.mail.link.subject'),
    title: t('people.mail.link.title'),
    says: [t('people.mail.link.text')],
    act: { label: t('people.mail.link.act'), href: link },
    why: t('people.mail.link.why'),
  });
}

export function invitationMail(
  words: Words,
  origin: string,
  {
    to,
    name,
    by,
    held,
    link,
  }: { to: string; name: string; by: string; held: { role: RoleName; place: string } | null; link: string },
): Mail {
  const { t } = words;
  const role = held && t('people.admin.role-in', { role: t(`people.role.${held.role}`), place: held.place });
  return letter(words, origin, to, {
    subject: t('people.mail.invitation.subject', { by }),
    title: t('people.mail.invitation.title', { name }),
    says: [
      t('people.mail.invitation.text', { by, address: `${origin}/entra` }),
      ...(role ? [t('people.mail.invitation.role', { role })] : []),
    ],
    act: { label: t('people.mail.link.act'), href: link },
    why: t('people.mail.invitation.why', { by }),
  });
}

export function passwordMail(words: Words, origin: string, to: string, at: Date): Mail {
  const { t } = words;
  return letter(words, origin, to, {
    subject: t('people.mail.password.subject'),
    title: t('people.mail.password.title'),
    says: [t('people.mail.password.text', { moment: words.moment(at) })],
    act: { label: t('people.mail.password.act'), href: `${origin}/entra?next=/profilo` },
    why: t('people.mail.password.why'),
  });
}

export function roleMail(
  words: Words,
  origin: string,
  { to, by, role, place }: { to: string; by: string; role: RoleName; place: string },
): Mail {
  const { t } = words;
  const said = { by, place, role: t(`people.role.${role}`) };
  return letter(words, origin, to, {
    subject: t('people.mail.role.subject', said),
    title: t('people.mail.role.title'),
    says: [t('people.mail.role.text', said)],
    act: { label: t('people.mail.role.act'), href: `${origin}/profilo` },
    why: t('people.mail.role.why'),
  });
}

interface Letter {
  subject: string;
  title: string;
  says: string[];
  act: { label: string; href: string };
  why: string;
}

function letter(words: Words, _origin: string, to: string, { subject, title, says, act, why }: Letter): Mail {
  const html = renderPart(
    <div>
      <h1>{title}</h1>
      {says.map((line) => (
        <p>{line}</p>
      ))}
      <p>
        <a href={act.href}>{act.label}</a>
      </p>
      <p>{why}</p>
    </div>,
    words,
  );
  return { to, subject, html, text: [title, ...says, `${act.label}: ${act.href}`, why].join('\n\n') };
}
