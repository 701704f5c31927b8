// Runs a scripted BlueZ with toys, on a message bus of its own, and watches what they are told.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../../.cache/fakebluez', import.meta.url));
const patience = 10_000;

export class BlueZ {
  // Starts one; it ends with the test t.
  static async start(t) {
    const bluez = new BlueZ();
    bluez.#process = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface({ input: bluez.#process.stdout }).on('line', line => {
      bluez.#lines.push(line);
      for (const check of bluez.#waiting) check();
    });
    const ended = once(bluez.#process, 'exit');
    t.after(() => {
      bluez.#process.stdin.end();
      return ended;
    });
    const [, address] = await bluez.printed(/^bus (.*)/);
    bluez.env = { DBUS_SYSTEM_BUS_ADDRESS: address };
    return bluez;
  }

  #process;
  #lines = [];
  #waiting = new Set();

  // Waits for a line that matches and gives the match.
  printed(pattern) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`the toys were never told ${pattern}; they were told:\n${this.#lines.join('\n')}`)), patience);
      const check = () => {
        const match = this.#lines.map(line => pattern.exec(line)).find(found => found);
        if (!match) return;
        clearTimeout(timer);
        this.#waiting.delete(check);
        resolve(match);
      };
      this.#waiting.add(check);
      check();
    });
  }

  // Waits until a toy was told a text, since the last call of forget().
  told(toy, text) {
    return this.printed(new RegExp(`^${toy}: ${text}$`));
  }

  forget() {
    this.#lines.length = 0;
  }

  // Cuts the connection of a toy.
  drop(toy) {
    this.#process.stdin.write(`drop ${toy}\n`);
  }
}
