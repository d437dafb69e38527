import { Desk, Keys, Panel, PanelFacts, Queues, WorkList } from '../../src/kernel/pages/desk.tsx';
import { Goal, Growth } from '../../src/kernel/pages/growth.tsx';
import { MapFigure } from '../../src/kernel/pages/map.tsx';
import { Bars } from '../../src/kernel/pages/plots.tsx';
import { Filters, LinkList, Points } from '../../src/kernel/pages/rows.tsx';
import { Paragraphs, Says } from '../../src/kernel/pages/says.tsx';
import { Breadcrumb, ButtonLink, Go, PageHead, Section, Split, SplitTrio } from '../../src/kernel/pages/structure.tsx';
import { Figures } from '../../src/kernel/pages/table.tsx';
import { PromiseBox, PromiseFigure, PromiseTerms, Steps, Thread, Ticks } from '../../src/kernel/pages/thread.tsx';
import { Levels, Options, Results, Sides } from '../../src/kernel/pages/weigh.tsx';
import { wholeMap } from './ground.ts';
import { arenaria, type Frame, metropolis, page } from './site.tsx';

export function petition(frame: Frame) {
  const map = wholeMap(640);
  const steps = ['q1', 'q2', 'q0', 'q1', 'q2', 'q0', 'q4', 'q3', 'q4', 'q1', 'q0', 'q1', 'q4', 'q0'] as const;
  return page(
    frame,
    metropolis(frame.lang, 'Partecipa'),
    'Un treno dopo le 21',
    <div class="container ar-last">
      <Breadcrumb
        trail={[
          { href: '/', label: 'Valdarena' },
          { href: '/petizioni', label: 'Petizioni' },
        ]}
        here="PET-2026-000038"
      />
      <PageHead
        kicker="Petizione alla Città metropolitana di Valdarena"
        title="Un treno dopo le 21 sulla linea dell’Arsa"
        meta={[
          <>
            Lanciata il 4 settembre 2026 da <b>Pendolari dell’Arsa</b>, associazione
          </>,
          'Firme aperte fino al 3 marzo 2027',
        ]}
      />
      <SplitTrio
        boxLabel="Firma"
        box={
          <PromiseBox>
            <PromiseFigure figure="2.184" word="firme valide" note="Aggiornato alle 9:40 di oggi" />
            <ButtonLink href="/firma" label="Firma con SPID o CIE" icon="pen" />
            <p class="small mt-3 mb-0">Ci vuole un minuto. Il tuo nome non viene pubblicato.</p>
          </PromiseBox>
        }
        main={
          <>
            <Goal
              label="Soglie"
              value={2184}
              thresholds={[
                { at: 500, title: 'Risposta scritta', status: 'Raggiunta', when: '24 set 2026' },
                { at: 1500, title: 'Si discute in commissione', status: 'Raggiunta', when: '19 ott 2026' },
                { at: 3000, title: 'Il Consiglio vota', status: 'Mancano 816 firme' },
              ]}
            />
            <div class="my-4">
              <Paragraphs
                voice
                large
                text={
                  'L’ultimo treno da Arenaria a Montechiaro parte alle 20:40. Chi lavora in ospedale, in cucina o in un negozio finisce alle 21 e resta a piedi.\n\nNon chiediamo un treno nuovo: quello delle 20:10 torna vuoto in deposito.'
                }
              />
            </div>
            <h2 class="mb-3">Come sono cresciute le firme</h2>
            <Growth
              label="Firme dal 4 settembre al 21 novembre: da zero a 2.184. I numeri sono nella tabella."
              caption="Firme valide, totale a fine giornata"
              heads={['Giorno dal lancio', 'Firme']}
              points={[
                [0, 0],
                [0.1, 318],
                [0.29, 640],
                [0.46, 1402],
                [0.67, 1788],
                [0.86, 2184],
              ].map(([at, value]) => ({ at: at!, value: value!, label: String(Math.round(at! * 90)) }))}
              axis={[
                { at: 0, label: '4 set' },
                { at: 0.3, label: '1 ott' },
                { at: 0.64, label: '1 nov' },
                { at: 0.96, label: '30 nov' },
              ]}
              thresholds={[
                { value: 500, title: 'risposta scritta' },
                { value: 1500, title: 'in commissione' },
                { value: 3000, title: 'voto in Consiglio' },
              ]}
              now="2.184 oggi"
              event={{ at: 0.34, lines: ['5 ottobre: tolta la', 'corsa delle 20:25'] }}
            />
            <Section small id="sure" title="Quanto siamo sicuri delle firme">
              <Levels
                levels={[
                  { count: 1874, text: '1.874', about: 'con SPID o CIE, residenti a Valdarena' },
                  { count: 310, text: '310', about: 'con SPID o CIE, qui per lavoro o studio' },
                  {
                    count: 427,
                    text: '427',
                    about: (
                      <>
                        con la sola e-mail: <strong>non contano</strong> per le soglie
                      </>
                    ),
                  },
                ]}
              />
            </Section>
          </>
        }
        restLabel="Risposta"
        rest={
          <>
            <h2 class="ar-h3">La risposta è dovuta</h2>
            <p class="mb-1">
              La commissione Trasporti deve discuterla <b>entro il 18 dicembre</b>.
            </p>
            <Ticks done={33} total={60} />
            <p class="small ar-soft">33 giorni passati su 60, ne restano 27.</p>
          </>
        }
      />
      <Section id="who" title="Chi la chiede di più">
        <Split kind="even" align="middle">
          <MapFigure
            {...map}
            id="tassi"
            kind="rates"
            label="Carta delle firme per mille abitanti"
            land={map.land.map((area, i) => ({ path: area.path, look: steps[i] }))}
            labels={map.labels.map((label, i) => ({ ...label, inverse: ['q3', 'q4'].includes(steps[i]!) }))}
          />
          <Bars
            bars={[
              { label: 'Serravento', value: 28.5, text: '28,5', tone: 'q4' },
              { label: 'Ponte Arsella', value: 18.8, text: '18,8', tone: 'q4' },
              { label: 'Pietrafiorita', value: 13.1, text: '13,1', tone: 'q3' },
              { label: 'Borgo Sereno', value: 6.5, text: '6,5', tone: 'q2' },
              { label: 'Roccamirta', value: 3.7, text: '3,7', tone: 'q1' },
            ]}
          />
        </Split>
      </Section>
    </div>,
  );
}

export function vote(frame: Frame) {
  return page(
    frame,
    arenaria(frame.lang, 'Partecipa'),
    'Porto Vecchio',
    <div class="container ar-last">
      <Breadcrumb
        trail={[
          { href: '/', label: 'Arenaria' },
          { href: '/c', label: 'Consultazioni certificate' },
        ]}
        here="CON-2026-000004"
      />
      <PageHead
        kicker="Consultazione certificata"
        title="Porto Vecchio: parco, cantieri o mercato?"
        lead="I 6,4 ettari dell’ex scalo merci tornano al Comune. Il Consiglio chiede ai residenti che cosa farne prima di tutto."
      />
      <Steps
        label="Fasi"
        steps={['Dossier, 1 settembre', 'Argomenti, ottobre', 'Voto, 16–29 nov', 'Spoglio, 30 nov', 'Decisione, 31 gen']}
        current={2}
      />
      <SplitTrio
        boxLabel="Vota"
        box={
          <PromiseBox>
            <PromiseTerms terms={[{ term: 'Si vota fino a', value: 'domenica 29 novembre, ore 20', big: true }]} />
            <ButtonLink href="/vota" label="Vota con SPID o CIE" icon="lock" />
          </PromiseBox>
        }
        main={
          <>
            <Section flush id="q" title="La domanda">
              <Paragraphs voice large text="Quale uso deve avere la precedenza nel Porto Vecchio di Arenaria?" />
              <Options
                options={[
                  { title: 'Parco sul mare', text: 'Verde, spiaggia e un percorso dalla stazione all’acqua.' },
                  { title: 'Cantieri e scuola nautica', text: 'Due bacini, officine e una scuola per 120 studenti.' },
                ]}
              />
            </Section>
            <Section id="dossier" title="Il dossier, in 12 minuti">
              <Figures
                wide
                id="stime"
                caption="Le tre scelte a confronto. I numeri sono stime, con la fonte nel dossier."
                columns={[{ label: '' }, { label: 'Parco' }, { label: 'Cantieri' }, { label: 'Mercato' }]}
                rows={[
                  { head: 'Verde pubblico', cells: ['5,1 ettari', '0,4 ettari', '1,2 ettari'] },
                  { head: 'Posti di lavoro stabili', cells: ['11', '210', '95'] },
                ]}
              />
              <LinkList
                links={[{ href: '/d1', label: 'Com’è oggi il Porto Vecchio', icon: 'file', note: '4 pagine, con carte' }]}
              />
            </Section>
          </>
        }
        restLabel=""
      />
      <Section id="arguments" title="Parco sul mare: gli argomenti">
        <Sides
          sides={[
            {
              title: 'A favore',
              points: ['Ai Cordai e al Porto ci sono 3 metri quadri di verde a testa. La media della città è 14.'],
            },
            { title: 'Contro', points: ['Costa più delle altre due scelte e non porta un solo posto di lavoro stabile.'] },
          ]}
        />
      </Section>
      <Section id="promises" title="Che cosa promette questo livello, e che cosa no">
        <Split kind="even">
          <Points
            look="done"
            points={['Una persona, un voto: lo assicura SPID o CIE.', 'Nessuno vede come hai votato, nemmeno il Comune.']}
          />
          <Points look="no" points={['Non è un referendum: il Consiglio può decidere altro, ma deve dire perché.']} />
        </Split>
      </Section>
      <Section id="votes" title="I voti">
        <Results
          labelledBy="votes"
          results={[
            { title: 'Parco sul mare', share: 0.419, percent: '41,9%', count: '24.981 voti' },
            { title: 'Mercato coperto e piazza', share: 0.329, percent: '32,9%', count: '19.604 voti' },
          ]}
        />
      </Section>
      <Section id="check" title="Rifai il conto">
        <Thread
          labelledBy="check"
          knots={[
            { look: 'done', title: 'Urna chiusa con 59.618 schede', body: '29 novembre, ore 20:00:00' },
            { look: 'done', title: 'Aperta da 4 garanti su 5' },
          ]}
        />
      </Section>
    </div>,
  );
}

export function desk(frame: Frame) {
  const row = (id: string, title: string, due: string, late = false) => ({
    id,
    href: `/banco/${id}`,
    title,
    meta: `${id} · Via delle Saline`,
    due,
    late,
    kind: 'Acqua',
    weight: 24,
    state: late ? { look: 'taken' as const, word: 'Presa in carico' } : { look: 'work' as const, word: 'In lavorazione' },
  });
  return page(
    frame,
    {
      ...arenaria(frame.lang, 'Segnalazioni'),
      tagline: 'Banco di lavoro',
      actor: { name: 'Giulia Morabito, operatrice', href: '/profilo' },
    },
    'Del mio settore',
    <Desk
      queues={
        <Queues
          label="Code"
          queues={[
            {
              title: 'Segnalazioni',
              links: [
                { href: '/1', label: 'Del mio settore', count: 61, current: true },
                { href: '/2', label: 'Assegnate a me', count: 14 },
              ],
            },
            { title: 'Altro', links: [{ href: '/3', label: 'Moderazione', count: 1 }] },
          ]}
        />
      }
      list={
        <section aria-labelledby="queue">
          <div class="ar-section-h">
            <h1 id="queue">Del mio settore</h1>
            <p class="mb-0">
              <b class="st-late">2 oltre la data</b>, 2 scadono oggi. Rispettate nell’ultimo mese: <b>91 su 100</b>
            </p>
          </div>
          <Filters
            action="/banco"
            fields={[
              { name: 'q', label: 'Cerca' },
              { name: 'quartiere', label: 'Quartiere', options: [{ value: '', label: 'Tutti' }] },
              { name: 'tipo', label: 'Tipo', options: [{ value: '', label: 'Tutti' }] },
              { name: 'stato', label: 'Stato', options: [{ value: '', label: 'Aperte' }] },
            ]}
            submit="Filtra"
          />
          <WorkList
            caption="Segnalazioni aperte, prima le promesse più urgenti"
            heads={['Promessa', 'Segnalazione', 'Tipo', 'Anche a', 'Di chi è', 'Stato']}
            action="/banco"
            acts={[
              { name: 'act', value: 'assign', label: 'Assegna' },
              { name: 'act', value: 'take', label: 'Prendi in carico' },
              { name: 'act', value: 'answer', label: 'Rispondi' },
            ]}
            groups={[
              {
                title: 'Oltre la data',
                items: [
                  { ...row('004088', 'Perdita d’acqua davanti al civico 18', '2 g', true), owner: 'G. Morabito', open: true },
                  { ...row('003991', 'Semaforo pedonale muto', '1 g', true), picked: true },
                ],
              },
              {
                title: 'Oggi',
                items: [
                  { ...row('004201', 'Ramo spezzato sopra la pensilina', 'ore 13'), owner: 'G. Morabito' },
                  row('004213', 'Materassi e mobili lungo l’argine', 'ore 18'),
                ],
              },
            ]}
          >
            <p class="mt-3 mb-0">
              <Go href="/altre" label="Vedi le altre 50" />
            </p>
          </WorkList>
          <Keys
            keys={[
              { keys: ['J', 'K'], label: 'su e giù' },
              { keys: ['X'], label: 'seleziona' },
            ]}
            all={{ href: '/tasti', label: 'Tutte, o spegnile' }}
          />
        </section>
      }
      panel={
        <Panel
          id="panel"
          code="SEG-2026-004088"
          title="Perdita d’acqua davanti al civico 18"
          state={{ look: 'late', word: 'Oltre la data da 2 giorni' }}
        >
          <PanelFacts
            facts={[
              {
                term: 'Promessa',
                value: (
                  <>
                    <b>19 novembre</b>, presa il 16
                  </>
                ),
              },
              { term: 'Di chi è', value: 'Giulia Morabito' },
              { term: 'Vicine', value: <a href="/v">3 uguali entro 60 metri</a> },
            ]}
          />
          <Says who="Chi ha segnalato" text="Da ieri mattina esce acqua dall’asfalto, ha già ghiacciato una volta." />
          <p class="small ar-soft mt-3 mb-0">Ogni cosa che fai qui resta nel registro con il tuo nome.</p>
        </Panel>
      }
    />,
    { office: true },
  );
}
