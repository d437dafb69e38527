import Type from 'typebox';
import { blank, type FormState } from '../../src/kernel/forms/form.ts';
import { FieldGroup, Form, FormErrors, Pair, Submit } from '../../src/kernel/pages/form.tsx';
import { RadioCards, Scale } from '../../src/kernel/pages/form-choices.tsx';
import { Field } from '../../src/kernel/pages/form-field.tsx';
import { FileField, PointField } from '../../src/kernel/pages/form-files.tsx';
import { State } from '../../src/kernel/pages/icon.tsx';
import { Empty, Notice } from '../../src/kernel/pages/notice.tsx';
import { Cards } from '../../src/kernel/pages/rows.tsx';
import { Acts, Breadcrumb, Go, PageHead, Section, Split } from '../../src/kernel/pages/structure.tsx';
import { DefinitionList } from '../../src/kernel/pages/table.tsx';
import { Confirmation, PromiseBox, Receipt, Steps, Thread } from '../../src/kernel/pages/thread.tsx';
import { arenaria, type Frame, metropolis, page } from './site.tsx';

const story = Type.Object({
  point: Type.String(),
  place: Type.Union([Type.Literal('arenaria'), Type.Literal('serravento')]),
  street: Type.String({ autocomplete: 'address-line1' }),
  kind: Type.String(),
  title: Type.String({ maxLength: 80 }),
  details: Type.String({ maxLength: 4000, control: 'textarea' }),
  photos: Type.Optional(Type.Array(Type.String(), { control: 'file', accept: 'image/*' })),
});

const everything = Type.Object({
  email: Type.String({ format: 'email', autocomplete: 'email' }),
  secret: Type.String({ control: 'password', autocomplete: 'new-password' }),
  phone: Type.Optional(Type.String({ autocomplete: 'tel' })),
  people: Type.Integer({ minimum: 1, maximum: 40 }),
  day: Type.String({ format: 'date' }),
  code: Type.String({ control: 'code' }),
  way: Type.Union([Type.Literal('mail'), Type.Literal('desk')], { control: 'radio' }),
  topics: Type.Optional(Type.Array(Type.Union([Type.Literal('roads'), Type.Literal('green')]))),
  easy: Type.Optional(Type.Integer({ minimum: 1, maximum: 5 })),
  privacy: Type.Literal(true),
  step: Type.String({ control: 'hidden' }),
});

const faulty: FormState = {
  name: 'gallery.story',
  schema: story,
  values: {
    place: 'arenaria',
    street: 'Viale della Ginestra 110',
    title: 'Buca molto profonda e pericolosa all’uscita del parcheggio su viale della Ginestra, lato destro',
    details: 'C’è da due settimane ed è larga come un tombino.',
  },
  errors: [
    { field: 'kind', key: 'gallery.story.kind.error-missing', params: {} },
    { field: 'title', key: 'gallery.story.title.error-too-long', params: { actual: 95, max: 80 } },
  ],
};

export function form(frame: Frame) {
  return page(
    frame,
    metropolis(frame.lang, 'Segnalazioni'),
    'Segnala un problema, passo 2 di 4',
    <div class="container ar-last">
      <Breadcrumb
        trail={[
          { href: '/', label: 'Valdarena' },
          { href: '/segnalazioni', label: 'Segnalazioni' },
        ]}
        here="Nuova"
      />
      <PageHead title="Segnala un problema" />
      <Split kind="aside">
        <div>
          <Steps label="Passi" steps={['Chi sei', 'Che cosa e dove', 'Riepilogo', 'Ricevuta']} current={1} />
          <FormErrors form={faulty} />
          <Form action="/segnalazioni/nuova" files hidden={{ token: 'x' }}>
            <PointField
              form={faulty}
              name="point"
              pictures={[
                { name: 'point', size: 's', src: '/carta.svg', width: 288, height: 300 },
                { name: 'point-m', size: 'm', src: '/carta.svg', width: 440, height: 340 },
                { name: 'point-l', size: 'l', src: '/carta.svg', width: 700, height: 460 },
              ]}
              alt="Carta di Arenaria, zona viale della Ginestra. Tocca per spostare il punto; senza mouse usa l’elenco delle vie qui sotto."
              found={
                <>
                  <b>Viale della Ginestra, all’altezza del 110</b>, Arenaria.{' '}
                  <span class="ar-soft">Risponderà il Comune di Arenaria.</span>
                </>
              }
            >
              <Pair>
                <Field form={faulty} name="place" />
                <Field form={faulty} name="street" />
              </Pair>
            </PointField>
            <PromiseBox id="alike" title="Forse qualcuno l’ha già detto">
              <p class="mb-2">
                A 40 metri c’è «Buca profonda all’uscita del parcheggio», <State look="work" word="in lavorazione" />, promessa
                entro il 2 dicembre.
              </p>
              <Go href="/s" label="È questo: aggiungi «Anche a me»" />
            </PromiseBox>
            <RadioCards
              form={faulty}
              name="kind"
              branches={[{ name: '', options: [
                { value: 'roads', label: 'Strade e marciapiedi', icon: 'road' },
                { value: 'light', label: 'Illuminazione', icon: 'lamp' },
                { value: 'waste', label: 'Rifiuti', icon: 'bin' },
                { value: 'green', label: 'Verde e alberi', icon: 'tree' },
                { value: 'water', label: 'Acqua e fogne', icon: 'drop' },
                { value: 'other', label: 'Altro', icon: 'dots' },
              ] }]}
            />
            <FieldGroup legend="Racconta">
              <Field form={faulty} name="title" />
              <Field form={faulty} name="details" />
            </FieldGroup>
            <FieldGroup legend="Foto" optional hint="Togliamo dalla foto la posizione e i dati del telefono.">
              <FileField
                form={faulty}
                name="photos"
                accept="image/*"
                multiple
                sent={[{ src: '/foto.svg', name: 'a1', altName: 'alt-a1', alt: 'La buca, con un piede accanto per misura' }]}
              />
            </FieldGroup>
            <Acts>
              <Submit label="Avanti: rileggi tutto" icon="arrow" />
              <Submit label="Salva e continua dopo" icon="save" look="quiet" name="save" value="1" />
              <a href="/indietro">Indietro</a>
            </Acts>
            <p class="small ar-soft mt-3">Bozza salvata alle 9:38. La tieni 30 giorni.</p>
          </Form>
        </div>
        <aside aria-labelledby="after">
          <h2 id="after" class="ar-h3 mb-3">
            Dopo che hai inviato
          </h2>
          <Thread
            labelledBy="after"
            knots={[
              { look: 'new', title: 'Subito', body: 'Hai una ricevuta con il codice, anche per e-mail.' },
              { look: 'taken', title: 'Entro due giorni', body: 'Una persona se ne occupa e scrive una data.' },
              { look: 'done', title: 'Entro quella data', body: 'È fatto, oppure ti spieghiamo perché no.' },
            ]}
          />
        </aside>
      </Split>
    </div>,
    { faulty: true },
  );
}

export function controls(frame: Frame) {
  const state = {
    ...blank('gallery.all', everything, { people: 12, way: 'mail', topics: ['green'], step: '2' }),
    errors: [{ field: 'privacy', key: 'gallery.all.privacy.error-missing', params: {} }],
  };
  return page(
    frame,
    arenaria(frame.lang),
    'Ogni domanda',
    <div class="container ar-last">
      <PageHead title="Ogni domanda" kicker="Galleria" lead="Un campo per ogni forma che lo schema sa dire." />
      <FormErrors form={state} />
      <Form action="/tutto">
        <Field form={state} name="step" />
        <Field form={state} name="email" />
        <Field form={state} name="secret" />
        <Field form={state} name="phone" />
        <Pair>
          <Field form={state} name="people" />
          <Field form={state} name="day" />
        </Pair>
        <Field form={state} name="code" />
        <Field form={state} name="way" />
        <Field form={state} name="topics" />
        <Scale form={state} name="easy" />
        <Field form={state} name="privacy" />
        <Acts>
          <Submit label="Invia" />
        </Acts>
      </Form>
    </div>,
  );
}

export function after(frame: Frame) {
  return page(
    frame,
    arenaria(frame.lang),
    'Fatto',
    <div class="container ar-last">
      <Notice
        kind="info"
        title="Sei rimasto fermo 30 minuti."
        text="Quello che hai scritto è salvo: entra e continua."
        links={[{ href: '/entra', label: 'Entra' }]}
      />
      <Notice kind="done" title="Ti scriviamo quando cambia qualcosa." />
      <Notice
        kind="refusal"
        title="Per firmare serve SPID o CIE: così ogni persona conta una volta."
        links={[{ href: '/entra', label: 'Entra con SPID o CIE' }]}
      />
      <Split kind="aside">
        <Confirmation title="Fatto. Il codice è SEG-2026-004127" text="L’abbiamo ricevuta. Risponderà il Comune di Arenaria.">
          <Section small id="next" title="Che cosa succede adesso">
            <Thread
              labelledBy="next"
              knots={[
                { look: 'new', title: 'Ricevuta', when: 'oggi, ore 8:12' },
                { look: 'taken', title: 'Una persona se ne occupa', when: 'entro lunedì 23 novembre', promised: true },
              ]}
            />
          </Section>
        </Confirmation>
        <aside aria-label="Ricevuta">
          <Receipt id="r" title="Ricevuta" code="7QX4-M2KP-9DRA-C3WE" text="Conservalo: con questo codice vedi a che punto è." />
        </aside>
      </Split>
      <Section id="review" title="Rileggi prima di inviare">
        <DefinitionList
          items={[
            {
              term: 'Dov’è?',
              value: 'Viale della Ginestra, all’altezza del 110, Arenaria',
              change: { href: '/dove', label: 'Cambia' },
            },
            { term: 'Che tipo di problema è?', value: 'Strade e marciapiedi', change: { href: '/tipo', label: 'Cambia' } },
            {
              term: 'Dettagli',
              value: 'C’è da due settimane ed è larga come un tombino.',
              change: { href: '/dettagli', label: 'Cambia' },
            },
          ]}
        />
      </Section>
      <Section id="none" title="Qui vicino">
        <Empty
          text="Nessuna segnalazione in questa zona negli ultimi 30 giorni."
          links={[
            { href: '/anno', label: 'Guarda l’ultimo anno' },
            { href: '/nuova', label: 'Segnala tu' },
          ]}
        />
      </Section>
      <Section id="spaces" title="Spazi da prenotare">
        <Cards
          cards={['Sala del Faro', 'Laboratorio alle Fornaci', 'Campo di via dei Filatoi'].map((title) => ({
            href: `/${title}`,
            title,
            text: '80 posti, con palco',
            image: { src: '/foto.svg', alt: '', width: 600, height: 400 },
          }))}
        />
      </Section>
    </div>,
  );
}
