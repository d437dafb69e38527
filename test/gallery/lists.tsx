import { ActForm } from '../../src/kernel/pages/form.tsx';
import type { Look } from '../../src/kernel/pages/glyphs.ts';
import { MapFigure } from '../../src/kernel/pages/map.tsx';
import { Chips, Filters, Key, Pager, Row, Rows } from '../../src/kernel/pages/rows.tsx';
import { Photo, Photos, Says } from '../../src/kernel/pages/says.tsx';
import { ActionLine, Acts, Breadcrumb, Go, ListAndMap, PageHead, Section, SplitTrio } from '../../src/kernel/pages/structure.tsx';
import { PromiseBox, PromiseTerms, Receipt, Thread, Ticks } from '../../src/kernel/pages/thread.tsx';
import { wholeMap } from './ground.ts';
import { arenaria, type Frame, metropolis, page } from './site.tsx';

const states: { look: Look; word: string }[] = [
  { look: 'new', word: 'Ricevuta' },
  { look: 'taken', word: 'Presa in carico' },
  { look: 'work', word: 'In lavorazione' },
  { look: 'done', word: 'Risolta' },
  { look: 'no', word: 'Chiusa con motivo' },
  { look: 'late', word: 'Oltre la data' },
];

const titles = [
  'Tre lampioni spenti sul ponte',
  'Marciapiede rotto davanti alla scuola dei Cordai',
  'Materassi e mobili lungo l’argine',
  'Scivolo rotto al parco giochi',
  'Panchina all’ombra in piazza del Faro',
  'Perdita d’acqua davanti al civico 18',
];

export function list(frame: Frame) {
  const map = wholeMap(760);
  return page(
    frame,
    metropolis(frame.lang, 'Segnalazioni'),
    'Segnalazioni',
    <div class="container">
      <Breadcrumb trail={[{ href: '/', label: 'Valdarena' }]} here="Segnalazioni" />
      <PageHead title="Segnalazioni" action={{ href: '/segnalazioni/nuova', label: 'Segnala un problema', icon: 'plus' }} />
      <Filters
        action="/segnalazioni"
        fields={[
          { name: 'q', label: 'Cerca' },
          {
            name: 'comune',
            label: 'Comune',
            options: [
              { value: '', label: 'Tutti i 14 comuni' },
              { value: 'arenaria', label: 'Arenaria' },
            ],
          },
          {
            name: 'tipo',
            label: 'Tipo',
            options: [
              { value: '', label: 'Tutti i tipi' },
              { value: 'luce', label: 'Illuminazione' },
            ],
          },
          {
            name: 'periodo',
            label: 'Periodo',
            options: [
              { value: '', label: 'Ultimi 30 giorni' },
              { value: 'anno', label: 'Ultimo anno' },
            ],
          },
        ]}
      />
      <Chips
        label="Per stato"
        chips={[
          { href: '/s', label: 'Tutte', count: 1204, current: true },
          ...states.map((state, i) => ({ href: `/s${i}`, label: state.word, look: state.look, count: 86 + i * 131 })),
        ]}
      />
      <ListAndMap
        list={
          <section aria-labelledby="found">
            <div class="ar-section-h mb-2">
              <h2 id="found" class="ar-h4">
                1.204 negli ultimi 30 giorni
              </h2>
              <span class="small ar-soft">prima le promesse più urgenti</span>
            </div>
            <Rows>
              {titles.map((title, i) => (
                <Row
                  id={`r${i}`}
                  href={`/segnalazioni/${i}`}
                  title={title}
                  state={states[(i + 1) % 6]}
                  note="entro il 4 dicembre"
                  meta={['Via dei Cordai 42, Arenaria', '9 novembre', 'anche a 37 persone']}
                  chosen={i === 1}
                />
              ))}
            </Rows>
            <Pager previous="/segnalazioni" next="/segnalazioni?dopo=x" />
            <ActionLine
              links={[
                { href: '/segnalazioni.csv', label: 'Scarica questo elenco (CSV)', icon: 'download' },
                { href: '/segnalazioni.atom', label: 'Ricevilo per e-mail o RSS', icon: 'rss' },
              ]}
            />
          </section>
        }
        map={
          <MapFigure
            {...map}
            id="carta"
            land={map.land.map(({ path }) => ({ path }))}
            label="Carta delle segnalazioni"
            points={titles.map((title, i) => ({
              x: 250 + i * 60,
              y: 240 + ((i * 97) % 260),
              look: states[(i + 1) % 6]!.look,
              href: `#r${i}`,
              label: title,
              chosen: i === 1,
            }))}
            clusters={[
              { ...map.at('Santa Velia'), count: 96, done: 34, late: 7 },
              { ...map.at('Borgo Sereno'), count: 28, done: 20, late: 0 },
            ]}
            caption={
              <>
                Stesso elenco, stessi filtri.
                <Key states={states}>
                  Il cerchio con un numero raccoglie più segnalazioni; il bordo dice quante sono risolte (verde) e in ritardo
                  (rosso).
                </Key>
              </>
            }
          />
        }
      />
    </div>,
    { alternates: [{ href: '/segnalazioni.atom', type: 'application/atom+xml', title: 'Segnalazioni' }] },
  );
}

export function item(frame: Frame) {
  const map = wholeMap(400);
  return page(
    frame,
    arenaria(frame.lang, 'Segnalazioni'),
    'Marciapiede rotto',
    <div class="container ar-last">
      <Breadcrumb
        trail={[
          { href: '/a', label: 'Arenaria' },
          { href: '/s', label: 'Segnalazioni' },
        ]}
        here="SEG-2026-004127"
      />
      <PageHead
        title="Marciapiede rotto davanti alla scuola dei Cordai"
        state={states[2]}
        meta={['Via dei Cordai 42, quartiere Cordai', '9 novembre 2026, ore 8:05', <span class="ar-code">SEG-2026-004127</span>]}
      />
      <SplitTrio
        boxLabel="Promessa e azioni"
        box={
          <PromiseBox>
            <PromiseTerms
              terms={[
                {
                  term: 'Promesso entro',
                  value: 'venerdì 4 dicembre',
                  big: true,
                  also: (
                    <>
                      <Ticks done={12} total={25} />
                      Mancano 13 giorni. <span class="ar-soft">La prima promessa era il 20 novembre.</span>
                    </>
                  ),
                },
                {
                  term: 'Se ne occupa',
                  value: (
                    <>
                      <b>Lucia Ferrante</b>
                      <br />
                      Settore Strade e mobilità
                      <br />
                      <a href="tel:0999100312">0999 100 312</a>
                    </>
                  ),
                },
              ]}
            />
            <Acts>
              <ActForm action="/anche" label="Anche a me" icon="plus" hidden={{ token: 'x' }} />
              <ActForm action="/segui" label="Segui" icon="bell" look="quiet" />
            </Acts>
            <p class="small mb-0 mt-3">
              Lo hanno detto <b>37 persone</b>: 29 con identità certificata, 8 con e-mail confermata.
            </p>
          </PromiseBox>
        }
        main={
          <>
            <Photo
              src="/foto.svg"
              width={1280}
              height={860}
              alt="Lastre del marciapiede spezzate e affondate"
              caption="Foto di chi ha segnalato, 9 novembre."
            />
            <Photos
              photos={[
                { src: '/foto.svg', href: '/foto.svg', width: 240, height: 160, alt: 'La transenna' },
                { src: '/foto.svg', href: '/foto.svg', width: 240, height: 160, alt: 'Il cordolo' },
              ]}
            />
            <div class="mt-4">
              <Says
                who="Marta D."
                about="residente ad Arenaria"
                text={
                  'Sono almeno sei lastre, all’uscita delle elementari. Ieri è inciampata una nonna con due bambini per mano.\n\nBasterebbe intanto una transenna.'
                }
              />
            </div>
            <Section small id="thread" title="Che cosa è successo">
              <Thread
                labelledBy="thread"
                knots={[
                  {
                    look: 'new',
                    when: '9 novembre, ore 8:05',
                    who: 'Marta D., con CIE',
                    title: 'Ricevuta',
                    body: 'Il punto sulla carta è nel Comune di Arenaria, che è competente.',
                  },
                  {
                    look: 'taken',
                    when: '9 novembre, ore 11:40',
                    who: 'Lucia Ferrante, settore Strade',
                    title: 'Presa in carico',
                    body: (
                      <p>
                        Promesso: riparato <b>entro il 20 novembre</b>.
                      </p>
                    ),
                  },
                  {
                    look: 'late',
                    when: '18 novembre, ore 16:20',
                    who: 'Lucia Ferrante',
                    title: 'Data spostata al 4 dicembre',
                    body: 'Sotto le lastre c’è un tubo dell’acqua che perde.',
                  },
                  {
                    look: 'work',
                    when: '20 novembre, ore 7:30',
                    who: 'Squadra 3',
                    title: 'Scavo aperto',
                    body: (
                      <p>
                        Collegata all’opera <a href="/o">Rete idrica Cordai, lotto 2</a>.
                      </p>
                    ),
                  },
                  {
                    look: 'new',
                    when: 'entro venerdì 4 dicembre',
                    who: 'tocca a Lucia Ferrante',
                    title: 'Riparato',
                    body: 'Poi lo chiediamo a chi ha segnalato.',
                    promised: true,
                  },
                ]}
              />
            </Section>
            <Section small id="comments" title="Commenti, 2">
              <Says
                id="c1"
                who="Pietro V."
                about="residente · 10 novembre"
                text="Confermo, la mattina alle otto qui passano duecento bambini."
              >
                <ActionLine
                  links={[
                    { href: '#r', label: 'Rispondi', icon: 'chat' },
                    { href: '#g', label: 'Grazie', icon: 'thanks' },
                  ]}
                />
              </Says>
              <Says
                office
                who="Lucia Ferrante"
                about="Comune di Arenaria · 11 novembre"
                text="Abbiamo messo le transenne e avvisato la scuola."
              />
              <p>
                <Go href="#commenta" label="Scrivi un commento" />
              </p>
            </Section>
          </>
        }
        restLabel="Luogo e ricevuta"
        rest={
          <>
            <MapFigure
              {...map}
              id="luogo"
              land={map.land.map(({ path }) => ({ path }))}
              labels={[]}
              label="Carta: via dei Cordai. Il punto è davanti alla scuola."
              pin={map.at('Arenaria')}
              caption={
                <>
                  Conta il punto. L’indirizzo è solo un’etichetta. <a href="/carta">Apri la carta</a>
                </>
              }
            />
            <div class="mt-4">
              <Receipt
                id="ricevuta"
                title="Ricevuta"
                code="7QX4-M2KP-9DRA-C3WE"
                text="Con questo codice chiunque può verificare che la segnalazione non sia stata tolta né retrodatata."
                link={{ href: '/verifica', label: 'Verifica nel registro' }}
              />
            </div>
            <div class="mt-3">
              <ActionLine
                links={[
                  { href: '/condividi', label: 'Condividi', icon: 'share' },
                  { href: '/abuso', label: 'Segnala un abuso' },
                ]}
              />
            </div>
          </>
        }
      />
    </div>,
  );
}
