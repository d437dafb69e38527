/** What the e-service C020 of ANPR (accertamento residenza) answers, as far as it is looked at: the municipality, and nothing else of the person. */
export type AnprSaid =
  | { outcome: 'resident'; istat: string }
  /** Abroad, at an address without a municipality of Italy, or in none. */
  | { outcome: 'elsewhere' }
  /** Nobody has this code; it is more than one person's; the person has died. */
  | { outcome: 'not-found' | 'several' | 'deceased' }
  /** It is no answer of the e-service. */
  | { outcome: 'unreadable' };

export function anprQuestion(code: string, operation: string, day: string): string {
  return JSON.stringify({
    idOperazioneClient: operation,
    criteriRicerca: { codiceFiscale: code },
    datiRichiesta: { dataRiferimentoRichiesta: day, motivoRichiesta: 'Partecipazione alla vita del comune', casoUso: 'C020' },
  });
}

interface Subject {
  residenza?: { indirizzo?: { comune?: { codiceIstat?: unknown } } }[];
  datiDecesso?: unknown;
}

/** Reads an answer that came with status 200. */
export function readAnpr(body: string): AnprSaid {
  let subjects: Subject[] | undefined;
  try {
    subjects = (JSON.parse(body) as { listaSoggetti?: { datiSoggetto?: Subject[] } }).listaSoggetti?.datiSoggetto;
  } catch {
    return { outcome: 'unreadable' };
  }
  if (!Array.isArray(subjects)) return { outcome: 'unreadable' };
  const [subject, ...others] = subjects;
  if (!subject) return { outcome: 'not-found' };
  if (others.length > 0) return { outcome: 'several' };
  if (subject.datiDecesso) return { outcome: 'deceased' };
  const istat = subject.residenza?.[0]?.indirizzo?.comune?.codiceIstat;
  // Registers drop the zeros in front.
  return /^\d{1,6}$/.test(String(istat))
    ? { outcome: 'resident', istat: String(istat).padStart(6, '0') }
    : { outcome: 'elsewhere' };
}

/** `Retry-After` (RFC 9110, 10.2.3), in seconds from now: a number of them, or an instant. */
export function retryAfter(header: string | string[] | undefined, now: Date): number | undefined {
  if (typeof header !== 'string') return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) : Math.ceil((Date.parse(header) - now.getTime()) / 1000);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}
