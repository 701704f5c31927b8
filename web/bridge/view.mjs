// What the window shows.

/** @import * as Public from '../gobuttplug.js' */

/** @typedef {'none' | 'busy' | 'ready' | 'relay' | 'wanted' | 'failed' | 'over'} State */

/** @type {Record<State, [title: string, text: string]>} */
const texts = {
  none: ['Toys', 'This window belongs to a game. It is waiting for the game that opened it.'],
  busy: ['Toys', 'Connecting with the game…'],
  ready: ['Toys', 'This window drives your toys for the game. Keep it open while you play; when it closes, they stop.'],
  relay: ['Toys', 'This window connects the game with the server of your toys. Keep it open while you play; when it closes, they stop.'],
  wanted: ['● Find your toy', 'The game is looking for toys. Turn yours on, press the button, and choose it from the list.'],
  failed: ['Toys', 'It did not work. Close this window, and connect again from the game.'],
  over: ['Toys', 'The game is gone, and the toys have stopped. You can close this window.'],
};

// Made in script, so that a Content-Security-Policy may forbid inline styles.
const style = `
  :root { color-scheme: light dark; }
  body { max-width: 26rem; margin: 0 auto; padding: 1.5rem; font: 16px/1.5 system-ui, sans-serif; }
  h1 { margin: 0; font-size: 1.25rem; }
  button { width: 100%; min-height: 3.5rem; margin-top: 1rem; border: 0; border-radius: .75rem; font: inherit; font-weight: 600; cursor: pointer; }
  button:focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
  #find { background: #5b3df5; color: #fff; }
  #stop { background: #c5203e; color: #fff; }
  ul { padding-left: 1.25rem; }
  [role="alert"]:not(:empty) { margin-top: 1rem; padding: .75rem 1rem; border-radius: .75rem; border: 1px solid #c5203e; overflow-wrap: anywhere; }
  [hidden] { display: none; }
`;

export class View {
  /** @param {{ find: () => void, stop: () => void }} actions */
  constructor({ find, stop }) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    document.adoptedStyleSheets = [sheet];
    this._title = element('h1', {});
    this._text = element('p', { role: 'status' });
    this._find = element('button', { type: 'button', id: 'find', onclick: find });
    this._stop = element('button', { type: 'button', id: 'stop', textContent: 'Stop everything (Esc)', onclick: stop });
    this._toys = element('ul', { ariaLabel: 'Toys' });
    this._trouble = element('p', { role: 'alert' });
    const main = element('main', {});
    main.append(this._title, this._text, this._find, this._stop, this._toys, this._trouble);
    document.body.append(main);
    this.list(new Map());
    this.show('none');
  }

  // state is a key of texts; a message takes the place of its text.
  /**
   * @param {State} state
   * @param {string} [message]
   */
  show(state, message) {
    const [title, usual] = texts[state];
    const text = message || usual;
    document.title = this._title.textContent = title;
    this._text.textContent = text;
    this._find.hidden = this._stop.hidden = state !== 'ready' && state !== 'wanted';
    if (state === 'wanted') this._find.focus();
  }

  /** @param {ReadonlyMap<number, Public.ButtplugClientDevice>} devices */
  list(devices) {
    this._toys.replaceChildren(...[...devices.values()].map(d => element('li', { textContent: d.displayName ?? d.name })));
    this._find.textContent = devices.size === 0 ? 'Find a toy' : 'Find another toy';
  }

  // takeOver is what the player can do about it, if anything.
  /**
   * @param {Error | undefined} error
   * @param {() => void} [takeOver]
   */
  explain(error, takeOver) {
    this._trouble.textContent = error ? error.message : '';
    if (takeOver) this._trouble.append(element('button', { type: 'button', textContent: 'Use it here', onclick: takeOver }));
  }
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Partial<HTMLElementTagNameMap[Tag]>} properties
 * @returns {HTMLElementTagNameMap[Tag]}
 */
function element(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}
