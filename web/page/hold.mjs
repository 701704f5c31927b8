// The stop that lasts: after Escape twice nothing moves, whoever asks for it, until the player lets
// it. A script or a game of the page may begin and end it too.

import { safety } from './gobuttplug.mjs';
import { resetCards } from './cards.mjs';
import { byId } from './dom.mjs';
import { log } from './log.mjs';

export function setUpHold() {
  const release = byId('release');
  const showHold = (/** @type {boolean} */ stopped) => {
    if (!stopped && document.activeElement === release) byId('toys').focus({ preventScroll: true });
    release.hidden = !stopped;
    byId('hold').textContent = stopped ? 'Everything is held still.' : '';
    resetCards(); // what they were moved to meanwhile has not reached the toys
    log(stopped ? 'Everything is held still' : 'Toys may move again');
  };
  safety.usePanicKey();
  safety.onchange(showHold);
  release.addEventListener('click', () => safety.release());
}
