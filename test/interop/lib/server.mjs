// Runs `gobuttplug serve` for a test and watches what its simulated toys do.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = process.env.GOBUTTPLUG ?? fileURLToPath(new URL('../../../.cache/gobuttplug', import.meta.url));
const patience = 10_000;

export class Server {
  // Starts a server on a port of its own; it ends with the test t.
  static start(t, ...flags) {
    return Server.startWith(t, {}, '--show-toys', ...flags);
  }

  // Starts one with more in its environment, and with these flags only.
  static async startWith(t, env, ...flags) {
    const server = new Server();
    await server.#start(env, flags);
    t.after(() => server.stop());
    return server;
  }

  #process;
  #lines = [];
  #waiting = new Set();
  #ended;

  async #start(env, flags) {
    this.#process = spawn(program, ['serve', '--port', '0', ...flags], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env, GORACE: 'atexit_sleep_ms=0' }, // the race detector would wait a second
    });
    this.#ended = once(this.#process, 'exit');
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      let rest = '';
      stream.setEncoding('utf8').on('data', text => {
        const lines = (rest + text).split('\n');
        rest = lines.pop();
        this.#lines.push(...lines);
        for (const check of this.#waiting) check();
      });
    }
    this.address = (await this.printed(/ws:\/\/\S+/))[0];
  }

  // Waits for a line that matches and gives the match.
  printed(pattern) {
    return new Promise((resolve, reject) => {
      const done = (settle, value) => {
        clearTimeout(timer);
        this.#waiting.delete(check);
        settle(value);
      };
      const check = () => {
        for (const line of this.#lines) {
          const match = pattern.exec(line);
          if (match) return done(resolve, match);
        }
      };
      const timer = setTimeout(() => done(reject, new Error(`the server never printed ${pattern}; it printed:\n${this.#lines.join('\n')}`)), patience);
      this.#waiting.add(check);
      check();
    });
  }

  // Waits until a toy was told a value, since the last call of forget().
  told(toy, output, value) {
    return this.printed(new RegExp(`${toy}: (.*, )?${output} ${value}\\b`));
  }

  forget() {
    this.#lines.length = 0;
  }

  // Ends the server as Ctrl-C does.
  async stop() {
    this.#process.kill('SIGINT');
    await this.#ended;
    const races = this.#lines.filter(line => line.includes('DATA RACE'));
    if (races.length > 0) throw new Error(`the server has a data race:\n${this.#lines.join('\n')}`);
  }
}
