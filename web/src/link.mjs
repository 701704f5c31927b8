// How a client reaches a connector: directly inside the module for the connectors of this library,
// by messages for all others.

import { ButtplugClientConnectorException, connectorError, messageOf } from './errors.mjs';

/** @import * as Public from '../gobuttplug.js' */
/** @import { Engine } from './engine.mjs' */
/** @import { Link } from './internal.d.ts' */

// A connector of this library has a method of this name that gives its link:
//   remote            whether a module without a server will do
//   wasmUrl           where to load the module from, if not from beside this file
//   open(engine, id)  makes ready what the connection of client id needs
//   target()          the arguments that name the connection to the module
//   opened()          the session stands
//   closed()          it has ended, or never stood; may be called more than once
export const LINK = Symbol('link');

/**
 * @param {any} connector
 * @returns {Link<Engine>}
 */
export function linkFor(connector) {
  const link = connector?.[LINK]?.() ?? foreign(connector);
  if (link) return link;
  throw connectorError('invalid-connector', 'connect() takes a connector, for example new ButtplugWasmClientConnector()');
}

/** @param {any} connector */
function foreign(connector) {
  const methods = ['connect', 'disconnect', 'send', 'addListener'];
  return methods.every(name => typeof connector?.[name] === 'function') ? new ForeignLink(connector) : undefined;
}

// Any object with the interface IButtplugClientConnector. keepsLimits: whatever it connects to keeps
// to the player's limits itself; else the module does, on the way there.
export class ForeignLink {
  /**
   * @param {Public.IButtplugClientConnector} connector
   * @param {boolean} [keepsLimits]
   */
  constructor(connector, keepsLimits = false) {
    this.remote = true;
    this._connector = connector;
    this._keepsLimits = keepsLimits;
    // These are there when open() has begun.
    this._engine = /** @type {Engine} */ (/** @type {unknown} */ (undefined));
    this._session = 0;
    this._up = false;
    this._message = (/** @type {Public.ButtplugMessage[]} */ messages) => this._engine.now('deliver', this._session, JSON.stringify(messages));
    this._disconnect = () => {
      this._up = false;
      this._engine.now('hangUp', this._session);
    };
  }

  /** @param {Engine} engine */
  async open(engine) {
    this._engine = engine;
    this._session = engine.newId();
    engine.sessions.set(this._session, this);
    this._connector.addListener('message', this._message);
    this._connector.addListener('disconnect', this._disconnect);
    try {
      await this._connector.connect();
    } catch (error) {
      if (error instanceof ButtplugClientConnectorException) throw error;
      throw connectorError('connector', `The connector could not connect: ${messageOf(error)}`, error);
    }
    this._up = true;
  }

  /** @returns {[kind: 'foreign', session: number, keepsLimits: boolean]} */
  target() {
    return ['foreign', this._session, this._keepsLimits];
  }

  opened() {}

  closed() {
    this._engine?.sessions.delete(this._session);
    this._connector.removeListener?.('message', this._message);
    this._connector.removeListener?.('disconnect', this._disconnect);
    this._closed();
  }

  // What the client sends. What a connector can't send is never answered, so the session ends;
  // it may tell that at once or by a promise.
  /** @param {Public.ButtplugMessage[]} messages */
  _frame(messages) {
    for (const message of messages) {
      try {
        const sending = /** @type {void | Promise<void>} */ (this._connector.send(message));
        sending?.then?.(undefined, () => this._lost());
      } catch {
        this._lost();
        return;
      }
    }
  }

  _lost() {
    this._closed();
    this._engine.now('hangUp', this._session);
  }

  _closed() {
    if (!this._up) return;
    this._up = false;
    (async () => this._connector.disconnect())().catch(() => {}); // it is gone either way
  }
}
