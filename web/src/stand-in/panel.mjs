// The button that gets the click which the browser wants before it shows its Bluetooth chooser. It
// is there from the first time that it was needed until the last socket is closed.

/** @import { Held } from './internal.d.ts' */

const css = `
:host { all: initial; position: fixed; inset: auto 12px 12px auto; z-index: 2147483647; max-width: min(320px, calc(100vw - 24px)); border: 0; padding: 0; margin: 0; background: none; overflow: visible; }
div { display: grid; grid-template-columns: 1fr auto; gap: 8px; padding: 12px; border-radius: 12px; font: 15px/1.4 system-ui, sans-serif; color: #f4f2f7; background: #26212e; box-shadow: 0 4px 20px #0008; }
p { grid-column: 1 / -1; margin: 0; overflow-wrap: anywhere; }
p:empty { display: none; }
button { min-height: 44px; min-width: 44px; padding: 4px 14px; border: 2px solid transparent; border-radius: 8px; font: inherit; font-weight: 600; cursor: pointer; color: #1b1424; background: #d8b4fe; }
button + button { color: inherit; background: #453b54; }
button:focus-visible { outline: 3px solid #fff; outline-offset: 2px; }
@media (forced-colors: active) { div { border: 1px solid; } button { border-color: currentColor; } }
`;

export class Panel {
  // more() scans for a further toy, on its own; it rejects when that fails.
  /** @param {() => Promise<void>} more */
  constructor(more) {
    this._more = more;
    this._sockets = 0;
    /** @type {Set<Held>} */
    this._held = new Set();
    /** @type {ReturnType<Panel['_build']> | undefined} */
    this._parts = undefined;
  }

  enter() {
    this._sockets++;
  }

  leave() {
    if (--this._sockets === 0) this._hide();
  }

  // Calls run at once if the player has just clicked or pressed a key, or no click is needed;
  // else when they click the button. dismissed is called if they close the panel instead.
  // Returns what is held, or undefined: cancel() forgets it, retry() looks for a click again.
  /**
   * @param {() => void} run
   * @param {() => void} dismissed
   * @returns {Held | undefined}
   */
  click(run, dismissed) {
    if (possible()) {
      run();
      return undefined;
    }
    /** @type {Held} */
    const held = {
      run: () => {
        this._held.delete(held);
        this._offerMore();
        run();
      },
      dismissed: () => {
        this._held.delete(held);
        dismissed();
      },
      cancel: () => { this._held.delete(held); },
      retry: () => { if (possible()) held.run(); },
    };
    this._held.add(held);
    this._show();
    return held;
  }

  // Shows a text for the player, if the panel is there.
  /** @param {string} text */
  say(text) {
    if (this._parts) this._parts.text.textContent = text;
  }

  _show() {
    const { host, text, button } = this._parts ??= this._build();
    text.textContent = 'This page wants to use toys over Bluetooth.';
    button.textContent = 'Choose a toy';
    if (host.isConnected) return;
    this._place();
    document.addEventListener('fullscreenchange', this._place);
  }

  _hide() {
    this._parts?.host.remove();
    document.removeEventListener('fullscreenchange', this._place);
  }

  // Puts the panel above everything. Only what is in a full-screen element can be used then.
  _place = () => {
    if (!this._parts) return;
    const { host } = this._parts;
    const full = document.fullscreenElement;
    const parent = full && !full.matches('canvas, video, iframe, img') ? full : document.documentElement;
    if (host.parentNode !== parent) parent.append(host);
    if ('showPopover' in host && !host.matches(':popover-open')) host.showPopover();
  };

  _build() {
    const host = document.createElement('div');
    host.id = 'gobuttplug-stand-in';
    host.popover = 'manual';
    const root = host.attachShadow({ mode: 'open' });
    const style = new CSSStyleSheet();
    style.replaceSync(css);
    root.adoptedStyleSheets = [style];
    const box = document.createElement('div');
    box.setAttribute('role', 'group');
    box.setAttribute('aria-label', 'Toys');
    box.setAttribute('part', 'panel');
    const text = document.createElement('p');
    text.setAttribute('role', 'status');
    const button = document.createElement('button');
    const close = document.createElement('button');
    close.textContent = '×';
    close.setAttribute('aria-label', 'Close');
    for (const one of [button, close]) {
      one.type = 'button';
      one.setAttribute('part', 'button');
    }
    button.onclick = () => this._clicked();
    close.onclick = () => {
      for (const held of [...this._held]) held.dismissed();
      this._hide();
    };
    box.append(text, button, close);
    root.append(box);
    // What the player does here is not for the game.
    for (const name of ['click', 'dblclick', 'contextmenu', 'mousedown', 'mouseup', 'pointerdown', 'pointerup', 'touchstart', 'touchend', 'keydown', 'keyup', 'keypress', 'wheel']) {
      host.addEventListener(name, event => event.stopPropagation());
    }
    return { host, text, button };
  }

  _offerMore() {
    this.say('');
    if (this._parts) this._parts.button.textContent = 'Add another toy';
  }

  async _clicked() {
    const held = [...this._held];
    this._offerMore();
    if (held.length > 0) {
      for (const one of held) one.run();
      return;
    }
    try {
      await this._more();
    } catch (error) {
      this.say(/** @type {Error} */ (error).message);
    }
  }
}

// Whether scanning may begin now. Where there is no Web Bluetooth the server tells so.
function possible() {
  return !navigator.bluetooth || navigator.userActivation?.isActive !== false;
}
