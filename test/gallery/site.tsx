import type { ComponentChildren } from 'preact';
import type { Assets } from '../../src/kernel/pages/assets.ts';
import { Document, type DocumentProps, type Site } from '../../src/kernel/pages/document.tsx';
import type { Lang } from '../../src/kernel/text/text.ts';
import { shape, wholeShape } from './ground.ts';

export function metropolis(lang: Lang, current = ''): Site {
  return {
    name: 'Valdarena',
    tagline: 'la casa di 14 comuni',
    top: { href: '/', label: 'Città metropolitana di Valdarena' },
    home: '/',
    shape: wholeShape(48),
    nav: ['Segnalazioni', 'Partecipa', 'Servizi e prenotazioni', 'Lavori e piani', 'Il territorio'].map((label) => ({
      href: `/${label.split(' ')[0]!.toLowerCase()}`,
      label,
      current: label === current,
    })),
    search: '/cerca',
    signIn: { href: '/entra', label: 'Accedi', note: 'con SPID o CIE' },
    footer: {
      name: 'Città metropolitana di Valdarena',
      contact: (
        <p>
          Piazza dell’Arengo 1, 99100 Arenaria
          <br />
          Sportello di aiuto: <a href="tel:800999014">800 999 014</a>, lun–ven 8:30–18
        </p>
      ),
      links: [
        [
          { href: '/segnalazioni/nuova', label: 'Segnala un disservizio', element: 'report-inefficiency' },
          { href: '/aiuto', label: 'Chiedi assistenza' },
          { href: '/prenota', label: 'Prenota un appuntamento', element: 'appointment-booking' },
          { href: '/faq', label: 'Domande frequenti', element: 'faq' },
        ],
        [
          { href: '/accessibilita', label: 'Dichiarazione di accessibilità', element: 'accessibility-link' },
          { href: '/privacy', label: 'Informativa privacy', element: 'privacy-policy-link' },
          { href: '/note-legali', label: 'Note legali', element: 'legal-notes' },
          { href: '/dati', label: 'Dati aperti e API' },
        ],
      ],
      seal: { href: '/registro', at: '21 novembre 2026, ore 9:42:10' },
    },
    languages: [
      lang === 'it'
        ? { lang: 'en', label: 'English', href: '/lingua/en' }
        : { lang: 'it', label: 'Italiano', href: '/lingua/it' },
    ],
  };
}

export function arenaria(lang: Lang, current = ''): Site {
  return {
    ...metropolis(lang, current),
    name: 'Comune di Arenaria',
    tagline: 'nella casa comune di Valdarena',
    home: '/comuni/arenaria',
    shape: shape('Arenaria', 48),
    theme: { name: 'arenaria', href: '/temi/arenaria.css' },
  };
}

export interface Frame {
  lang: Lang;
  assets: Assets;
}

export function page(frame: Frame, site: Site, title: string, children: ComponentChildren, more: Partial<DocumentProps> = {}) {
  return (
    <Document site={site} assets={frame.assets} title={title} description={title} {...more}>
      {children}
    </Document>
  );
}
