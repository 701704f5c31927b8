// A WebSocket whose other end is the server in the page, after https://websockets.spec.whatwg.org.

/** @import { Open, Session } from './internal.d.ts' */

const CONNECTING = 0, OPEN = 1, CLOSING = 2, CLOSED = 3;
const eventNames = ['open', 'message', 'error', 'close'];

export class StandInSocket extends EventTarget {
  /** @type {URL} */
  #url;
  #state = CONNECTING;
  /** @type {BinaryType} */
  #binaryType = 'blob';
  #buffered = 0;
  /** @type {Record<string, { value: any, listener: (event: Event) => void }>} */
  #handlers = {}; // of the on… attributes: { value, listener }
  #tasks = new Tasks();
  /** @type {Session | undefined} */
  #session;

  // open(url, { onFrame, onClose }) starts a session { send(text), close() } with the server.
  /**
   * @param {URL} url
   * @param {unknown} protocols
   * @param {Open} open
   */
  constructor(url, protocols, open) {
    checkProtocols(protocols);
    super();
    this.#url = url;
    void this.#open(open);
  }

  get url() {
    return this.#url.href;
  }

  get readyState() {
    return this.#state;
  }

  get bufferedAmount() {
    return this.#buffered;
  }

  get extensions() {
    return '';
  }

  get protocol() {
    return '';
  }

  get binaryType() {
    return this.#binaryType;
  }

  /** @param {BinaryType} type */
  set binaryType(type) {
    if (type === 'blob' || type === 'arraybuffer') this.#binaryType = type;
  }

  /** @param {any} data */
  send(data) {
    if (arguments.length === 0) throw new TypeError("Failed to execute 'send' on 'WebSocket': 1 argument required, but only 0 present.");
    if (this.#state === CONNECTING) throw failure('InvalidStateError', "'send'", 'Still in CONNECTING state.');
    const binary = data instanceof Blob || data instanceof ArrayBuffer || ArrayBuffer.isView(data);
    const text = binary ? '' : String(data);
    this.#buffered += binary ? ('size' in data ? data.size : data.byteLength) : utf8Length(text);
    if (this.#state !== OPEN) return;
    this.#tasks.add(() => {
      if (this.#state === OPEN) this.#buffered = 0;
    });
    // Frames of the protocol are text. The server refuses others.
    if (binary) this.#session?.sendBinary?.();
    else this.#session?.send(text);
  }

  /**
   * @param {number} [code]
   * @param {string} [reason]
   */
  close(code, reason = '') {
    if (code !== undefined) {
      code = Math.min(65535, Math.max(0, Math.round(Number(code) || 0)));
      if (code !== 1000 && !(code >= 3000 && code <= 4999)) {
        throw failure('InvalidAccessError', "'close'", `The close code must be either 1000, or between 3000 and 4999. ${code} is neither.`);
      }
    }
    reason = String(reason);
    if (utf8Length(reason) > 123) throw failure('SyntaxError', "'close'", 'The close reason must not be greater than 123 UTF-8 bytes.');
    if (this.#state >= CLOSING) return;
    const opened = this.#state === OPEN;
    this.#state = CLOSING;
    if (!opened) return this.#tasks.add(() => this.#end(false, 1006, ''));
    this.#tasks.add(() => {
      this.#session?.close();
      this.#end(true, code ?? 1005, reason);
    });
  }

  /** @param {Open} open */
  async #open(open) {
    try {
      const session = await open(this.#url.href, {
        onFrame: text => this.#tasks.add(() => this.#receive(text)),
        onClose: (error, farewell) => this.#tasks.add(() => this.#end(!error, error ? 1006 : farewell?.code ?? 1000, farewell?.reason ?? '')),
      });
      if (this.#state === CLOSED) return session.close(); // no task runs any more
      this.#tasks.add(() => {
        if (this.#state !== CONNECTING) return session.close();
        this.#session = session;
        this.#state = OPEN;
        this.dispatchEvent(new Event('open'));
      });
    } catch (error) {
      console.error(`gobuttplug stand-in: ${this.#url.href} can't be answered in this page: ${/** @type {Error | undefined} */ (error)?.message ?? error}`);
      this.#tasks.add(() => this.#end(false, 1006, ''));
    }
  }

  /** @param {string} text */
  #receive(text) {
    if (this.#state === OPEN) this.dispatchEvent(new MessageEvent('message', { data: text, origin: this.#url.origin }));
  }

  /**
   * @param {boolean} wasClean
   * @param {number} code
   * @param {string} reason
   */
  #end(wasClean, code, reason) {
    if (this.#state === CLOSED) return;
    this.#state = CLOSED;
    if (!wasClean) this.dispatchEvent(new Event('error'));
    this.dispatchEvent(new CloseEvent('close', { wasClean, code, reason }));
    this.#tasks.end();
  }

  static {
    for (const name of eventNames) {
      Object.defineProperty(this.prototype, `on${name}`, {
        get() {
          return this.#handlers[name]?.value ?? null;
        },
        // The listener keeps its place among the others while the handler is replaced.
        set(value) {
          const handlers = this.#handlers, old = handlers[name];
          if (value === null || (typeof value !== 'object' && typeof value !== 'function')) {
            if (old) this.removeEventListener(name, old.listener);
            delete handlers[name];
          } else if (old) {
            old.value = value;
          } else {
            const handler = { value, listener: (/** @type {Event} */ event) => typeof handler.value === 'function' && handler.value.call(this, event) };
            handlers[name] = handler;
            this.addEventListener(name, handler.listener);
          }
        },
        configurable: true,
      });
    }
    // The members look as in the browser's own; the constructor and constants are inherited from that.
    delete /** @type {{ constructor?: unknown }} */ (this.prototype).constructor;
    for (const name of Object.getOwnPropertyNames(this.prototype)) Object.defineProperty(this.prototype, name, { enumerable: true });
  }

  /** @param {object} socket */
  static is(socket) {
    return #state in socket;
  }
}

const taught = new WeakSet();

// Makes the members of the browser's own prototype work on stand-ins too, for classes that extend
// WebSocket.
/** @param {WebSocket} prototype */
export function teachStandIns(prototype) {
  if (taught.has(prototype)) return;
  taught.add(prototype);
  for (const name of Object.keys(StandInSocket.prototype)) {
    if (!Object.hasOwn(StandInSocket.prototype, name)) continue;
    /** @type {Record<string, any>} */
    const theirs = Object.getOwnPropertyDescriptor(prototype, name) ?? {};
    /** @type {Record<string, any>} */
    const ours = Object.getOwnPropertyDescriptor(StandInSocket.prototype, name) ?? {};
    /** @type {Record<string, unknown>} */
    const either = {};
    for (const kind of ['get', 'set', 'value']) {
      if (!theirs[kind]) continue;
      /** @this {object} @param {unknown[]} args */
      either[kind] = function (...args) {
        return Reflect.apply((StandInSocket.is(this) ? ours : theirs)[kind], this, args);
      };
    }
    Object.defineProperty(prototype, name, either);
  }
}

// Carries out what the network does in the browser's own sockets: each event in a task of its own,
// and not slowed down in a hidden page, as timers are.
class Tasks {
  constructor() {
    /** @type {Array<() => void>} */
    this._queue = [];
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => this._queue.shift()?.();
    this._ports = [port1, port2];
  }

  /** @param {() => void} task */
  add(task) {
    this._queue.push(task);
    this._ports[1].postMessage(null);
  }

  end() {
    this._queue = [];
    for (const port of this._ports) port.close();
  }
}

// The server takes no subprotocol, but the browser checks them.
/** @param {any} [protocols] */
function checkProtocols(protocols = []) {
  const list = typeof protocols === 'object' && protocols?.[Symbol.iterator] ? [...protocols].map(String) : [String(protocols)];
  const seen = new Set();
  for (const name of list) {
    const trouble = !/^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name) ? 'invalid' : seen.has(name.toLowerCase()) ? 'duplicated' : undefined;
    if (trouble) throw new DOMException(`Failed to construct 'WebSocket': The subprotocol '${name}' is ${trouble}.`, 'SyntaxError');
    seen.add(name.toLowerCase());
  }
}

/**
 * @param {string} name
 * @param {string} method
 * @param {string} text
 */
function failure(name, method, text) {
  return new DOMException(`Failed to execute ${method} on 'WebSocket': ${text}`, name);
}

const encoder = new TextEncoder();

/** @param {string} text */
function utf8Length(text) {
  return encoder.encode(text).length;
}
