// What the patterns module takes from gobuttplug-games.mjs; the same holds for it.

export { checkPattern, presets, pulses, ramp, sequence, wave } from '../games/index.mjs';
