/** Makes «near me» of the list work: one press asks where the reader is, and the address says the circle. Without it the button is not shown. */
const box = document.querySelector<HTMLElement>('[data-near]');
const button = box?.querySelector('button');
if (box && button && !('geolocation' in navigator)) button.remove();
else if (box && button) {
  button.classList.add('ready');
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
        box.querySelector('[role="status"]')!.textContent = box.dataset['denied'] ?? '';
      },
      { timeout: 15_000 },
    );
  });
}
