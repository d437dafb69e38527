import { forget, keep, keptPages, type Press, waiting } from './inspection-kept.ts';

/** Without network what is pressed waits on the phone, under the key of its form: sent again it is the same press. What is typed is kept
 *  while it is typed, and forgotten once the server has answered. */
const page = document.querySelector<HTMLElement>('[data-inspection]');
if (page) {
  const who = page.dataset['who'] ?? '';
  const forms = [...page.querySelectorAll<HTMLFormElement>('form[data-report]')];
  for (const form of forms) watch(form, who, page);
  offerPosition(page);
  addEventListener('online', () => void flush(who, page));
  document.addEventListener('visibilitychange', () => void flush(who, page));
  setInterval(() => void flush(who, page), 20_000);
  void flush(who, page);
  void keepPage(page.dataset['worker'] ?? '').catch(() => {});
}

/** So that the page opens without network too. */
async function keepPage(worker: string): Promise<void> {
  await navigator.serviceWorker.register(worker, { scope: location.pathname, type: 'module' });
  const parts = performance.getEntriesByType('resource').filter(({ name }) => name.startsWith(location.origin));
  const cache = await caches.open(keptPages);
  await cache.addAll([location.pathname, ...new Set(parts.map(({ name }) => name).filter((name) => !name.endsWith(worker)))]);
}

function watch(form: HTMLFormElement, who: string, page: HTMLElement): void {
  const text = form.querySelector<HTMLTextAreaElement>('textarea[name="text"]');
  const place = draftOf(who, form);
  // A page that was kept has keys that were pressed already.
  form.querySelector<HTMLInputElement>('input[name="key"]')!.value = crypto.randomUUID();
  if (text && !text.value) text.value = localStorage.getItem(place) ?? '';
  if (text?.value) form.closest('details')?.setAttribute('open', '');
  text?.addEventListener('input', () => localStorage.setItem(place, text.value));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void press(form, (event.submitter as HTMLButtonElement | null)?.value ?? '', who, page);
  });
}

async function press(form: HTMLFormElement, act: string, who: string, page: HTMLElement): Promise<void> {
  const data = new FormData(form);
  const photo = data.get('photo');
  const now: Press = {
    key: String(data.get('key')),
    who,
    address: form.action,
    report: form.dataset['report'] ?? '',
    title: form.dataset['title'] ?? '',
    act,
    text: String(data.get('text') ?? ''),
    photo: photo instanceof File && photo.size > 0 ? photo : null,
    at: Date.now(),
  };
  const before = (await waiting(who)).find(({ key }) => key === now.key);
  if (before && !same(before, now)) renew(form, now);
  await keep(now);
  await flush(who, page);
  // Under the buttons, and on a phone under the edge: what became of the press is seen.
  form.querySelector('[data-said]')?.scrollIntoView({ block: 'nearest' });
}

/** The same pressed again in impatience is one press; another note or photo, while the first still waits, does not take its place. */
function same(one: Press, other: Press): boolean {
  const pictures = [one.photo, other.photo].map((photo) =>
    photo ? `${photo.size} ${photo instanceof File ? photo.name : ''}` : '',
  );
  return one.act === other.act && one.text === other.text && pictures[0] === pictures[1];
}

function renew(form: HTMLFormElement, press: Press): void {
  press.key = crypto.randomUUID();
  const key = form.querySelector<HTMLInputElement>('input[name="key"]');
  if (key) key.value = press.key;
}

let busy = false;
let again = false;

/** Sends what waits, one after the other. */
async function flush(who: string, page: HTMLElement): Promise<void> {
  // A press while another is on its way is sent after it.
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  try {
    for (const one of await waiting(who)) {
      const answer = await send(one);
      if (answer === 'later') break;
      if (answer.status === 401) {
        say(page, one, page.dataset['signIn'] ?? '', '/entra?next=/banco/sopralluogo');
        break;
      }
      await forget(one.key);
      settled(page, one, answer);
    }
  } finally {
    busy = false;
    await tell(who, page);
  }
  if (again) {
    again = false;
    await flush(who, page);
  }
}

async function send(one: Press): Promise<{ status: number; message: string } | 'later'> {
  const body = new FormData();
  body.set('key', one.key);
  body.set('act', one.act);
  body.set('text', one.text);
  if (one.photo) body.set('photo', one.photo, 'foto.jpg');
  try {
    const response = await fetch(one.address, { method: 'POST', body, headers: { accept: 'application/json' } });
    // Only an answer of the house itself settles a press: not a page of the network in between, nor a server that is tired.
    if (response.redirected || response.status >= 500 || response.status === 429) return signIn(response) ? unknown : 'later';
    const told = (await response.json()) as { message?: string };
    return { status: response.status, message: told.message ?? '' };
  } catch {
    return 'later';
  }
}

const unknown = { status: 401, message: '' };

/** A session that has ended leads to the door. */
function signIn(response: Response): boolean {
  const there = new URL(response.url);
  return response.redirected && there.origin === location.origin && there.pathname === '/entra';
}

/** The server has answered: what was typed is forgotten when it was taken, and stays when it was not. */
function settled(page: HTMLElement, one: Press, answer: { status: number; message: string }): void {
  const form = formOf(page, one);
  const taken = answer.status === 200;
  const text = form?.querySelector<HTMLTextAreaElement>('textarea[name="text"]');
  if (taken && form) {
    localStorage.removeItem(draftOf(one.who, form));
    if (text?.value === one.text) form.reset();
    if (text && text.value === one.text) text.value = '';
  }
  // The next press is another one.
  const key = form?.querySelector<HTMLInputElement>('input[name="key"]');
  if (key) key.value = crypto.randomUUID();
  say(page, one, taken ? (page.dataset['sent'] ?? '') : answer.message);
}

/** What still waits, under its report and above the list. */
async function tell(who: string, page: HTMLElement): Promise<void> {
  const left = await waiting(who);
  for (const one of left) {
    const said = formOf(page, one)?.querySelector('[data-said]');
    if (said && !said.querySelector('a')) said.textContent = page.dataset['waiting'] ?? '';
  }
  const pending = page.querySelector<HTMLElement>('[data-pending]');
  if (pending)
    pending.textContent =
      left.length > 0
        ? `${(page.dataset['kept'] ?? '').replace('99', String(left.length))} ${left.map((one) => one.title).join(', ')}`
        : '';
}

function say(page: HTMLElement, one: Press, words: string, door?: string): void {
  const said = formOf(page, one)?.querySelector<HTMLElement>('[data-said]') ?? page.querySelector<HTMLElement>('[data-pending]');
  if (!said) return;
  said.textContent = words;
  if (!door) return;
  const link = document.createElement('a');
  link.href = door;
  link.textContent = words;
  said.replaceChildren(link);
}

function formOf(page: HTMLElement, one: Press): HTMLFormElement | null {
  return page.querySelector<HTMLFormElement>(`form[data-report="${CSS.escape(one.report)}"]`);
}

function draftOf(who: string, form: HTMLFormElement): string {
  return `arengo-inspection ${who} ${form.dataset['report']}`;
}

/** The reports around: asked only when the officer presses, and sent in the body. */
function offerPosition(page: HTMLElement): void {
  const around = page.querySelector<HTMLFormElement>('form[data-around]');
  if (!around || !('geolocation' in navigator)) return;
  around.hidden = false;
  around.addEventListener('submit', (event) => {
    if (around.dataset['known']) return;
    event.preventDefault();
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        around.querySelector<HTMLInputElement>('input[name="lat"]')!.value = coords.latitude.toFixed(5);
        around.querySelector<HTMLInputElement>('input[name="lon"]')!.value = coords.longitude.toFixed(5);
        around.dataset['known'] = 'yes';
        around.requestSubmit();
      },
      () => {
        const told = document.createElement('p');
        told.setAttribute('role', 'status');
        told.textContent = page.dataset['locate'] ?? '';
        around.append(told);
      },
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  });
}
