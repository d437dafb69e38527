import { SearchForm } from '../../src/kernel/pages/form.tsx';
import { Hero } from '../../src/kernel/pages/hero.tsx';
import { State } from '../../src/kernel/pages/icon.tsx';
import { MapFigure } from '../../src/kernel/pages/map.tsx';
import { ColumnsPlot, PromiseBars } from '../../src/kernel/pages/plots.tsx';
import { RiverPlot } from '../../src/kernel/pages/river.tsx';
import { Agenda, LinkList } from '../../src/kernel/pages/rows.tsx';
import { Says } from '../../src/kernel/pages/says.tsx';
import { Shapes } from '../../src/kernel/pages/silhouette.tsx';
import { Acts, ButtonLink, Go, Meta, Section, Split } from '../../src/kernel/pages/structure.tsx';
import { Table } from '../../src/kernel/pages/table.tsx';
import { PromiseBox } from '../../src/kernel/pages/thread.tsx';
import { districtMap, names, shape, wholeMap } from './ground.ts';
import { arenaria, type Frame, metropolis, page } from './site.tsx';

const colours = [
  '#74306f',
  '#1d4fa0',
  '#3d6321',
  '#8a3d12',
  '#0a5c73',
  '#5b4a00',
  '#3d6321',
  '#7a2440',
  '#2f5d50',
  '#6a3b86',
  '#1d4fa0',
  '#8a4b00',
  '#44546a',
  '#0b6b6b',
];

export function home(frame: Frame) {
  const map = wholeMap(960);
  return page(
    frame,
    metropolis(frame.lang),
    'La casa di 14 comuni',
    <>
      <Hero
        title="Quello che dici qui ha un seguito."
        lead="Nei 14 comuni di Valdarena ogni cosa detta riceve una risposta, con un nome e una data. E tutti possono controllare com’è andata."
        action={{ href: '/segnalazioni/nuova', label: 'Segnala un problema', icon: 'megaphone' }}
        verbs={['Partecipa', 'Firma', 'Prenota uno spazio', 'Segui i lavori', 'Chiedi un servizio'].map((label) => ({
          href: `/${label}`,
          label,
        }))}
        map={{
          id: 'carta',
          ...map,
          label: 'Carta di Valdarena. Scegli un comune',
          letters: ['Arenaria', 'Ponte Arsella', 'San Telmo a Mare', 'Borgo Sereno', 'Castel Lumera'].map((name, i) => ({
            x: map.at(name).x - 34,
            y: map.at(name).y - 26,
            letter: 'ABCDE'[i]!,
          })),
          caption: 'Tocca un comune per entrare. Le lettere rimandano a «Adesso, vicino a te».',
        }}
      />
      <div class="ar-section container">
        <Split>
          <Section id="near" title="Adesso, vicino a te" link={{ href: '/tutto', label: 'Tutto quello che succede' }} flush>
            <Agenda
              items={[
                {
                  mark: 'A',
                  href: '/a',
                  kicker: 'Consultazione certificata · Arenaria',
                  title: 'Porto Vecchio: parco, cantieri o mercato?',
                  meta: [<b>Si vota fino a domenica 29 novembre, ore 20</b>, '41.206 voti finora'],
                },
                {
                  mark: 'B',
                  href: '/b',
                  kicker: 'Petizione · Ponte Arsella',
                  title: 'Un treno dopo le 21 sulla linea dell’Arsa',
                  meta: ['Mancano 816 firme al voto in Consiglio'],
                },
                {
                  mark: 'C',
                  href: '/c',
                  kicker: 'Incontro · San Telmo a Mare',
                  title: 'La spiaggia accessibile: si sceglie dove fare le due passerelle',
                  meta: [<b>Giovedì 26 novembre, ore 18</b>, 'Sala del Faro, posti liberi: 34'],
                },
              ]}
            />
          </Section>
          <aside aria-labelledby="mine">
            <PromiseBox id="mine" title="Hai già scritto?">
              <p>Con il codice della ricevuta vedi a che punto è, anche senza entrare.</p>
              <SearchForm
                id="code"
                action="/ricevuta"
                name="codice"
                label="Codice della ricevuta"
                hint="Per esempio SEG-2026-004127"
                submit="Vedi"
              />
            </PromiseBox>
            <Section small id="challenge" title="Meno plastica nei mercati: come?">
              <Meta items={[<b>48 soluzioni</b>, 'l’ultima ieri sera']} />
              <Says who="La più votata" about="326 voti" text="«Cassette di legno con cauzione, come una volta.»" />
            </Section>
          </aside>
        </Split>
      </div>
      <Section
        container
        id="fate"
        title="Che ne è stato di quello che avete detto"
        lead="Un anno intero, tutti i comuni. Contiamo anche i no e i ritardi."
      >
        <RiverPlot
          id="river"
          total={18412}
          word="cose dette in dodici mesi"
          note="segnalazioni, petizioni, proposte, domande"
          branches={[
            { count: 11930, look: 'done', word: 'fatte', note: 'e verificate da chi le ha chieste: 8 su 10' },
            { count: 3220, look: 'work', word: 'in corso', note: 'ognuna con una data' },
            { count: 1910, look: 'no', word: 'no, con il motivo', note: 'scritto e firmato' },
            { count: 1352, look: 'late', word: 'aspettano', note: '214 sono oltre la data promessa' },
          ]}
          caption="Dal 21 novembre 2025 al 20 novembre 2026"
          heads={['Che ne è stato', 'Numero', 'Su 100']}
        />
      </Section>
      <Section
        container
        id="kept"
        title="Promesso e fatto, questa settimana"
        link={{ href: '/promesse', label: 'Tutte le promesse' }}
      >
        <Table
          caption="Promesse della settimana"
          columns={[{ label: 'Che cosa' }, { label: 'Promesso', short: 'Promesso:' }, { label: 'Com’è andata' }]}
          rows={[
            {
              head: 'Luci sul lungomare dei Cordai, Arenaria',
              meta: 'chiesto da 212 persone',
              cells: [
                'entro il 20 novembre 2026',
                <>
                  <State look="done" word="Fatto il 17 novembre" />
                  <Meta items={['tre giorni prima']} />
                </>,
              ],
            },
            {
              head: 'Ascensore della stazione, Ponte Arsella',
              meta: 'opera pubblica',
              cells: [
                'entro il 15 novembre 2026',
                <>
                  <State look="late" word="In ritardo" />
                  <Meta items={['nuova data: 18 dicembre', <a href="/perche">Perché</a>]} />
                </>,
              ],
            },
            {
              head: 'Autobus notturno tra Santa Velia e Arenaria',
              meta: 'petizione con 1.930 firme',
              cells: [
                'risposta entro il 19 novembre 2026',
                <>
                  <State look="no" word="No, con il motivo" />
                  <Meta items={['costa 410.000 €, servirebbe a 60 persone a notte']} />
                </>,
              ],
            },
          ]}
        />
      </Section>
      <Section container last id="places" title="Il tuo comune" note="14 comuni, 452.925 abitanti, un solo accesso">
        <Shapes
          shapes={names.map((name, i) => ({
            href: `/comuni/${i}`,
            label: name,
            note: '48.915 abitanti',
            path: shape(name, 76),
            fill: colours[i],
          }))}
        />
      </Section>
    </>,
  );
}

export function place(frame: Frame) {
  return page(
    frame,
    arenaria(frame.lang),
    'Comune di Arenaria',
    <>
      <div class="container ar-top">
        <Split kind="even" align="middle">
          <div>
            <h1>Arenaria risponde in 9 giorni</h1>
            <p class="lead mt-3">
              È il tempo medio degli ultimi tre mesi. Un anno fa erano 16. Di’ che cosa non va, e guarda chi se ne occupa.
            </p>
            <div class="my-4">
              <Acts>
                <ButtonLink href="/nuova" label="Segnala un problema" icon="megaphone" />
                <Go href="/segnalazioni" label="Vedi le 318 aperte" />
              </Acts>
            </div>
            <SearchForm id="q" action="/cerca" name="q" label="Oppure scrivi che cosa ti serve" submit="Cerca" />
          </div>
          <MapFigure
            {...districtMap(560)}
            id="quartieri"
            kind="parts"
            label="Carta dei nove quartieri di Arenaria"
            caption="214.380 abitanti in nove quartieri. Scegli il tuo per vedere solo quello che ti riguarda."
          />
        </Split>
      </div>
      <div class="ar-section container">
        <Split>
          <Section flush id="days" title="In questi giorni" link={{ href: '/calendario', label: 'Il calendario' }}>
            <Agenda
              items={[
                {
                  mark: '24',
                  under: 'martedì',
                  href: '/a',
                  kicker: 'Incontro',
                  title: 'Piazza dei Cordai senza auto: che cosa è successo in sei mesi',
                  meta: ['ore 18:30, scuola Lungarsa', 'anche in diretta, con sottotitoli'],
                },
                {
                  mark: '29',
                  under: 'domenica',
                  href: '/c',
                  kicker: 'Ultimo giorno per votare',
                  title: 'Porto Vecchio: parco, cantieri o mercato?',
                  meta: ['fino alle 20, on line o in tre sedi'],
                },
              ]}
            />
          </Section>
          <aside aria-labelledby="do">
            <h2 id="do" class="ar-h3 mb-2">
              Si fa qui
            </h2>
            <LinkList
              lines
              links={[
                { href: '/1', label: 'Prenota una sala, un campo, un appuntamento', icon: 'calendar' },
                { href: '/2', label: 'Firma o lancia una petizione', icon: 'pen' },
                { href: '/3', label: 'Prenditi cura di un luogo con un patto', icon: 'hands' },
                { href: '/4', label: 'Segui un’opera pubblica', icon: 'crane' },
              ]}
            />
          </aside>
        </Split>
      </div>
      <div class="ar-section container">
        <Split kind="even" align="end">
          <div>
            <h2 id="time">Quanto promettiamo, quanto ci mettiamo</h2>
            <p class="lead mt-2">La riga nera è la promessa. Su sei tipi di segnalazione ne manteniamo cinque.</p>
            <p>
              <Go href="/come" label="Come si calcola" />
            </p>
          </div>
          <div>
            <PromiseBars
              label="Giorni promessi e giorni impiegati per sei tipi di segnalazione. I numeri sono nella tabella."
              caption="Mediana, dal 21 agosto al 20 novembre 2026"
              heads={['Tipo', 'Promessi', 'Impiegati']}
              rows={[
                { label: 'Rifiuti abbandonati', promised: 5, taken: 3 },
                { label: 'Illuminazione', promised: 10, taken: 7 },
                { label: 'Buche e marciapiedi', promised: 20, taken: 17 },
                { label: 'Alberi e verde', promised: 15, taken: 15 },
                { label: 'Perdite d’acqua', promised: 3, taken: 5 },
                { label: 'Segnali e strisce', promised: 30, taken: 21 },
              ]}
            />
          </div>
        </Split>
      </div>
      <Section container id="months" title="Quanto si segnala">
        <ColumnsPlot
          label="Segnalazioni al mese, da dicembre a novembre. I numeri sono nella tabella."
          caption="Segnalazioni ricevute ogni mese"
          heads={['Mese', 'Segnalazioni']}
          columns={['dic', 'gen', 'feb', 'mar', 'apr', 'mag', 'giu', 'lug', 'ago', 'set', 'ott', 'nov'].map((short, i) => ({
            short,
            label: short,
            value: 820 + ((i * 137) % 700),
          }))}
        />
      </Section>
      <Section container last id="works" title="Lavori in corso" link={{ href: '/opere', label: 'Tutte le 41 opere' }}>
        <Table
          columns={[
            { label: 'Opera' },
            { label: 'A che punto è' },
            { label: 'Fine promessa', short: 'Fine:' },
            { label: 'Spesi su stanziati', short: 'Spesi:', figures: true },
          ]}
          rows={[
            {
              head: <a href="/w1">Ciclabile Lungarsa, secondo tratto</a>,
              meta: 'nata da 63 segnalazioni',
              cells: [<State look="work" word="Lavori al 72%" />, '30 aprile 2027', '1,31 su 1,90 milioni €'],
            },
            {
              head: <a href="/w3">Vasca contro gli allagamenti, Le Saline</a>,
              cells: [<State look="late" word="Fermi dal 2 novembre" />, 'era 31 gennaio 2027', '3,02 su 5,60 milioni €'],
            },
          ]}
        />
      </Section>
    </>,
  );
}
