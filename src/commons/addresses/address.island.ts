/** Suggests addresses under a field while one types (WAI-ARIA combobox with a list). The chosen one gives the point; without this, a step
 *  of the form lists the same addresses. */
interface Address {
  label: string;
  municipality: { name: string };
  lat: number;
  lon: number;
}

const around = document.querySelector<HTMLElement>('[data-addresses]');
const input = around?.querySelector<HTMLInputElement>('input');
const form = input?.form;
if (around && input && form) suggest(around, input, form);

function suggest(around: HTMLElement, input: HTMLInputElement, form: HTMLFormElement): void {
  let items: Address[] = [];
  let active = -1;
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let asking: AbortController | undefined;

  const list = document.createElement('ul');
  list.id = `${input.id}-list`;
  list.className = 'ar-suggest';
  list.hidden = true;
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', around.dataset['list'] ?? '');
  const told = document.createElement('p');
  told.className = 'visually-hidden';
  told.setAttribute('role', 'status');
  input.after(list, told);
  input.autocomplete = 'off';
  for (const [name, value] of Object.entries({ role: 'combobox', 'aria-autocomplete': 'list', 'aria-controls': list.id }))
    input.setAttribute(name, value);
  close();

  input.addEventListener('input', () => {
    clearTimeout(waiting);
    asking?.abort();
    if (input.value.trim().length < 3) close();
    else waiting = setTimeout(look, 150);
  });
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (event) => {
    if (list.hidden) {
      // Whoever wants no list wants none that is on its way either.
      if (event.key === 'Escape') {
        clearTimeout(waiting);
        asking?.abort();
      }
      if (event.key === 'ArrowDown' && input.value.trim().length >= 3) void look();
      return;
    }
    if (event.key === 'ArrowDown') move(active + 1);
    else if (event.key === 'ArrowUp') move(active < 0 ? items.length - 1 : active - 1);
    else if (event.key === 'Enter' && active >= 0) choose(items[active]!);
    else if (event.key === 'Escape') close();
    else return;
    event.preventDefault();
  });

  async function look(): Promise<void> {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const answer = await fetch(`${around.dataset['addresses']}?q=${encodeURIComponent(input.value.slice(0, 200))}`, { signal });
      if (!answer.ok) return close();
      const found = ((await answer.json()) as { items: Address[] }).items;
      if (!signal.aborted && document.activeElement === input) show(found);
    } catch {
      // Typed on, or no network: the field is a field as before.
    }
  }

  function show(found: Address[]): void {
    items = found;
    list.replaceChildren(
      ...items.map((one, n) => {
        const option = document.createElement('li');
        option.id = `${list.id}-${n}`;
        option.setAttribute('role', 'option');
        option.setAttribute('aria-selected', 'false');
        option.append(document.createElement('b'), `, ${one.municipality.name}`);
        option.firstChild!.textContent = one.label;
        // The focus stays in the field.
        option.addEventListener('mousedown', (event) => event.preventDefault());
        option.addEventListener('click', () => choose(one));
        return option;
      }),
    );
    active = -1;
    input.removeAttribute('aria-activedescendant');
    list.hidden = items.length === 0;
    input.setAttribute('aria-expanded', String(!list.hidden));
    told.textContent = (around.dataset['found'] ?? '').replace('#', String(items.length));
  }

  function move(to: number): void {
    active = (to + items.length) % items.length;
    for (const [n, option] of [...list.children].entries()) option.setAttribute('aria-selected', String(n === active));
    input.setAttribute('aria-activedescendant', `${list.id}-${active}`);
    list.children[active]!.scrollIntoView({ block: 'nearest' });
  }

  function close(): void {
    clearTimeout(waiting);
    asking?.abort();
    active = -1;
    list.hidden = true;
    list.replaceChildren();
    told.textContent = '';
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }

  /** The form is kept with the point of the address, and comes back with the map around it. */
  function choose({ label, lat, lon }: Address): void {
    close();
    input.value = label;
    for (const [name, value] of Object.entries({ lat, lon, municipality: '' })) {
      const field = form.elements.namedItem(name);
      if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.value = String(value);
    }
    const button = document.createElement('button');
    Object.assign(button, { hidden: true, name: 'act', value: 'point' });
    form.append(button);
    form.requestSubmit(button);
  }
}
