// Types that the parts of the script for Twine share.
import type * as Games from '../../gobuttplug-games.js';
import type * as Public from '../../gobuttplug.js';
import type { Story } from './story.mjs';

/** What the global of the classic script holds, as far as it matters here. */
export type Library = typeof Public & typeof Games;

/** A command by its words: the verb, then levels from 0 to 1, milliseconds, patterns. */
export type Command = [verb: string, ...words: Word[]];
export type Word = string | number | boolean | object;

/** What SugarCube gives the handler of a macro as this. */
export interface MacroContext {
  args: any[];
  payload: Array<{ name: string; contents: string }>;
  output: DocumentFragment;
  error(text: string): unknown;
  createShadowWrapper(fn: () => void): () => void;
}

export interface MacroDefinition {
  tags?: string[] | null;
  handler(this: MacroContext): unknown;
}

/** SugarCube's own, as far as it matters here. */
export interface SugarCubeParts {
  Macro: { has(name: string): boolean; add(name: string, definition: MacroDefinition): void };
  State: { temporary: object };
  Wikifier: { wikifyEval(text: string): void };
  setup: Record<string, unknown>;
}

declare global {
  // In the story's own script.
  var Macro: SugarCubeParts['Macro'] | undefined;
  var State: SugarCubeParts['State'];
  var Wikifier: SugarCubeParts['Wikifier'] | undefined;
  var setup: SugarCubeParts['setup'];
  function jQuery(of: Document): { one(event: string, fn: () => void): void };
  // Everywhere.
  var SugarCube: SugarCubeParts | undefined;
  var buttplugStory: Story | undefined;
  var gobuttplugUrl: string | undefined;
}
