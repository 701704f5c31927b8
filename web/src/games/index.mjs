// What gobuttplug-games.mjs exports.

export { Haptics, playerSettings } from './haptics.mjs';
export { Effect } from './effect.mjs';
export { PlayerSettings } from './settings.mjs';
export { checkPattern, envelope, presets, pulses, ramp, sequence, wave } from './pattern.mjs';
export { easings } from './easing.mjs';
export { bridgeRumble } from './rumble.mjs';
