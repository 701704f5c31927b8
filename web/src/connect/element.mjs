// <gobuttplug-connect>: the player chooses where the toys are, connects, and tries them.

import { ButtplugClient, preload } from './gobuttplug.mjs';
import { ToyList } from './toys.mjs';
import { adopt } from './style.mjs';
import { headlineOf } from './trouble.mjs';
import { make } from './make.mjs';
import { ways } from './ways.mjs';

/** @import * as Public from '../../gobuttplug.js' */
/** @import * as Declared from '../../gobuttplug-connect.js' */
/** @import { Finding } from '../internal.d.ts' */
/** @import { Offer, Options } from './ways.mjs' */

const REMEMBERED = 'gobuttplug.connection';
const ADDRESS = 'ws://127.0.0.1:12345';

// What to do when no toy was found.
const lost = () => make('div', { part: 'empty' },
  make('p', {}, 'No toy was found or chosen.'),
  make('ul', {},
    make('li', {}, 'Is it charged and switched on? Many toys can be found only for a minute or two after that.'),
    make('li', {}, 'Is its own app open, or is it paired with a phone or with this computer? A toy talks to one at a time: close the app, and remove the pairing.'),
    make('li', {}, 'Is it near enough? Bluetooth reaches a few metres, less through a body.')));

/** @type {Record<Declared.ConnectState, (toys: number) => string>} */
const statusTexts = {
  disconnected: () => 'Not connected',
  connecting: () => 'Connecting…',
  connected: n => `Connected · ${n === 0 ? 'no toys' : n === 1 ? '1 toy' : `${n} toys`}`,
  scanning: () => 'Looking for toys…',
};

// Attributes: ways (those offered, as "bluetooth simulated remote"), address (of the remote server),
// name (of the client), wasm-url, bridge-url (of gobuttplug-bridge.html), forget (remember no choice).
// The element sets state: disconnected, connecting, connected or scanning.
// Slots: button (in place of the one that connects), unsupported (in place of the text that says why a
// way can't work in this browser), empty (in place of the help when no toy was found).
// Events: connect, disconnect, statechange, deviceadded, deviceremoved, problem.
export class GobuttplugConnectElement extends (globalThis.HTMLElement ?? Object) {
  static get name() { return 'GobuttplugConnectElement'; }

  constructor() {
    super();
    /** @type {Declared.ConnectState} */
    this._state = 'disconnected';
    /** @type {Public.ButtplugClient | undefined} */
    this._client = undefined;
    /** @type {ReturnType<Offer['connector']> | undefined} */
    this._connector = undefined;
    /** @type {Offer | undefined} */
    this._chosen = undefined;
    /** @type {Finding | undefined} */
    this._finding = undefined;
    /** @type {{ [E in keyof Public.ButtplugClientEvents]?: (...args: Public.ButtplugClientEvents[E]) => void }} */
    this._listeners = {
      serverconnect: () => this._connected(),
      deviceadded: device => this._added(device),
      deviceremoved: device => this._removed(device),
      devicereconnecting: device => this._toys.away(device, true),
      devicereconnected: device => this._toys.away(device, false),
      reconnecting: () => this._set('connecting'),
      reconnected: () => this._set('connected'),
      scanningfinished: () => this._searched(),
      disconnect: error => this._disconnected(error),
      error: error => this.explain(error, error.code === 'not-responding' ? 'Driving a toy' : 'Connecting with a toy'),
    };
    this._toys = new ToyList(error => this.explain(error, 'The test'));
    // The parts of it.
    const button = (/** @type {string} */ part, /** @type {string} */ text, /** @type {() => void} */ onclick, type = 'button') => make('button', { part: `button ${part}`, type, onclick }, text);
    this._connect = button('primary connect', 'Connect', () => {}, 'submit');
    this._begin = make('slot', { name: 'button', onclick: () => { if (this._begin.assignedElements().length > 0) void this.connect(); } }, this._connect);
    this._scan = button('primary scan', 'Scan for toys', () => this.scan());
    this._disconnect = button('disconnect', 'Disconnect', () => this.disconnect());
    this._ways = make('fieldset', { part: 'ways' });
    this._address = make('input', { part: 'input', type: 'text', id: 'address', value: ADDRESS, inputMode: 'url', autocomplete: 'off', autocapitalize: 'off', spellcheck: false, 'aria-describedby': 'hint' });
    this._remote = make('div', { part: 'field' }, make('label', { for: 'address' }, 'Server address'), this._address);
    this._hint = make('p', { part: 'hint', id: 'hint', 'aria-live': 'polite' });
    this._unsupported = make('slot', { name: 'unsupported', hidden: true });
    this._missed = false; // whether the last search found no toy
    this._empty = make('slot', { name: 'empty', hidden: true }, lost());
    this._status = make('p', { part: 'status', role: 'status' });
    this._trouble = make('div', { part: 'trouble', role: 'alert' });
    this._form = make('form', { noValidate: true },
      this._ways, this._remote, this._hint, this._unsupported, this._toys.node, make('div', { 'aria-live': 'polite' }, this._empty),
      make('div', { part: 'row' }, this._begin, this._scan, this._disconnect), this._status, this._trouble);
    this._build();
  }

  // What the game drives toys with. A client of the page's own can be set while none is connected.
  /** @returns {Public.ButtplugClient} */
  get client() {
    return this._client ?? this._use(new ButtplugClient(this.getAttribute('name') ?? document.title ?? 'Game'));
  }

  /** @param {Public.ButtplugClient} client */
  set client(client) {
    if (!client || this._client === client) return; // frameworks set nothing when they take it away
    if (this._client?.connected) throw new TypeError('The client can be set only while the element is not connected');
    this._use(client);
    if (client.connected) this._connected();
  }

  get state() {
    return this._state;
  }

  // 'bluetooth', 'simulated' or 'remote'.
  /** @returns {Declared.Way} */
  get way() {
    return /** @type {Declared.Way} */ (this._chosenWay().value);
  }

  /** @param {Declared.Way} name */
  set way(name) {
    if (!this._offered().includes(name)) throw new TypeError(`way: ${name} is not offered by this element`);
    this._chosenWay().value = name;
    void this._check();
  }

  // Connects as the player chose. Call it in a click or key press. Resolves to whether it worked;
  // what did not is shown, and told by the event problem.
  async connect() {
    if (this._state === 'connecting' || this.client.connected) return this.client.connected;
    this.clear();
    this._set('connecting');
    try {
      const way = this._chosen = ways[this.way], options = this._options();
      const finding = await way.check(options);
      if (!finding.ok) throw Object.assign(new Error(finding.message), { code: finding.code });
      this._remember();
      this._connector = way.connector(options, finding);
      await this.client.connect(this._connector);
      this._connected();
    } catch (error) {
      this._set('disconnected');
      this.explain(error, 'Connecting');
    }
    return this.client.connected;
  }

  async disconnect() {
    await this._try('Disconnecting', () => this.client.disconnect());
  }

  // Looks for toys, or stops looking. Call it in a click or key press. takeOver: take a toy away
  // from another tab that uses it.
  /** @param {{ takeOver?: boolean }} [options] */
  async scan({ takeOver } = {}) {
    this.clear();
    this._missed = false;
    const { client } = this;
    this._connector?.focus?.();
    await this._try('Scanning', () => {
      const done = client.isScanning ? client.stopScanning() : client.startScanning({ takeOver });
      this._show();
      return done;
    });
  }

  // Shows an error to the player. doing tells what did not work: 'Connecting'.
  /**
   * @param {unknown} error
   * @param {string} doing
   */
  explain(error, doing) {
    const { code, message = String(error) } = /** @type {{ code?: string, message?: string }} */ (error ?? {});
    const inUse = code === 'in-use' ? [make('button', { part: 'button take-over', type: 'button', onclick: () => this.scan({ takeOver: true }) }, 'Use it here')] : [];
    const notice = make('div', { part: 'notice' },
      make('div', {}, make('strong', {}, headlineOf(error, doing)), make('p', {}, message), ...inUse),
      make('button', { part: 'button dismiss', type: 'button', 'aria-label': 'Dismiss this message', onclick: () => notice.remove() }, '✕'));
    this._trouble.replaceChildren(notice);
    this._tell('problem', { error, doing });
  }

  // Takes the shown error away.
  clear() {
    this._trouble.replaceChildren();
  }

  static get observedAttributes() {
    return ['ways', 'address'];
  }

  /**
   * @param {string} name
   * @param {string | null} before
   * @param {string | null} now
   */
  attributeChangedCallback(name, before, now) {
    if (name === 'address' && now !== null) this._address.value = now;
    if (this.isConnected && before !== now) this._fill();
  }

  connectedCallback() {
    this._fill();
    this._set(this._state);
    preload({ wasmUrl: this._options().wasmUrl }).catch(error => this.explain(error, 'Loading'));
  }

  _build() {
    const root = this.attachShadow({ mode: 'open', delegatesFocus: true });
    adopt(root);
    this._form.addEventListener('submit', event => {
      event.preventDefault();
      void this.connect();
    });
    this._form.addEventListener('change', () => this._check());
    root.append(this._form);
  }

  // The radio buttons of the ways.
  _chosenWay() {
    return /** @type {RadioNodeList} */ (this._form.elements.namedItem('way'));
  }

  // Puts the ways that are offered in, and chooses what the player chose last.
  _fill() {
    const offered = this._offered();
    this._ways.replaceChildren(make('legend', {}, 'Where are the toys?'), ...offered.map(name =>
      make('label', { part: 'way' }, make('input', { type: 'radio', name: 'way', value: name }),
        make('span', {}, make('b', {}, ways[name].title), make('small', {}, ways[name].text)))));
    const { way, address } = this._remembered();
    if (address) this._address.value = address;
    this._chosenWay().value = offered.find(name => name === way) ?? offered[0];
    void this._check();
  }

  /** @returns {Declared.Way[]} */
  _offered() {
    const listed = (this.getAttribute('ways') ?? '').split(/\s+/).filter(name => Object.hasOwn(ways, name));
    return /** @type {Declared.Way[]} */ (listed.length > 0 ? [...new Set(listed)] : Object.keys(ways));
  }

  /** @returns {Options} */
  _options() {
    const url = (/** @type {string} */ name) => this.getAttribute(name) ?? undefined;
    return { address: this._address.value.trim(), wasmUrl: url('wasm-url'), bridgeUrl: url('bridge-url') };
  }

  // Says before the first click what the browser will ask, and what can't work.
  async _check() {
    this._show();
    const name = this.way, options = this._options();
    const finding = await ways[name].check(options);
    if (name !== this.way || options.address !== this._options().address) return; // chosen anew meanwhile
    this._finding = finding;
    this._show();
  }

  /** @param {Public.ButtplugClient} client */
  _use(client) {
    const all = /** @type {Array<[keyof Public.ButtplugClientEvents, (...args: any[]) => void]>} */ (Object.entries(this._listeners));
    for (const [event, listener] of all) {
      this._client?.removeListener(event, listener);
      client.addListener(event, listener);
    }
    this._client = client;
    this._toys.clear();
    for (const device of client.devices.values()) this._toys.add(device);
    return client;
  }

  _connected() {
    if (this._state === 'connected' || this._state === 'scanning') return;
    this._set('connected');
    this._tell('connect', { client: this.client });
  }

  /** @param {Public.ButtplugError} [error] */
  _disconnected(error) {
    if (this._state === 'disconnected') return;
    this._toys.clear();
    this._connector = undefined;
    this._set('disconnected');
    if (error) this.explain(error, 'The connection');
    this._tell('disconnect', { error });
    void this._check();
  }

  /** @param {Public.ButtplugClientDevice} device */
  _added(device) {
    this._toys.add(device);
    this._show();
    this._tell('deviceadded', { device });
  }

  /** @param {Public.ButtplugClientDevice} device */
  _removed(device) {
    this._toys.remove(device);
    this._show();
    this._tell('deviceremoved', { device });
  }

  /**
   * @param {string} doing
   * @param {() => Promise<void>} action
   */
  async _try(doing, action) {
    try {
      await action();
    } catch (error) {
      this.explain(error, doing);
    }
    this._show();
  }

  /** @param {Declared.ConnectState} state */
  _set(state) {
    this._state = state;
    this._show();
  }

  // Shows what state everything is in; called after every change.
  _show() {
    const { connected = false, reconnecting = false, isScanning = false } = this._client ?? {};
    const busy = this._state === 'connecting', focused = this.shadowRoot?.activeElement;
    if (!busy && connected) this._state = isScanning ? 'scanning' : 'connected';
    if (this.isConnected && this.getAttribute('state') !== this._state) {
      this.setAttribute('state', this._state);
      this._tell('statechange', { state: this._state });
    }
    this._begin.hidden = this._ways.hidden = connected || reconnecting;
    this._connect.ariaBusy = String(busy); // not disabled: the focus would be lost
    this._remote.hidden = connected || reconnecting || this.way !== 'remote';
    this._scan.hidden = !connected;
    this._disconnect.hidden = !connected && !reconnecting;
    this._scan.textContent = isScanning ? 'Stop scanning' : 'Scan for toys';
    const hint = connected ? this._advice() : reconnecting ? '' : this._finding?.message ?? '';
    if (this._hint.textContent !== hint) this._hint.textContent = hint;
    const unsupported = !connected && !reconnecting && this._finding?.ok === false && this._unsupported.assignedNodes().length > 0;
    this._unsupported.hidden = !unsupported;
    this._hint.hidden = hint === '' || unsupported;
    this._empty.hidden = !connected || isScanning || !this._missed || this._toys.size > 0;
    // What is hidden takes the focus of the keyboard with it.
    if (focused?.closest('[hidden]')) (connected ? this._scan : reconnecting ? this._disconnect : this._connect).focus();
    const status = reconnecting ? 'The connection was lost. Reconnecting…' : statusTexts[this._state](this._toys.size);
    if (this._status.textContent !== status) this._status.textContent = status;
  }

  // A search is over: by itself, or because the player closed the browser's list.
  _searched() {
    this._missed = this._toys.size === 0;
    this._show();
  }

  // What the player does next.
  _advice() {
    if (this._connector?.focus && this._chosen === ways.bluetooth) return this._toys.size === 0 || this._state === 'scanning' ? 'Press “Scan for toys”, then go on in the small window.' : 'Keep the small window open while you play.';
    return this._toys.size === 0 ? (this._chosen ?? ways[this.way]).find : '';
  }

  /** @returns {{ way?: string, address?: string }} */
  _remembered() {
    try {
      const saved = this.hasAttribute('forget') ? {} : JSON.parse(localStorage.getItem(REMEMBERED) ?? '{}') ?? {};
      return { way: String(saved.way), address: typeof saved.address === 'string' ? saved.address : '' };
    } catch {
      return {}; // storage is off, or holds something else
    }
  }

  _remember() {
    if (this.hasAttribute('forget')) return;
    try {
      localStorage.setItem(REMEMBERED, JSON.stringify({ way: this.way, address: this._address.value.trim() }));
    } catch {
      // Storage is off; nothing is remembered then.
    }
  }

  /**
   * @param {string} type
   * @param {object} detail
   */
  _tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}
