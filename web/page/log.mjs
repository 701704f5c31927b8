// The log: what happened, what toys were told, and the bytes, as far back as memory allows. The view of
// it is loaded when somebody opens it.

import { ButtplugLogLevel, ButtplugLogger, EventEmitter, traffic } from './gobuttplug.mjs';
import { spaced } from './hex.mjs';

/** @import { LogEntry, LogKind } from './internal.d.ts' */

const MOST = 3000;

/** @type {LogEntry[]} */
export const entries = [];

/** @type {EventEmitter<{ entry: [entry: LogEntry], cleared: [] }>} */
export const logEvents = new EventEmitter();

/**
 * @param {LogKind} kind
 * @param {string} text
 * @param {string} [bytes] in hexadecimal
 */
export function log(kind, text, bytes) {
  /** @type {LogEntry} */
  const entry = { time: new Date(), kind, text: text.slice(0, 2000), ...bytes !== undefined && { bytes } };
  entries.push(entry);
  if (entries.length > MOST) entries.shift();
  logEvents.emit('entry', entry);
}

export function clearLog() {
  entries.length = 0;
  logEvents.emit('cleared');
}

// The log as a file: a line for each entry.
/**
 * @param {readonly LogEntry[]} of
 * @param {string} head
 */
export function logText(of, head) {
  const lines = of.map(({ time, kind, text, bytes }) => [time.toISOString(), kind.padEnd(7), text.replaceAll('\n', ' '), bytes === undefined ? '' : `[${spaced(bytes)}]`].join(' ').trimEnd());
  return `${head}\n\n${lines.join('\n')}\n`;
}

export function setUpLog() {
  const { Logger } = ButtplugLogger;
  Logger.MaximumEventLogLevel = ButtplugLogLevel.Info;
  void traffic.bytes(({ toy, kind, endpoint, hex, error }) => log(error ? 'problem' : kind === 'write' ? 'out' : 'in', `${toy}: ${kind} ${endpoint}${error ? `, ${error}` : ''}`, hex));
  Logger.on('log', entry => log(entry.LogLevel === ButtplugLogLevel.Error ? 'problem' : 'event', entry.Message));
}
