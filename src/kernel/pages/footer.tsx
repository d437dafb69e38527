import type { ComponentChildren } from 'preact';
import { Icon } from './icon.tsx';
import { useWords } from './render.tsx';
import { Sentence } from './sentence.tsx';

/** `element` is how the national validator finds a link (pa-website-validator-ng, attribute data-element). */
export interface FooterLink {
  href: string;
  label: string;
  element?: 'report-inefficiency' | 'appointment-booking' | 'faq' | 'accessibility-link' | 'privacy-policy-link' | 'legal-notes';
}

export interface FooterProps {
  name: string;
  /** Where and when someone answers. */
  contact: ComponentChildren;
  /** Columns of links. */
  links: FooterLink[][];
  /** The public register, and when its last seal was set. */
  seal?: { href: string; at?: string };
}

export function Footer({ name, contact, links, seal }: FooterProps) {
  const { t } = useWords();
  return (
    <footer class="ar-foot it-footer">
      <div class="container">
        {seal && (
          <div class="ar-foot-seal">
            <Icon name="shield" />
            <p>
              <b>{t('kernel.seal.claim')}</b>{' '}
              <Sentence text={t('kernel.seal.where')} marks={{ register: (inside) => <a href={seal.href}>{inside}</a> }} />{' '}
              {seal.at && t('kernel.seal.last', { at: seal.at })}
            </p>
          </div>
        )}
        <div class="ar-foot-cols it-footer-main">
          <div>
            <h2 class="footer-heading-title">{name}</h2>
            {contact}
          </div>
          {links.map((column) => (
            <ul class="footer-list link-list">
              {column.map((link) => (
                <li>
                  <a href={link.href} data-element={link.element}>
                    {link.label}
                  </a>
                </li>
              ))}
            </ul>
          ))}
        </div>
      </div>
    </footer>
  );
}
