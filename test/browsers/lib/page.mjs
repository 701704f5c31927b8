// What checks do with the page that a browser shows.
import { setTimeout as pause } from 'node:timers/promises';

const patience = 10_000;

export class Page {
  #browser;

  constructor(browser) {
    this.#browser = browser;
  }

  async open(url) {
    await this.#browser.open(url);
  }

  // Calls a function in the page and gives what it returns or resolves to, as far as JSON has it.
  // The function sees the globals of the page, and no variables from here.
  run(fn, ...args) {
    return this.#browser.evaluate(`(${fn})(${args.map(arg => typeof arg === 'function' ? arg : JSON.stringify(arg)).join()})`);
  }

  // Waits until a function in the page returns something true, and gives that.
  async wait(fn, ...args) {
    for (const end = Date.now() + patience; ;) {
      const value = await this.run(fn, ...args);
      if (value) return value;
      if (Date.now() > end) throw new Error(`in the page this never became true: (${fn})(${args.join()}); errors: ${JSON.stringify(await this.errors())}`);
      await pause(20);
    }
  }

  // Clicks into the middle of the element that a function in the page finds, as soon as it is there,
  // nothing lies on top of it, and it stays where it is: a page moves while toys come.
  async click(find, ...args) {
    for (let before; ;) {
      const middle = await this.wait(middleOf, find, ...args);
      if (before?.join() === middle.join()) return this.#browser.click(...middle);
      before = middle;
      await pause(100);
    }
  }

  // What errors.js has seen since the page was opened.
  errors() {
    return this.run(() => globalThis.errorsSeen ?? ['errors.js was not loaded']);
  }
}

function middleOf(find, ...args) {
  const element = find(...args);
  if (!element?.checkVisibility() || element.matches(':disabled')) return undefined;
  element.scrollIntoView({ block: 'center', behavior: 'instant' });
  const { left, top, width, height } = element.getBoundingClientRect();
  const x = Math.round(left + width / 2), y = Math.round(top + height / 2);
  let hit = document.elementFromPoint(x, y);
  while (hit?.shadowRoot) hit = hit.shadowRoot.elementFromPoint(x, y);
  return element.contains(hit) ? [x, y] : undefined;
}
