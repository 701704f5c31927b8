// How a level gets from one keyframe to the next: functions of the part of the time that has
// passed, from 0 to 1, under the names that CSS uses where it has one.

/** @import * as Games from '../../gobuttplug-games.js' */

/** @type {Readonly<Record<Games.EasingName, (part: number) => number>>} */
export const easings = Object.freeze({
  __proto__: null,
  'linear': x => x,
  'step': x => x < 1 ? 0 : 1, // stays, and jumps at the end
  'ease-in': x => x * x,
  'ease-out': x => x * (2 - x),
  'ease-in-out': x => x < 0.5 ? 2 * x * x : 1 - 2 * (1 - x) * (1 - x),
  'sine': x => (1 - Math.cos(Math.PI * x)) / 2,
});
