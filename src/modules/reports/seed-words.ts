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
      text: 'È larga come un tombino e con la pioggia non si vede. Due motorini sono già caduti.',
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

/** Bodies outside, all invented, to which an office passes what is theirs. */
export const bodies = [
  { body: 'Acque di Valdarena', contact: 'guasti@acque.example' },
  { body: 'Luce e Reti', contact: 'numero verde 800 000 000' },
  { body: 'Strade Regionali', contact: 'segnalazioni@strade.example' },
];

/** What is said where a report does not go straight on. */
export const twists = {
  plan: 'Lo facciamo insieme agli altri tratti della zona, in un solo cantiere.',
  outside: 'L’impianto è loro: li abbiamo avvisati oggi e ti diciamo qui che cosa rispondono.',
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
