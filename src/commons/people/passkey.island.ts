/** A device is asked for its passkey, or to make one; what it answers is sent with the form. Where there is no such device, or no script, the form
 *  is not shown: the other ways are on the same page. */
import { browserSupportsWebAuthn, startAuthentication, startRegistration } from '@simplewebauthn/browser';

for (const around of document.querySelectorAll<HTMLElement>('[data-passkey]')) {
  const form = around.querySelector('form');
  if (form && browserSupportsWebAuthn()) offer(around, form);
}

function offer(around: HTMLElement, form: HTMLFormElement): void {
  const { passkey: what, failed } = around.dataset;
  const told = around.querySelector<HTMLElement>('[role=status]');
  const button = form.querySelector<HTMLButtonElement>('button:not([tabindex="-1"])');
  const answer = form.querySelector<HTMLInputElement>('input[name=answer]');
  if (!told || !button || !answer) return;
  around.hidden = false;
  form.addEventListener('submit', async (event) => {
    if (answer.value) return;
    event.preventDefault();
    button.disabled = true;
    told.textContent = '';
    try {
      const asked = await fetch(what === 'make' ? '/profilo/passkey/domanda' : '/entra/passkey/domanda', { cache: 'no-store' });
      if (!asked.ok) throw new Error(String(asked.status));
      const optionsJSON = await asked.json();
      const made = what === 'make' ? await startRegistration({ optionsJSON }) : await startAuthentication({ optionsJSON });
      answer.value = JSON.stringify(made);
      form.requestSubmit();
    } catch {
      // Also when the person thought better of it: nothing was sent, and the button can be pressed again.
      told.textContent = failed ?? '';
    } finally {
      button.disabled = false;
    }
  });
}
