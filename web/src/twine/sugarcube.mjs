// The macros for SugarCube 2. docs/twine.md lists them.

import { checkedCommand, keyframesIn } from './command.mjs';

/** @import { MacroContext, MacroDefinition, SugarCubeParts } from './internal.d.ts' */
/** @import { Story } from './story.mjs' */

// What handlers may be hung on with <<buttplugon>>.
const EVENTS = ['connect', 'disconnect', 'deviceadded', 'deviceremoved', 'scanningfinished', 'error'];

/**
 * @param {Story} story
 * @param {SugarCubeParts} sugarCube
 */
export function addMacros(story, { Macro, State, Wikifier, setup }) {
  setup.buttplug = story;
  const add = (/** @type {string | string[]} */ names, /** @type {MacroDefinition} */ macro) => {
    for (const name of [names].flat()) if (!Macro.has(name)) Macro.add(name, macro);
  };
  const wiki = (/** @type {MacroContext} */ macro, /** @type {string} */ text, variables = {}) => macro.createShadowWrapper(() => {
    Object.assign(State.temporary, variables);
    Wikifier.wikifyEval(text.trim());
  })();
  const part = (/** @type {MacroContext} */ macro, /** @type {string} */ name) => macro.payload.find(p => p.name === name)?.contents ?? '';

  // <<buttplugvibrate 0.5 2s>> and its like. Stories of old give a toy first: it is one of all.
  /** @type {(verb: string) => MacroDefinition} */
  const command = verb => ({
    handler() {
      const words = this.args.filter(word => typeof word?.runOutput !== 'function');
      return commands(this, () => story.act(...checkedCommand(verb, words)));
    },
  });
  for (const verb of ['vibrate', 'rotate', 'oscillate', 'constrict', 'stop', 'disconnect', 'scan', 'pattern', 'move']) add(`buttplug${verb}`, command(verb));
  add(['buttpluglinear', 'buttplugposition'], command('move'));
  add('buttplugstartscanning', command('scan'));
  add('buttplugstopscanning', { handler() { return commands(this, () => story.stopScanning()); } });

  // <<buttplugdefine "wave" "0:0,1s:1,2s:0">>
  add('buttplugdefine', {
    handler() {
      return commands(this, () => {
        const [name, pattern] = this.args;
        story.define(String(name), typeof pattern === 'string' ? keyframesIn(pattern) : pattern);
      });
    },
  });

  // <<buttpluglink "Feel it" "vibrate 0.5 2s">>
  add('buttpluglink', {
    handler() {
      const [text, words] = this.args;
      if (this.args.length !== 2) return this.error('buttpluglink takes a text and a command such as "vibrate 0.5 2s"');
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = String(text);
      button.setAttribute('data-buttplug', String(words));
      this.output.append(button);
      return undefined;
    },
  });

  /** @type {(tag: string, attribute: string) => MacroDefinition} */
  const shown = (tag, attribute) => ({
    handler() {
      const node = document.createElement(tag);
      node.setAttribute(attribute, this.args.join(' '));
      this.output.append(node);
    },
  });
  add('buttplugstatus', shown('span', 'data-buttplug-status'));
  add(['buttplugtoys', 'buttpluglistdevices'], shown('ul', 'data-buttplug-toys'));
  add('buttplugpanel', shown('div', 'data-buttplug-panel'));

  // <<buttplugconnect>>…<<success>>…<<failure>>…<</buttplugconnect>>, to be run in a click.
  /** @type {(scan: boolean, where?: string) => MacroDefinition} */
  const connect = (scan, where) => ({
    tags: ['connecting', 'success', 'failure'],
    handler() {
      const macro = this;
      wiki(macro, macro.payload[0].contents + part(macro, 'connecting'));
      story.connect(where ?? macro.args[0], { scan }).then(
        () => wiki(macro, part(macro, 'success')),
        error => {
          story.fail(error);
          wiki(macro, part(macro, 'failure'), { error: error.message });
        });
    },
  });
  add('buttplugconnect', connect(true));
  add('buttplugconnectlocal', connect(false, 'browser'));
  add('buttplugconnectwebsocket', connect(false));
  add('buttplugconnectdevtools', connect(false, 'simulated'));

  // <<buttplugloaded>>…<</buttplugloaded>> runs its contents when everything is loaded.
  add('buttplugloaded', {
    tags: null,
    handler() {
      const macro = this;
      story.load().then(() => wiki(macro, macro.payload[0].contents), () => {}); // it is shown
    },
  });

  // <<buttplugon "deviceadded">>…<</buttplugon>>, until the passage is left.
  /** @type {(event?: string) => MacroDefinition} */
  const on = event => ({
    tags: null,
    handler() {
      const macro = this, type = event ?? String(macro.args[0]);
      if (!EVENTS.includes(type)) return macro.error(`buttplugon takes one of ${EVENTS.join(', ')}; it got “${type}”`);
      const listener = (/** @type {Event & { detail?: any }} */ { detail: { device, error } }) => wiki(macro, macro.payload[0].contents, { device, error: error?.message });
      story.addEventListener(type, listener);
      // Those of the new passage are hung on after this event.
      jQuery(document).one(':passageinit', () => story.removeEventListener(type, listener));
      return undefined;
    },
  });
  add('buttplugon', on());
  for (const event of ['scanningfinished', 'deviceadded', 'deviceremoved', 'disconnect']) add(`buttplug${event}handler`, on(event));

  // What is wrong with the words is shown in the passage; what goes wrong later is the status.
  /**
   * @param {MacroContext} macro
   * @param {() => unknown} action
   */
  function commands(macro, action) {
    try {
      Promise.resolve(action()).catch(error => story.fail(error));
      return undefined;
    } catch (error) {
      return macro.error(/** @type {Error} */ (error).message);
    }
  }
}
