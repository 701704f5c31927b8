// The option `reconnect` of connectors, and what is told of tries.

import { connectorError } from './errors.mjs';
import { show } from './output.mjs';

/** @import * as Public from '../gobuttplug.js' */

const MOST = 7 * 24 * 3600; // seconds

// For how many ms something that was lost is tried, 0 for not at all.
/**
 * @param {boolean | { seconds?: number } | undefined} option
 * @param {number} usual in seconds; what true stands for
 * @returns {number}
 */
export function tryingTime(option, usual) {
  const seconds = option === true ? usual : option === false ? 0 : option === null || typeof option !== 'object' ? NaN : option.seconds ?? usual;
  if (!(typeof seconds === 'number' && seconds >= 0 && seconds <= MOST)) {
    throw connectorError('invalid-option', `reconnect: ${show(option)} is neither true nor false, nor an object whose seconds are a number from 0 to ${MOST}`);
  }
  return Math.round(seconds * 1000);
}

/**
 * @param {number} attempt
 * @param {number} delay in ms
 * @param {Public.ButtplugError} error
 * @returns {Public.ReconnectAttempt}
 */
export const attempted = (attempt, delay, error) => Object.freeze({ attempt, delay, error });
