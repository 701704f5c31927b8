// What gobuttplug-patterns.mjs exports.

export { Recorder } from './record.mjs';
export { drawnPattern } from './draw.mjs';
export { gamepadPattern } from './gamepad.mjs';
export { microphone } from './microphone.mjs';
export { packPattern, readPattern, unpackPattern, writePattern } from './share.mjs';
export { patterns } from './patterns.mjs';
