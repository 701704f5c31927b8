// Everything that stops toys: the button, keys, hiding the page, errors. Whatever goes wrong, they stop.

import { Clock, safety } from './gobuttplug.mjs';
import { EVERY, hangWatch } from './hang.mjs';
import { byId, messageOf } from './dom.mjs';
import { client, fail } from './session.mjs';
import { log } from './log.mjs';
import { onPrefs, prefs } from './prefs.mjs';
import { notice } from './notices.mjs';
import { t } from './texts/index.mjs';

const HOLD = 500; // ms that the space bar is held

/** @type {Set<() => void>} */
const afterStop = new Set();

// Calls fn after every stop of everything, so that controls can go back to 0.
/** @param {() => void} fn */
export const onStop = fn => { afterStop.add(fn); };

function tellStopped() {
  for (const fn of afterStop) fn();
}

export async function stopAll() {
  tellStopped();
  if (!client.connected) return;
  try {
    await client.stopAllDevices();
    log('event', t('stopped'));
  } catch (error) {
    fail(error);
  }
}

/** @param {EventTarget | null} target */
const types = target => target instanceof HTMLElement && (target.isContentEditable || target.matches('textarea, select, input:not([type="range"], [type="checkbox"], [type="radio"], [type="file"])'));

// The space bar, when it is held wherever nobody types, holds everything still.
function watchSpace() {
  /** @type {number | undefined} */
  let timer;
  let held = false;
  addEventListener('keydown', event => {
    if (event.key !== ' ' || types(event.target)) return;
    if (event.repeat) return void (held && event.preventDefault());
    timer = setTimeout(() => {
      held = true;
      tellStopped();
      safety.stop();
    }, HOLD);
  }, { capture: true });
  addEventListener('keyup', event => {
    if (event.key !== ' ') return;
    clearTimeout(timer);
    if (held) event.preventDefault(); // it is no press of the button that has the focus
    held = false;
  }, { capture: true });
}

// A page that is hidden for longer than the player wants stops its toys. Its own timers come late then.
function watchHiding() {
  const clock = new Clock(id => {
    clock.clear(id);
    timer = 0;
    if (document.visibilityState !== 'hidden') return;
    void stopAll();
    notice('hidden', () => t('hiddenStop'));
  });
  let timer = 0;
  const look = () => {
    if (timer) clock.clear(timer);
    timer = 0;
    const { hidden } = prefs();
    if (document.visibilityState === 'hidden' && hidden >= 0 && client.connected) timer = clock.set(hidden * 1000);
  };
  document.addEventListener('visibilitychange', look);
  onPrefs(look);
}

// While a page hangs it can tell its toys nothing, and nobody knows what they did meanwhile. Nothing goes on
// as if nothing had been.
function watchHanging() {
  const look = hangWatch(performance.now());
  const clock = new Clock(id => {
    clock.clear(id);
    clock.set(EVERY);
    const hung = look(performance.now());
    if (hung === 0 || !client.connected) return;
    void stopAll();
    notice('hung', () => t('hungStop', { n: Math.round(hung / 1000) }));
  });
  clock.set(EVERY);
}

// An error that nobody expected: nobody knows what the page does now.
function watchErrors() {
  const uncaught = (/** @type {unknown} */ error) => {
    void stopAll();
    log('problem', `uncaught: ${messageOf(error)}`);
    notice('uncaught', () => t('uncaught'));
  };
  addEventListener('error', event => uncaught(event.error ?? event.message));
  addEventListener('unhandledrejection', event => uncaught(event.reason));
}

export function setUpStop() {
  byId('stop-all').addEventListener('click', stopAll);
  addEventListener('keydown', event => { if (event.key === 'Escape') void stopAll(); }, { capture: true });
  const release = byId('release');
  safety.usePanicKey();
  safety.onchange(stopped => {
    if (!stopped && document.activeElement === release) byId('main').focus({ preventScroll: true });
    byId('hold').hidden = !stopped;
    tellStopped(); // what they were moved to meanwhile has not reached the toys
    log('event', stopped ? t('held') : t('release'));
  });
  release.addEventListener('click', () => safety.release());
  addEventListener('pageshow', event => { if (event.persisted) tellStopped(); });
  document.addEventListener('resume', tellStopped);
  watchSpace();
  watchHiding();
  watchHanging();
  watchErrors();
}
