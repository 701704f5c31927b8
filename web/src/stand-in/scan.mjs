// Scanning for a game that was written for a server which scans by itself. Here the player has to
// click and choose, which takes longer than such a game may wait. So its StartScanning is answered
// when the player has chosen, and its StopScanning does not take the chooser's result away.

/** @import { Handlers, Held, Session } from './internal.d.ts' */
/** @import { Panel } from './panel.mjs' */

// Starts a session by open({ onFrame, onClose }) for someone who gets the same events. The panel
// gets the click that a scan needs; without one, scanning is left alone.
/**
 * @param {(handlers: Handlers) => Promise<Session>} open
 * @param {Handlers} handlers
 * @param {Panel | undefined} panel
 * @returns {Promise<Session>}
 */
export async function gated(open, { onFrame, onClose }, panel) {
  if (!panel) return open({ onFrame, onClose });
  const gate = new Gate(onFrame, panel);
  try {
    gate.session = await open({
      onFrame: text => gate.arrived(text),
      onClose: (error, farewell) => {
        gate.leave();
        onClose(error, farewell);
      },
    });
    return gate;
  } catch (error) {
    gate.leave();
    throw error;
  }
}

/**
 * As much of a message as matters here.
 * @typedef {{ StartScanning?: { Id: number }, StopScanning?: { Id: number }, Ok?: { Id: number }, ScanningFinished?: object, Error?: { Id: number, ErrorMessage: string } }} Message
 */

class Gate {
  /**
   * @param {(text: string) => void} deliver
   * @param {Panel} panel
   */
  constructor(deliver, panel) {
    this._deliver = deliver;
    this._panel = panel;
    /** @type {{ id: number, held?: Held | undefined, answer?: string } | undefined} */
    this._scan = undefined; // the one going on
    // There before anything is sent.
    this.session = /** @type {Session} */ (/** @type {unknown} */ (undefined));
    this._inside = true;
    panel.enter();
  }

  /** @param {string} text */
  send(text) {
    const messages = text.includes('Scanning"') ? parsed(text) : undefined;
    if (!messages?.some(m => m?.StartScanning || m?.StopScanning)) return this.session.send(text);
    for (const message of messages) this._one(message);
  }

  sendBinary() {
    this.session.sendBinary?.();
  }

  close() {
    this.leave();
    this.session.close();
  }

  leave() {
    if (!this._inside) return;
    this._inside = false;
    this._scan?.held?.cancel();
    this._scan = undefined;
    this._panel.leave();
  }

  /** @param {Message} message */
  _one(message) {
    const id = message?.StartScanning?.Id ?? message?.StopScanning?.Id;
    if (id === undefined || !Number.isInteger(id)) return this.session.send(JSON.stringify([message]));
    if (message.StartScanning && !this._scan) return this._start(message, id);
    if (!this._scan) return this.session.send(JSON.stringify([message]));
    // The same click may be what the held scan waits for.
    if (message.StartScanning) this._scan.held?.retry();
    this._deliver(JSON.stringify([{ Ok: { Id: id } }]));
  }

  /**
   * @param {Message} message
   * @param {number} id
   */
  _start(message, id) {
    /** @type {NonNullable<Gate['_scan']>} */
    const scan = { id };
    this._scan = scan;
    const held = this._panel.click(() => {
      scan.held = undefined;
      this.session.send(JSON.stringify([message]));
    }, () => this._finish(JSON.stringify([{ Ok: { Id: id } }]), JSON.stringify([{ ScanningFinished: { Id: 0 } }])));
    if (held) scan.held = held;
  }

  // Takes a frame for the game.
  /** @param {string} text */
  arrived(text) {
    const scan = this._scan;
    const [message] = scan && !scan.held ? parsed(text) ?? [] : [];
    if (!scan) {
      this._deliver(text);
    } else if (message?.Ok && message.Ok.Id === scan.id) {
      scan.answer = text;
    } else if (message?.Error) {
      this._panel.say(message.Error.ErrorMessage);
      if (message.Error.Id === scan.id) this._finish(text);
      else this._deliver(text);
    } else if (message?.ScanningFinished) {
      this._finish(scan.answer, text);
    } else {
      this._deliver(text);
    }
  }

  /** @param {Array<string | undefined>} frames */
  _finish(...frames) {
    this._scan = undefined;
    for (const text of frames) if (text) this._deliver(text);
  }
}

// Scans in a session of its own. The toys belong to the server, so the game sees them.
/** @param {(handlers: Handlers) => Promise<Session>} open */
export async function scanOnce(open) {
  /** @type {Session | undefined} */
  let session;
  try {
    await /** @type {Promise<void>} */ (new Promise((resolve, reject) => {
      open({
        onFrame: text => {
          const [message] = parsed(text) ?? [];
          if (message?.Error) reject(new Error(message.Error.ErrorMessage));
          if (message?.ScanningFinished) resolve();
        },
        onClose: () => reject(new Error('The server in the page has ended. Load the page again.')),
      }).then(opened => {
        session = opened;
        session.send(JSON.stringify([{ RequestServerInfo: { Id: 1, ClientName: 'Toy chooser', ProtocolVersionMajor: 4, ProtocolVersionMinor: 0 } }, { StartScanning: { Id: 2 } }]));
      }, reject);
    }));
  } finally {
    /** @type {Session | undefined} */ (session)?.close();
  }
}

/**
 * @param {string} text
 * @returns {Message[] | undefined}
 */
function parsed(text) {
  try {
    const messages = JSON.parse(text);
    return Array.isArray(messages) ? messages : undefined;
  } catch {
    return undefined;
  }
}
