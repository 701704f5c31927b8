// The classic script: its global holds the library, what games add to it, and the connect element;
// the player of funscripts is its member funscript, patterns to share are in patterns.

import * as library from './index.mjs';
import * as funscript from './funscript/index.mjs';
import * as games from './games/index.mjs';
import * as patterns from './patterns/index.mjs';
import * as connect from './connect/index.mjs';

/** @type {Record<string, unknown>} */ (globalThis).gobuttplug = Object.freeze({ ...library, ...games, ...connect, funscript, patterns });
