// <gobuttplug-connect>: the player chooses where the toys are, connects, and tries them.

import { ButtplugClient, chooseSerialPort, preload } from './gobuttplug.mjs';
import { DeviceList, checkedNames, deviceNames } from './devices.mjs';
import { ToyList } from './toys.mjs';
import { adopt } from './style.mjs';
import { headlineOf } from './trouble.mjs';
import { make } from './make.mjs';
import { browser, browserTitle, ways } from './ways.mjs';

/** @import * as Public from '../../gobuttplug.js' */
/** @import * as Declared from '../../gobuttplug-connect.js' */
/** @import { Finding } from '../internal.d.ts' */
/** @import { Offer, Options } from './ways.mjs' */

const REMEMBERED = 'gobuttplug.connection';
const ADDRESS = 'ws://127.0.0.1:12345';

/** @type {readonly Declared.Way[]} */
const all = ['bluetooth', 'simulated', 'remote'];

/** @type {Record<Declared.ConnectState, (toys: number) => string>} */
const statusTexts = {
  disconnected: () => 'Not connected',
  connecting: () => 'Connecting…',
  connected: n => `Connected · ${n === 0 ? 'no toys' : n === 1 ? '1 toy' : `${n} toys`}`,
  scanning: () => 'Looking for toys…',
};

// Attributes: ways (those offered, as "bluetooth simulated remote"), devices (what the page's own server may
// drive, as "webbluetooth serial gamepad vibration"), address (of the remote server), name (of the client),
// wasm-url, bridge-url (of gobuttplug-bridge.html), forget (remember no choice).
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
    /** @type {object | undefined} */
    this._turn = undefined; // the newest check
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
    this._devices = new DeviceList();
    this._address = make('input', { part: 'input', type: 'text', id: 'address', value: ADDRESS, inputMode: 'url', autocomplete: 'off', autocapitalize: 'off', spellcheck: false, 'aria-describedby': 'hint' });
    this._remote = make('div', { part: 'field' }, make('label', { for: 'address' }, 'Server address'), this._address);
    this._hint = make('p', { part: 'hint', id: 'hint', 'aria-live': 'polite' });
    this._unsupported = make('slot', { name: 'unsupported', hidden: true });
    this._missed = false; // whether the last search found no toy
    this._lost = make('ul');
    this._ports = button('all-ports', 'Show all ports', () => this._showAllPorts());
    this._empty = make('slot', { name: 'empty', hidden: true }, make('div', { part: 'empty' }, make('p', {}, 'No toy was found or chosen.'), this._lost, this._ports));
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

  // What the page's own server may drive, in this order. The player chooses among them; with one there is
  // nothing to choose.
  /** @returns {Public.DeviceSource[]} */
  get devices() {
    const listed = deviceNames(this.getAttribute('devices'));
    return listed.length > 0 ? listed : ['webbluetooth'];
  }

  /** @param {string | readonly Public.DeviceSource[] | null | undefined} names */
  set devices(names) {
    if (names === undefined || names === null) this.removeAttribute('devices');
    else this.setAttribute('devices', checkedNames(names).join(' '));
  }

  get state() {
    return this._state;
  }

  // 'bluetooth', 'simulated' or 'remote'.
  /** @returns {Declared.Way} */
  get way() {
    return /** @type {Declared.Way} */ (this._chosenWay()?.value ?? this._offered()[0]); // there are none before it is in the page
  }

  /** @param {Declared.Way} name */
  set way(name) {
    if (!this._offered().includes(name)) throw new TypeError(`way: ${name} is not offered by this element`);
    this._choose(name);
    void this._check();
  }

  // Connects as the player chose. Call it in a click or key press. Resolves to whether it worked;
  // what did not is shown, and told by the event problem.
  async connect() {
    if (this._state === 'connecting' || this.client.connected) return this.client.connected;
    this.clear();
    this._set('connecting');
    try {
      const way = this._chosen = this._offer(), options = this._options();
      const finding = await way.check(options);
      if (!finding.ok) throw Object.assign(new Error(finding.message), { code: finding.code });
      this._remember();
      this._connector = way.connector(options, finding);
      await this.client.connect(this._connector);
      this._connected();
    } catch (error) {
      this._chosen = undefined;
      this._set('disconnected');
      this.explain(error, 'Connecting');
    }
    return this.client.connected;
  }

  // Where the player chooses what the page's own server drives, the toys are let go: the next choice is
  // another server, which could not have them otherwise.
  async disconnect() {
    await this._try('Disconnecting', async () => {
      if (this._own() && this._devices.plural) await Promise.allSettled([...this.client.devices.values()].map(device => device.release()));
      await this.client.disconnect();
    });
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
    return ['ways', 'devices', 'address'];
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
    return /** @type {RadioNodeList | null} */ (this._form.elements.namedItem('way'));
  }

  /** @param {Declared.Way} name */
  _choose(name) {
    const chosen = this._chosenWay();
    if (chosen) chosen.value = name;
  }

  // Puts the ways that are offered in, and chooses what the player chose last.
  _fill() {
    const offered = this._offered(), { way, address, devices } = this._remembered();
    this._devices.offer(this.devices, devices);
    this._ways.replaceChildren(make('legend', {}, 'Where are the toys?'), ...offered.flatMap(name => {
      const { title, text } = name === 'bluetooth' ? browserTitle(this.devices) : ways[name].words;
      const label = make('label', { part: 'way' }, make('input', { type: 'radio', name: 'way', value: name }), make('span', {}, make('b', {}, title), make('small', {}, text)));
      return name === 'bluetooth' ? [label, this._devices.node] : [label];
    }));
    if (address) this._address.value = address;
    this._choose(offered.find(name => name === way) ?? offered[0]);
    void this._check();
  }

  /** @returns {Declared.Way[]} */
  _offered() {
    const listed = (this.getAttribute('ways') ?? '').split(/\s+/).filter(name => all.some(one => one === name));
    return /** @type {Declared.Way[]} */ (listed.length > 0 ? [...new Set(listed)] : [...all]);
  }

  // What the player has chosen.
  _offer() {
    const { way } = this;
    return way === 'bluetooth' ? browser(this._devices.chosen) : ways[way];
  }

  /** @returns {Options} */
  _options() {
    const url = (/** @type {string} */ name) => this.getAttribute(name) ?? undefined;
    return { address: this._address.value.trim(), wasmUrl: url('wasm-url'), bridgeUrl: url('bridge-url') };
  }

  // Says before the first click what the browser will ask, and what can't work.
  async _check() {
    this._show();
    const turn = this._turn = {}, options = this._options();
    await this._devices.check();
    const finding = await this._offer().check(options);
    if (turn !== this._turn) return; // chosen anew meanwhile
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
    this._connector = this._chosen = undefined;
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
    this._devices.node.hidden = connected || reconnecting || this.way !== 'bluetooth' || !this._devices.plural;
    this._scan.hidden = !connected;
    this._disconnect.hidden = !connected && !reconnecting;
    const { words } = this._chosen ?? this._offer();
    this._scan.textContent = isScanning ? 'Stop scanning' : words.scan;
    const hint = connected ? this._advice() : reconnecting ? '' : this._finding?.message ?? '';
    if (this._hint.textContent !== hint) this._hint.textContent = hint;
    const unsupported = !connected && !reconnecting && this._finding?.ok === false && this._unsupported.assignedNodes().length > 0;
    this._unsupported.hidden = !unsupported;
    this._hint.hidden = hint === '' || unsupported;
    this._empty.hidden = !connected || isScanning || !this._missed || this._toys.size > 0;
    if (!this._empty.hidden) this._lost.replaceChildren(...words.lost.map(line => make('li', {}, line)));
    this._ports.hidden = !this._own() || !this._devices.chosen.includes('serial');
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
    const { words } = this._chosen ?? this._offer();
    if (this._connector?.focus && this._chosen !== ways.remote) return this._toys.size === 0 || this._state === 'scanning' ? `Press “${words.scan}”, then go on in the small window.` : 'Keep the small window open while you play.';
    return this._toys.size === 0 ? words.find : '';
  }

  // Whether the element has connected with the page's own server, and that drives what the player has.
  _own() {
    return this._chosen !== undefined && !Object.values(ways).includes(this._chosen) && !this._connector?.focus;
  }

  // The ports of unknown makers, too: what is chosen is found by the next search.
  async _showAllPorts() {
    this.clear();
    try {
      if (await chooseSerialPort({ allPorts: true })) await this.scan();
    } catch (error) {
      this.explain(error, 'Choosing a port');
    }
  }

  /** @returns {{ way?: string, address?: string, devices: Public.DeviceSource[] }} */
  _remembered() {
    try {
      const saved = this.hasAttribute('forget') ? {} : JSON.parse(localStorage.getItem(REMEMBERED) ?? '{}') ?? {};
      return { way: String(saved.way), address: typeof saved.address === 'string' ? saved.address : '', devices: deviceNames(saved.devices) };
    } catch {
      return { devices: [] }; // storage is off, or holds something else
    }
  }

  _remember() {
    if (this.hasAttribute('forget')) return;
    try {
      localStorage.setItem(REMEMBERED, JSON.stringify({ way: this.way, address: this._address.value.trim(), devices: this._devices.chosen }));
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
