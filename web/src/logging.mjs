// The logger of npm buttplug: off until a page sets one of its two levels.

import { EventEmitter, notify } from './emitter.mjs';
import { enumeration } from './errors.mjs';

export const ButtplugLogLevel = enumeration({ Off: 0, Error: 1, Warn: 2, Info: 3, Debug: 4, Trace: 5 });

export class LogMessage {
  static get name() { return 'LogMessage'; }

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

let logger;

export class ButtplugLogger extends EventEmitter {
  static get name() { return 'ButtplugLogger'; }

  static get Logger() {
    return logger ??= new ButtplugLogger();
  }

  constructor() {
    super();
    this._console = ButtplugLogLevel.Off;
    this._event = ButtplugLogLevel.Off;
  }

  get MaximumConsoleLogLevel() {
    return this._console;
  }

  set MaximumConsoleLogLevel(level) {
    this._console = level;
  }

  get MaximumEventLogLevel() {
    return this._event;
  }

  set MaximumEventLogLevel(level) {
    this._event = level;
  }

  Error(msg) {
    this.AddLogMessage(msg, ButtplugLogLevel.Error);
  }

  Warn(msg) {
    this.AddLogMessage(msg, ButtplugLogLevel.Warn);
  }

  Info(msg) {
    this.AddLogMessage(msg, ButtplugLogLevel.Info);
  }

  Debug(msg) {
    this.AddLogMessage(msg, ButtplugLogLevel.Debug);
  }

  Trace(msg) {
    this.AddLogMessage(msg, ButtplugLogLevel.Trace);
  }

  AddLogMessage(msg, level) {
    if (level > this._console && level > this._event) return;
    const entry = new LogMessage(msg, level);
    if (level <= this._console) console.log(entry.FormattedMessage);
    if (level <= this._event) notify(this, 'log', entry); // what is logged goes on, whatever a listener throws
  }
}
