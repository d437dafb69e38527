/** Adds «use my position» to the choice of a point. The picture itself works without this: pressing it sends the pixel. */
const field = document.querySelector<HTMLFieldSetElement>('[data-point]');
const form = field?.closest('form');
if (field && form && 'geolocation' in navigator) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'btn btn-outline-primary';
  button.textContent = field.dataset['locate'] ?? '';
  const told = document.createElement('p');
  told.setAttribute('role', 'status');
  button.addEventListener('click', () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        value('lat', coords.latitude.toFixed(6));
        value('lon', coords.longitude.toFixed(6));
        form.requestSubmit(form.querySelector<HTMLButtonElement>('button[value="save"]'));
      },
      () => {
        button.disabled = false;
        told.textContent = field.dataset['denied'] ?? '';
      },
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  });
  field.append(button, told);
}

function value(name: string, text: string): void {
  const input = form?.querySelector<HTMLInputElement>(`input[type="hidden"][name="${name}"]`);
  if (input) input.value = text;
}
