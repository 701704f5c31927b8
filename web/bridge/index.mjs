// The page in the window of ButtplugPopupClientConnector: it runs the server for the game that
// opened the window, or connects it with one elsewhere. The game and this page are of the same site.

import { BUILD, ButtplugClient, ButtplugWasmClientConnector, limits, openFrames, preload, safety } from './gobuttplug.mjs';
import { View } from './view.mjs';
import { openSocket } from './socket.mjs';

/** @import { Message, Options, Session, Trouble } from './internal.d.ts' */

const CHECK_EVERY = 1000; // ms

/** @typedef {(messages: object[]) => void} Reply */

const view = new View({ find, stop });
const own = new ButtplugClient('gobuttplug bridge'); // sees the same toys as the game
/** @type {{ end: () => void } | undefined} */
let game;      // what the game is connected by
/** @type {Promise<void>} */
let followed = Promise.resolve(); // when the window's own client is done with the game before
/** @type {{ session: Session, reply: Reply, searches: Message[] } | undefined} */
let waiting;   // what the game's search for toys waits with for a click

addEventListener('message', ({ data, source, origin, ports }) => {
  if (origin !== location.origin || !source || source === window) return;
  const other = /** @type {Window} */ (source);
  if (data?.gobuttplug === 'hello') other.postMessage({ gobuttplug: 'ready', build: BUILD }, origin);
  if (data?.gobuttplug === 'open' && ports.length === 1) open(other, ports[0], data.options).catch(error => view.explain(error));
});

/**
 * @param {Window} source
 * @param {MessagePort} port
 * @param {Options} options
 */
async function open(source, port, options) {
  game?.end();
  /** @type {Session | undefined} */
  let session;
  let over = false;
  const end = () => {
    if (over) return;
    over = true;
    clearInterval(watch);
    session?.close(); // which stops its toys
    port.postMessage(['closed']);
    port.close();
    if (game !== me) return;
    game = waiting = undefined;
    view.show('over');
  };
  const watch = setInterval(() => { if (source.closed) end(); }, CHECK_EVERY);
  const me = game = { end };
  const reply = (/** @type {object[]} */ messages) => port.postMessage(['frame', JSON.stringify(messages)]);
  port.onmessage = ({ data: [kind, text] }) => {
    if (kind === 'bye') {
      end();
      if (text === 'close') void leave();
    } else if (kind === 'limits') limits.load(text);
    else if (kind === 'hold') hold(text);
    else if (kind === 'frame' && session) pass({ session, reply }, String(text), options);
  };
  port.addEventListener('close', end);
  view.show('busy');
  hold(options.stopped);
  // A game whose player has set nothing has nothing to say about the limits that are set here.
  const { all, toys } = options.limits ?? {};
  if (Object.keys({ ...all, ...toys }).length > 0) limits.load(options.limits ?? {});
  try {
    const handlers = { onFrame: (/** @type {string} */ text) => port.postMessage(['frame', text]), onClose: end };
    session = options.server === undefined
      ? await openFrames(options, handlers)
      : await openSocket(options.server, handlers, message => view.show('busy', message));
    if (over) return session.close();
    if (options.server === undefined) await follow(options);
    if (over) return;
    port.postMessage(['opened']);
    view.show(options.server === undefined ? 'ready' : 'relay');
  } catch (error) {
    if (over) return; // the window may belong to the next game already
    const trouble = /** @type {Trouble} */ (error);
    port.postMessage(['failed', trouble.code, trouble.message]);
    end();
    view.show('failed');
    view.explain(trouble);
  }
}

// The game wants no window any more. Its toys are stopped before it closes.
async function leave() {
  await Promise.allSettled([...own.devices.values()].map(device => device.release()));
  if (!game) window.close(); // else the next one has come
}

/** @param {boolean} stopped */
function hold(stopped) {
  if (stopped) safety.stop();
  else safety.release();
}

// Watches the toys of the game's server, to show them here. A game that is loaded again may come
// while that of the one before is being connected.
/** @param {Options} options */
function follow({ devices }) {
  followed = followed.catch(() => {}).then(async () => {
    if (own.connected) await own.disconnect();
    await own.connect(new ButtplugWasmClientConnector({ devices }));
  });
  return followed;
}

// Hands a frame of the game on. A search has to wait for a click in this window.
/**
 * @param {{ session: Session, reply: Reply }} game
 * @param {string} frame
 * @param {Options} options
 */
function pass({ session, reply }, frame, { devices, server }) {
  if (server !== undefined || !devices.includes('webbluetooth') || !/"(Start|Stop)Scanning"/.test(frame)) return session.send(frame);
  const messages = parsed(frame);
  const searches = messages.filter(m => m.StartScanning);
  if (messages.some(m => m.StopScanning)) giveUp();
  if (searches.length === 0 || navigator.userActivation.isActive) return session.send(frame);
  const rest = messages.filter(m => !m.StartScanning);
  if (rest.length > 0) session.send(JSON.stringify(rest));
  waiting = { session, reply, searches: [...(waiting?.searches ?? []), ...searches] };
  view.show('wanted');
  return undefined;
}

// The server tells the game what is wrong with a frame that is none.
/**
 * @param {string} frame
 * @returns {Message[]}
 */
function parsed(frame) {
  try {
    return [JSON.parse(frame)].flat().filter(m => m !== null && typeof m === 'object');
  } catch {
    return [];
  }
}

// The game does not want to search any more, before the player has clicked.
function giveUp() {
  if (!waiting) return;
  const { reply, searches } = waiting;
  waiting = undefined;
  reply([...searches.map(m => ({ Ok: { Id: m.StartScanning?.Id } })), { ScanningFinished: { Id: 0 } }]);
  view.show('ready');
}

// The player's click, for which the browser opens its list of devices.
function find() {
  view.explain(undefined);
  const { session, searches } = waiting ?? {};
  waiting = undefined;
  view.show('ready');
  if (session) session.send(JSON.stringify(searches));
  else own.startScanning().catch(error => view.explain(error));
}

// The player wants the toy here rather than in another tab.
function takeOver() {
  view.explain(undefined);
  own.startScanning({ takeOver: true }).catch(error => view.explain(error));
}

function stop() {
  own.stopAllDevices().catch(error => view.explain(error));
}

own.on('deviceadded', () => view.list(own.devices));
own.on('deviceremoved', () => view.list(own.devices));
own.on('error', error => view.explain(error, error.code === 'in-use' ? takeOver : undefined));
own.on('disconnect', error => {
  if (error) view.explain(error);
});
addEventListener('keydown', event => { if (event.key === 'Escape') stop(); }, { capture: true });
addEventListener('pagehide', () => game?.end());
preload().catch(error => view.explain(error));
