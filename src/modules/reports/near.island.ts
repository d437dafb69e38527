/** Adds «near me» to the list: one press asks where the reader is, and the address says the circle. Without it the list is the same. */
const box = document.querySelector<HTMLElement>('[data-near]');
if (box?.dataset['label'] && 'geolocation' in navigator) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'btn btn-outline-primary btn-sm';
  button.textContent = box.dataset['label'];
  const told = document.createElement('p');
  told.setAttribute('role', 'status');
  button.addEventListener('click', () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const address = new URL(box.dataset['near']!, location.href);
        // To some ten metres: nobody needs to know it better.
        address.searchParams.set('vicino', `${coords.latitude.toFixed(4)},${coords.longitude.toFixed(4)},500`);
        location.assign(address);
      },
      () => {
        button.disabled = false;
        told.textContent = box.dataset['denied'] ?? '';
      },
      { timeout: 15_000 },
    );
  });
  box.prepend(button, told);
}
