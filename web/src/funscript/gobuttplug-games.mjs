// What the funscript module takes from gobuttplug-games.mjs; the same holds for it.

export { Haptics } from '../games/index.mjs';
