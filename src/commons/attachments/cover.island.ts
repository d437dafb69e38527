/** Draws the part that the four numbers say, and lets it be drawn: by pointer on the picture, by keys on the box. The form does the rest. */

const figure = document.querySelector<HTMLElement>('[data-cover]');
const picture = figure?.querySelector('img');
const form = document.querySelector<HTMLFormElement>('form[method="get"].ar-form');
const names = ['left', 'top', 'width', 'height'] as const;
type Numbers = Record<(typeof names)[number], number>;

if (figure && picture && form) {
  const frame = document.createElement('div');
  frame.className = 'ar-cover-frame';
  picture.replaceWith(frame);
  const box = document.createElement('button');
  box.type = 'button';
  box.className = 'ar-cover-box';
  box.setAttribute('aria-label', figure.dataset['box'] ?? '');
  frame.append(picture, box);
  picture.draggable = false;

  const draw = () => {
    const { left, top, width, height } = read(form);
    Object.assign(box.style, { left: `${left}%`, top: `${top}%`, width: `${width}%`, height: `${height}%` });
  };
  const set = (numbers: Numbers) => {
    const left = within(numbers.left, 0, 99);
    const top = within(numbers.top, 0, 99);
    const width = within(numbers.width, 1, 100 - left);
    const height = within(numbers.height, 1, 100 - top);
    write(form, { left, top, width, height });
    draw();
  };

  for (const name of names) field(form, name)?.addEventListener('input', draw);
  if (!field(form, 'left')?.value) write(form, { left: 40, top: 40, width: 20, height: 20 });
  draw();

  let start: { x: number; y: number } | null = null;
  frame.addEventListener('pointerdown', (event) => {
    start = at(frame, event);
    frame.setPointerCapture(event.pointerId);
    event.preventDefault();
    box.focus({ preventScroll: true });
  });
  frame.addEventListener('pointermove', (event) => {
    if (!start) return;
    const end = at(frame, event);
    set({
      left: Math.min(start.x, end.x),
      top: Math.min(start.y, end.y),
      width: Math.abs(end.x - start.x),
      height: Math.abs(end.y - start.y),
    });
  });
  for (const ending of ['pointerup', 'pointercancel']) frame.addEventListener(ending, () => (start = null));

  const steps: Record<string, [number, number]> = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
  };
  box.addEventListener('keydown', (event) => {
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const now = read(form);
    if (event.shiftKey) set({ ...now, width: now.width + step[0], height: now.height + step[1] });
    else set({ ...now, left: now.left + step[0], top: now.top + step[1] });
  });
  // Enter and space, and a press without drawing, are a click: by keys the part is added.
  box.addEventListener('click', (event) => {
    if (event.detail === 0) form.requestSubmit();
  });
}

function field(form: HTMLFormElement, name: string): HTMLInputElement | null {
  return form.querySelector<HTMLInputElement>(`input[name="${name}"]`);
}

function read(form: HTMLFormElement): Numbers {
  const number = (name: string) => Number(field(form, name)?.value.replace(',', '.')) || 0;
  return { left: number('left'), top: number('top'), width: number('width'), height: number('height') };
}

function write(form: HTMLFormElement, numbers: Numbers): void {
  for (const name of names) {
    const input = field(form, name);
    if (input) input.value = String(Math.round(numbers[name] * 100) / 100);
  }
}

function at(frame: HTMLElement, event: PointerEvent): { x: number; y: number } {
  const { left, top, width, height } = frame.getBoundingClientRect();
  return { x: within(((event.clientX - left) / width) * 100, 0, 100), y: within(((event.clientY - top) / height) * 100, 0, 100) };
}

function within(n: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, n));
}

export {};
