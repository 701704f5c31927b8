// gobuttplug-twine.js: toys in Twine stories. Macros in SugarCube 2; attributes of HTML elements in
// Harlowe and every other story format.

import { Story } from './story.mjs';
import { watchAttributes } from './attributes.mjs';
import { addMacros } from './sugarcube.mjs';

if (!globalThis.buttplugStory) {
  const story = new Story();
  globalThis.buttplugStory = story;
  watchAttributes(story);
  // In the story's own script SugarCube's names are in scope; to a script file it shows them as a global.
  if (typeof Macro === 'object' && typeof Wikifier === 'function') addMacros(story, { Macro, State, Wikifier, setup });
  else if (globalThis.SugarCube) addMacros(story, globalThis.SugarCube);
  story.load().catch(error => story.fail(error));
}
