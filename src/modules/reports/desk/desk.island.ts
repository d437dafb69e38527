/** What a script adds to the desk: the count of the ticked rows, and ready texts that are written in at once. Everything works without. */

const bulk = document.querySelector<HTMLElement>('.ar-bulk');
const count = bulk?.querySelector('b');
const boxes = [...document.querySelectorAll<HTMLInputElement>('.ar-queue input[name="pick"]')];
if (bulk && count) {
  const tell = () => {
    const n = boxes.filter((box) => box.checked).length;
    const { none = '', one = '', many = '' } = bulk.dataset;
    count.textContent = n === 0 ? none : n === 1 ? one : many.replace('99', String(n));
  };
  for (const box of boxes) box.addEventListener('change', tell);
  // A browser that comes back to the page keeps the ticks, not the count.
  addEventListener('pageshow', tell);
}

for (const ready of document.querySelectorAll<HTMLElement>('[data-ready]')) {
  const select = ready.querySelector('select');
  const form = ready.closest('form');
  ready.querySelector('button')?.addEventListener('click', (event) => {
    const text = select?.selectedOptions[0]?.dataset['text'];
    const answer = form?.querySelector<HTMLTextAreaElement>('textarea[name="answer"]');
    if (text === undefined || !form || !answer) return;
    event.preventDefault();
    const said = text.replaceAll('{due}', promised(form, ready));
    const before = answer.value.trim();
    if (!before.includes(said)) answer.value = before ? `${before}\n\n${said}` : said;
    answer.focus();
  });
}

/** The day that is about to be promised, as the report's language says it; else the day promised already. */
function promised(form: HTMLFormElement, ready: HTMLElement): string {
  const typed = form.querySelector<HTMLInputElement>('input[name="promised"]')?.value;
  const day = typed ? new Date(`${typed}T12:00:00Z`) : undefined;
  if (!day || Number.isNaN(day.getTime())) return ready.dataset['due'] ?? '';
  const locale = ready.dataset['lang'] === 'en' ? 'en-GB' : 'it-IT';
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(day);
}

export {};
