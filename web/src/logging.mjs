// The logger of npm buttplug: off until a page sets one of its two levels.

import { EventEmitter, notify } from './emitter.mjs';
import { enumeration } from './errors.mjs';

/** @import * as Public from '../gobuttplug.js' */

/** @type {typeof Public.ButtplugLogLevel} */
export const ButtplugLogLevel = enumeration({ Off: 0, Error: 1, Warn: 2, Info: 3, Debug: 4, Trace: 5 });

export class LogMessage {
  static get name() { return 'LogMessage'; }

  /**
   * @param {string} message
   * @param {Public.ButtplugLogLevel} level
   */
  constructor(message, level) {
    this._message = message;
    this._level = level;
    this._time = new Date();
  }

  get Message() {
    return this._message;
  }

  get LogLevel() {
    return this._level;
  }

  get Timestamp() {
    return this._time.toTimeString().slice(0, 8);
  }

  get FormattedMessage() {
    return `${ButtplugLogLevel[this._level]} : ${this.Timestamp} : ${this._message}`;
  }
}

/** @type {ButtplugLogger | undefined} */
let logger;

/** @extends {EventEmitter<{ log: [entry: LogMessage] }>} */
export class ButtplugLogger extends EventEmitter {
  static get name() { return 'ButtplugLogger'; }

  static get Logger() {
    return logger ??= new ButtplugLogger();
  }

  constructor() {
    super();
    /** @type {Public.ButtplugLogLevel} */
    this._console = ButtplugLogLevel.Off;
    /** @type {Public.ButtplugLogLevel} */
    this._event = ButtplugLogLevel.Off;
  }

  get MaximumConsoleLogLevel() {
    return this._console;
  }

  /** @param {Public.ButtplugLogLevel} level */
  set MaximumConsoleLogLevel(level) {
    this._console = level;
  }

  get MaximumEventLogLevel() {
    return this._event;
  }

  /** @param {Public.ButtplugLogLevel} level */
  set MaximumEventLogLevel(level) {
    this._event = level;
  }

  /** @param {string} msg */
  Error(msg) {
    this.AddLogMessage(msg, ButtplugLogLevel.Error);
  }

  /** @param {string} msg */
  Warn(msg) {
    this.AddLogMessage(msg, ButtplugLogLevel.Warn);
  }

  /** @param {string} msg */
  Info(msg) {
    this.AddLogMessage(msg, ButtplugLogLevel.Info);
  }

  /** @param {string} msg */
  Debug(msg) {
    this.AddLogMessage(msg, ButtplugLogLevel.Debug);
  }

  /** @param {string} msg */
  Trace(msg) {
    this.AddLogMessage(msg, ButtplugLogLevel.Trace);
  }

  /**
   * @param {string} msg
   * @param {Public.ButtplugLogLevel} level
   */
  AddLogMessage(msg, level) {
    if (level > this._console && level > this._event) return;
    const entry = new LogMessage(msg, level);
    if (level <= this._console) console.log(entry.FormattedMessage);
    if (level <= this._event) notify(this, 'log', entry); // what is logged goes on, whatever a listener throws
  }
}
