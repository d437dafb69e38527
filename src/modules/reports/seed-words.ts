/** Words of the invented reports. `{street}` becomes a street of the invented metropolis. */

export const streets = [
  'via dei Cordai',
  'viale della Ginestra',
  'via delle Saline',
  'piazza Lungarsa',
  'via dei Filatoi',
  'ponte delle Gualchiere',
  'via delle Fornaci',
  'piazza del Faro',
  'via Porto Vecchio',
  'viale dei Mirti',
  'via della Stazione',
  'largo Aprico',
  'via dei Bottai',
  'via del Mulino',
  'piazza della Ruota',
  'via Argine Sinistro',
  'via dei Vasai',
  'salita del Castello',
  'via delle Reti',
  'corso Levante',
  'via del Lavatoio',
  'vicolo dei Tintori',
  'via San Telmo',
  'via Santa Velia',
  'viale delle Tamerici',
  'via della Torre',
  'piazza dell’Olmo',
  'via dei Carradori',
  'via delle Vigne',
  'via del Ponte Nuovo',
];

interface Problem {
  title: string;
  text: string;
}

export const problems: Record<string, readonly Problem[]> = {
  roads: [
    {
      title: 'Buca profonda in {street}',
      text: 'È larga come un tombino, in mezzo alla strada, e con la pioggia non si vede. Due motorini sono già caduti.',
    },
    {
      title: 'Marciapiede rotto in {street}',
      text: 'Le lastre sono sollevate: chi spinge una carrozzina deve scendere in strada, in curva.',
    },
    {
      title: 'Asfalto sprofondato in {street}',
      text: 'Da una settimana il fondo cede vicino al bordo. Le auto si spostano nell’altra corsia per evitarlo.',
    },
    {
      title: 'Gradino della fermata spezzato, {street}',
      text: 'Alla fermata dell’autobus il bordo è rotto: di sera è facile inciampare.',
    },
    { title: 'Dosso senza segnale in {street}', text: 'La vernice è sparita e il dosso si vede solo all’ultimo momento.' },
  ],
  lighting: [
    {
      title: 'Tre lampioni spenti in {street}',
      text: 'Da lunedì il tratto è al buio. È la strada che i ragazzi fanno per tornare dal campo.',
    },
    { title: 'Lampione che lampeggia in {street}', text: 'Si accende e si spegne tutta la notte davanti alle camere da letto.' },
    { title: 'Palo della luce inclinato, {street}', text: 'Dopo il vento di sabato pende verso la strada.' },
  ],
  waste: [
    {
      title: 'Materassi e mobili abbandonati in {street}',
      text: 'Sono lì da quattro giorni e qualcuno continua ad aggiungere sacchi.',
    },
    { title: 'Cestini pieni in {street}', text: 'I cestini traboccano e il vento porta la plastica nell’aiuola.' },
    { title: 'Vetro non raccolto in {street}', text: 'Il giro del vetro è saltato due volte: le campane sono colme.' },
    {
      title: 'Discarica lungo l’argine, {street}',
      text: 'Calcinacci e pneumatici sulla sponda, proprio dove passa la ciclabile.',
    },
  ],
  green: [
    { title: 'Ramo spezzato sopra {street}', text: 'È appoggiato sui cavi e con il vento si muove.' },
    { title: 'Erba alta nel giardino di {street}', text: 'I bambini non riescono più a giocare e le panchine sono coperte.' },
    { title: 'Albero secco in {street}', text: 'Il terzo platano a destra non ha più foglie da un anno. Perde corteccia.' },
    { title: 'Giostra bloccata al parco di {street}', text: 'La catena è arrugginita e un lato è scoperto.' },
  ],
  water: [
    { title: 'Perdita d’acqua in {street}', text: 'Da ieri mattina esce acqua dall’asfalto. Stanotte ha ghiacciato.' },
    { title: 'Tombino rumoroso in {street}', text: 'A ogni auto fa un colpo che si sente in tutte le case.' },
    { title: 'Caditoia intasata in {street}', text: 'Quando piove la strada si allaga fino alla porta dei negozi.' },
    { title: 'Fontanella guasta in {street}', text: 'Il pulsante resta premuto e l’acqua corre giorno e notte.' },
  ],
  signs: [
    { title: 'Strisce cancellate in {street}', text: 'Davanti al nido non si vedono più: le auto non si fermano.' },
    {
      title: 'Semaforo pedonale muto in {street}',
      text: 'Il segnale acustico non funziona: chi non vede non sa quando passare.',
    },
    { title: 'Cartello girato in {street}', text: 'Il senso unico indica la parte sbagliata.' },
  ],
  buildings: [
    { title: 'Infiltrazione nella scuola di {street}', text: 'Nel corridoio del primo piano ci sono i secchi per terra.' },
    {
      title: 'Porta della palestra che non chiude, {street}',
      text: 'Il maniglione è rotto: entra il freddo e la sera resta aperta.',
    },
    { title: 'Rampa della biblioteca rovinata, {street}', text: 'Manca un pezzo di corrimano e la pavimentazione balla.' },
  ],
  safety: [
    {
      title: 'Cavo scoperto ad altezza di bambino, {street}',
      text: 'Esce dal muro accanto al cancello della scuola. Ci passano tutti i giorni.',
    },
    { title: 'Cantiere aperto di notte in {street}', text: 'Il cancello non si chiude e dietro c’è uno scavo profondo.' },
    { title: 'Tombino senza coperchio in {street}', text: 'L’ho coperto con una cassetta, ma il vento la porta via.' },
    { title: 'Ponteggio che si muove in {street}', text: 'Quando tira vento i tubi in alto sbattono contro il balcone.' },
  ],
  other: [
    { title: 'Panchina senza schienale in {street}', text: 'Si può usare solo appoggiandosi al muro.' },
    { title: 'Bici abbandonate in {street}', text: 'Otto telai legati alla stessa ringhiera da mesi.' },
    { title: 'Scritte sul muro della stazione, {street}', text: 'Coprono anche l’orario dei treni.' },
  ],
};

export const resolutions = [
  'Riparato. La squadra è passata questa mattina e ha controllato anche il tratto vicino.',
  'Fatto. Abbiamo sostituito il pezzo rotto: se torna il problema, scrivici qui.',
  'Lavoro finito un giorno prima del previsto.',
  'Rimosso e pulito. Nei prossimi giorni passiamo a controllare.',
  'Risolto insieme al gestore del servizio.',
];

export const closings = [
  'Siamo passati due volte e non abbiamo trovato il problema. Se c’è ancora, mandaci una foto.',
  'Il luogo è di un privato: abbiamo scritto al proprietario, che deve provvedere.',
  'Quest’anno i fondi sono finiti: il lavoro è nella lista per il prossimo bilancio.',
  'È già compreso nel cantiere che comincia in primavera.',
];

export const remarks = [
  'Confermo, ci passo ogni mattina ed è peggiorato.',
  'Anche ieri sera era così. Con il buio è pericoloso.',
  'Abito qui davanti: è la terza volta in un anno.',
  'Grazie a chi l’ha segnalato, pensavo di essere l’unica.',
  'Ho messo una foto nella segnalazione nuova, se serve la aggiungo qui.',
  'Per chi va con il passeggino non c’è altra strada.',
  'Basterebbe una transenna, intanto.',
  'Da noi, due vie più su, l’hanno sistemato bene.',
  'Quando passa l’autobus si sente tremare tutto.',
  'Si può sapere se aspettate un pezzo di ricambio?',
];

export const answers = [
  'Abbiamo fatto il sopralluogo questa mattina. La data scritta sopra resta quella.',
  'Sì, aspettiamo il materiale: arriva lunedì. Intanto abbiamo messo una transenna.',
  'Grazie della precisazione, l’abbiamo girata alla squadra.',
];

/** What is said where a report does not go straight on. */
export const twists = {
  plan: 'Lo facciamo insieme agli altri tratti della zona, in un solo cantiere.',
  outside: 'L’impianto è loro: li abbiamo avvisati oggi e ti diciamo qui che cosa rispondono.',
  body: 'Riparato stamattina: ripristino provvisorio, l’asfalto definitivo fra due settimane.',
  office: 'Il tratto è oltre il confine: ce ne siamo accorti al sopralluogo.',
  duplicate: 'È lo stesso problema: la risposta arriva lì, per tutti.',
  contest: 'Ci sono passato stamattina e il problema c’è ancora.',
};

/** What the offices of the demo keep ready, write to each other, and answer to many. */
export const deskWords = {
  templates: [
    {
      name: 'Lampione: intervento del gestore',
      category: 'lighting',
      move: 'answer' as const,
      italian: 'Abbiamo avvisato il gestore dell’illuminazione: la squadra passa in {place} entro il {due}.',
      english: 'We have told the operator of the street lighting: the squad comes to {place} by {due}.',
    },
    {
      name: 'Rifiuti: ritiro su richiesta',
      category: 'waste',
      move: 'close' as const,
      italian:
        'I rifiuti ingombranti si ritirano gratis su richiesta: chiama il numero verde del tuo comune e prenota il giorno.',
      english: 'Bulky waste is collected for free on request: call your municipality and book the day.',
    },
  ],
  notes: [
    'Sentito il custode: il cancello resta aperto fino alle 20, la squadra può entrare senza chiavi.',
    'Il tratto è nel lotto della manutenzione di primavera. Verificare con i lavori pubblici prima di promettere una data.',
    'Terza telefonata della stessa persona: richiamare venerdì mattina.',
    'Servono due operatori e il cestello: il materiale è in magazzino.',
  ],
  summary:
    'Più persone segnalano lo stesso tipo di problema a pochi metri di distanza: le guardiamo insieme, con un solo intervento.',
  answer: 'Abbiamo fatto un sopralluogo unico in tutta la zona. La squadra interviene su tutti i punti nello stesso giorno.',
};

/** A drawing of a kind of problem, in a box of 64 by 48. */
export interface Scene {
  kind: string;
  alt: string;
  picture: string;
}

const street =
  '<path fill="#bcd3dd" d="M0 0h64v24H0z"/><path fill="#c9b79c" d="M4 6h18v18H4zM42 2h20v22H42z"/><path fill="#8a8f93" d="M0 24h64v24H0z"/>';
const lawn =
  '<path fill="#cfe2ea" d="M0 0h64v22H0z"/><path fill="#8fae6b" d="M0 22h64v26H0z"/><path fill="#d9cfae" d="M24 48l6-26h4l6 26z"/>';

export const scenes: readonly Scene[] = [
  {
    kind: 'roads',
    alt: 'Disegno: una buca in mezzo alla strada',
    picture: `${street}<path fill="#f2efe6" d="M30 25h4l1 5h-6zM27 40h10l2 8H25z"/><path fill="#3d3a36" d="M14 35q8-5 18-2 9 3 3 7-12 5-20 1-5-3-1-6z"/><path fill="#6d7a80" d="M18 37q7-3 13-1 5 2 1 3-8 3-13 1-3-1-1-3z"/>`,
  },
  {
    kind: 'roads',
    alt: 'Disegno: lastre di marciapiede sollevate',
    picture: `${street}<path fill="#cfc9bd" d="M0 30h64v18H0z"/><path stroke="#8d877b" stroke-width=".6" fill="none" d="M0 36h64M0 42h64M12 30v18M25 30v18M38 30v18M51 30v18"/><path fill="#a69f90" d="M25 36l13-3v7l-13 2z"/><path fill="#56514a" d="M25 42l13-2v2z"/>`,
  },
  {
    kind: 'lighting',
    alt: 'Disegno: un lampione spento la sera',
    picture:
      '<path fill="#25364a" d="M0 0h64v48H0z"/><path fill="#1a2431" d="M0 34h64v14H0z"/><path fill="#2f4560" d="M5 14h16v20H5zM44 9h16v25H44z"/><path stroke="#93a1ad" stroke-width="1.4" fill="none" d="M32 42V12q0-5 7-5"/><path fill="#66737e" d="M37 6h8l-1.5 3h-5z"/><path fill="#e8c35a" d="M48 14h3v4h-3z"/>',
  },
  {
    kind: 'waste',
    alt: 'Disegno: sacchi accanto a un cassonetto pieno',
    picture: `${street}<path fill="#2f6b4f" d="M20 22h20v16H20z"/><path fill="#3f8463" d="M18 18h24l-2 5H20z"/><path fill="#2b2f33" d="M41 38q-1-9 5-11 6 2 6 11zM9 39q-1-8 5-9 5 1 5 9z"/><path fill="#e4e0d6" d="M51 40q0-6 4-7 4 1 4 7z"/><path fill="#6d6048" d="M22 38h3v3h-3zM35 38h3v3h-3z"/>`,
  },
  {
    kind: 'green',
    alt: 'Disegno: un ramo spezzato sopra un vialetto',
    picture: `${lawn}<path fill="#6b4f38" d="M12 8h4l1 30h-6z"/><path fill="#56793f" d="M4 12q2-11 12-9 10 2 8 11-6 5-12 3-7 0-8-5z"/><path stroke="#6b4f38" stroke-width="2" fill="none" d="M15 19l15 8 16 12"/><path fill="#6f9450" d="M38 31q9-3 14 4 1 6-6 7-8-2-8-11z"/>`,
  },
  {
    kind: 'water',
    alt: 'Disegno: acqua che esce da un tombino',
    picture: `${street}<path fill="#7fb0c0" d="M6 42q4-10 22-12 22-1 30 8 2 6-18 8-28 2-34-4z"/><ellipse cx="32" cy="37" rx="9" ry="4" fill="#4c5357"/><path stroke="#23292c" stroke-width=".7" d="M25 36h14M25 38h14"/><path stroke="#e6f2f5" stroke-width="1" fill="none" d="M29 35q-1-6-4-8M33 34q0-7 2-9M36 35q2-5 6-6"/>`,
  },
  {
    kind: 'signs',
    alt: 'Disegno: un cartello girato dalla parte sbagliata',
    picture: `${street}<path stroke="#70767a" stroke-width="1.4" d="M31 42L35 14"/><path fill="#fff" stroke="#b0182b" stroke-width="1.6" d="M40 7l3 10-11-3z"/><path fill="#f2efe6" d="M6 40h6v8H4zM18 40h6v8h-7zM42 40h6l1 8h-7zM54 40h6l2 8h-7z"/>`,
  },
];
