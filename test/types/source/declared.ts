// What the package declares against what it is: a name that is lacking, a method that takes or gives
// something else, or one that is not declared, is an error here.
import * as connect from '../../../web/src/connect/index.mjs';
import * as funscript from '../../../web/src/funscript/index.mjs';
import * as games from '../../../web/src/games/index.mjs';
import * as patterns from '../../../web/src/patterns/index.mjs';
import * as library from '../../../web/src/index.mjs';
import type * as DeclaredConnect from '../../../web/gobuttplug-connect.js';
import type * as DeclaredFunscript from '../../../web/gobuttplug-funscript.js';
import type * as DeclaredGames from '../../../web/gobuttplug-games.js';
import type * as DeclaredPatterns from '../../../web/gobuttplug-patterns.js';
import type * as Declared from '../../../web/gobuttplug.js';
import type { Lacking, Same } from './same';

// Every value that is declared is there, and does what is declared.
export const libraryIs: Same<typeof Declared> = null! as Same<typeof library>;
export const gamesIs: Same<typeof DeclaredGames> = null! as Same<typeof games>;
export const funscriptIs: Same<typeof DeclaredFunscript> = null! as Same<typeof funscript>;
export const patternsIs: Same<typeof DeclaredPatterns> = null! as Same<typeof patterns>;
export const connectIs: Same<typeof DeclaredConnect> = null! as Same<typeof connect>;

// Every emitter has events(), which is meant for clients and devices.
type Emitters = { [K in keyof typeof library]: (typeof library)[K] extends { prototype: library.EventEmitter<any> } ? `${K}.events` : never }[keyof typeof library];

// What is there is declared: names of the modules, and members of what they export, but for those that
// begin with an underscore.
type Undeclared =
  | Exclude<Lacking<typeof library, typeof Declared>, Emitters>
  | Exclude<Lacking<typeof games, typeof DeclaredGames>, 'Haptics.events'>
  | Exclude<Lacking<typeof funscript, typeof DeclaredFunscript>, 'FunscriptPlayer.events'>
  | Lacking<typeof patterns, typeof DeclaredPatterns>
  | Exclude<Lacking<typeof connect, typeof DeclaredConnect>, `GobuttplugConnectElement.${'attributeChangedCallback' | 'connectedCallback'}`>; // for the browser

// The error tells the names.
export const undeclared: Record<Undeclared, never> = {};
