// A button that copies a text.

import { t } from '../texts/index.mjs';

// Copies a text; the button tells how it went. A browser may refuse, without focus or permission.
/**
 * @param {HTMLButtonElement} button
 * @param {string} text
 */
export async function copyText(button, text) {
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = t('copied');
  } catch {
    button.textContent = t('notCopied');
  }
}
