// The sticks and triggers of a gamepad as a pattern: a level that somebody holds.

import { number, oneOf } from '../games/check.mjs';

/** @import * as Games from '../../gobuttplug-games.js' */
/** @import * as Declared from '../../gobuttplug-patterns.js' */

// Where they are in a gamepad of the standard layout.
/** @type {Record<Declared.GamepadControl, (pad: Gamepad) => number | undefined>} */
const controls = {
  'left-x': pad => pad.axes[0],
  'left-y': pad => up(pad.axes[1]),
  'right-x': pad => pad.axes[2],
  'right-y': pad => up(pad.axes[3]),
  'left-trigger': pad => pad.buttons[6]?.value,
  'right-trigger': pad => pad.buttons[7]?.value,
};

/** @type {(down: number | undefined) => number} */
const up = (down = 0) => -down;

// Play it to let the gamepad have an effect, and cancel it to end that. A stick is as strong as it is
// away from the middle; what has two directions (rotate, position) follows both. In a tab that is
// not shown browsers don't look at gamepads, so it is 0 there.
/**
 * @param {Declared.GamepadOptions} [options]
 * @param {{ getGamepads(): ReadonlyArray<Gamepad | null> }} [host]
 * @returns {Games.FunctionPattern}
 */
export function gamepadPattern({ control = 'right-trigger', pad = 0, channel = 'vibrate', deadZone = 0.1 } = {}, host = globalThis.navigator) {
  oneOf('gamepadPattern: control', control, /** @type {Declared.GamepadControl[]} */ (Object.keys(controls)));
  number('gamepadPattern: pad', pad, 0, 15);
  number('gamepadPattern: deadZone', deadZone, 0, 0.9);
  const stick = !control.endsWith('trigger');
  const level = () => {
    const held = globalThis.document?.hidden ? null : host?.getGamepads?.()[pad];
    const value = held?.connected ? controls[control](held) ?? 0 : 0;
    const strength = Math.max(0, (Math.abs(value) - deadZone) / (1 - deadZone)) * Math.sign(value);
    if (channel === 'position') return stick ? (strength + 1) / 2 : strength;
    return channel === 'rotate' ? strength : Math.abs(strength);
  };
  return { level, duration: Infinity, channel };
}
