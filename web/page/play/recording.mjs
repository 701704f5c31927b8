// What toys were really told, as the channels of a recording: functions without a page.

/** @import * as Games from '../../gobuttplug-games.js' */
/** @import { Noted } from '../internal.d.ts' */

/** @type {Record<string, Games.Channel>} */
const channels = { Vibrate: 'vibrate', Rotate: 'rotate', Oscillate: 'oscillate', Constrict: 'constrict', Position: 'position', HwPositionWithDuration: 'position' };

// Brings the outputs of all toys together: of each channel the greatest level counts, and of strokers the
// first that moves. It gives what a recording is to note, or nothing.
export function mixer() {
  /** @type {Map<string, { channel: Games.Channel, level: number }>} */
  const levels = new Map();
  /** @type {Map<Games.Channel, number>} */
  const noted = new Map();
  let stroker = '';
  /**
   * @param {string} output which output of which toy
   * @param {string} type
   * @param {number} value
   * @param {readonly number[]} range of the values
   * @param {number} duration of a move, in ms
   * @returns {Noted | undefined}
   */
  return (output, type, value, [low, high], duration) => {
    const channel = Object.hasOwn(channels, type) ? channels[type] : undefined;
    if (channel === undefined || !(high > low)) return undefined;
    if (channel === 'position') {
      stroker ||= output;
      return output === stroker ? { channel, level: (value - low) / (high - low), duration } : undefined;
    }
    levels.set(output, { channel, level: Math.min(1, Math.max(channel === 'rotate' ? -1 : 0, value / Math.max(Math.abs(low), Math.abs(high)))) });
    let most = 0;
    for (const one of levels.values()) if (one.channel === channel && Math.abs(one.level) > Math.abs(most)) most = one.level;
    if (noted.get(channel) === most) return undefined;
    noted.set(channel, most);
    return { channel, level: most, duration: 0 };
  };
}
