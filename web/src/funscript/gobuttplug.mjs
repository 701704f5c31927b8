// What the funscript module takes from gobuttplug.mjs, for tests of the sources: the build leaves the
// imports of this file as imports of the built one.

export { ButtplugDeviceError, EventEmitter, safety } from '../index.mjs';
