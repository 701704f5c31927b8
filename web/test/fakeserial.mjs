// A scripted navigator.serial: real streams, and ports that do what the test says. It needs nothing of
// Node, so that pages can have it too.

export class FakePort extends EventTarget {
  constructor(info) {
    super();
    this.info = info;
    this.connected = true;
    this.opened = [];        // the options of each opening
    this.refuses = undefined; // the error of the next opening
    this.stuck = false;      // takes nothing
    this.chunks = [];
    this.open_ = false;
    this.readable = this.writable = null;
    this.onwrite = () => {};
  }

  getInfo() {
    return this.info;
  }

  async open(options) {
    if (this.refuses || !this.connected) throw this.refuses ?? new DOMException('Failed to open serial port.', 'NetworkError');
    if (this.open_) throw new DOMException('The port is already open.', 'InvalidStateError');
    this.opened.push(options);
    this.open_ = true;
    this._read();
    this.writable = new WritableStream({
      write: bytes => {
        if (this.stuck) return new Promise(() => {});
        this.chunks.push(bytes.slice());
        this.onwrite(bytes);
      },
    });
  }

  _read() {
    this.readable = new ReadableStream({ start: controller => { this._source = controller; } });
  }

  async close() {
    if (this.readable?.locked || this.writable?.locked && !this.chunks.ended) await null;
    this.open_ = false;
    this.readable = this.writable = null;
  }

  // What the device says.
  say(bytes) {
    this._source.enqueue(bytes);
  }

  // Noise on the line: the port goes on with a new stream.
  fail(error) {
    const source = this._source;
    this._read();
    source.error(error);
  }

  // Plugged in again, at a page that may use it.
  plugIn(serial) {
    this.connected = true;
    const event = new Event('connect');
    Object.defineProperty(event, 'target', { value: this });
    serial.dispatchEvent(event);
  }

  unplug() {
    const source = this._source;
    this.connected = false;
    this.readable = null;
    source.error(new DOMException('The device has been lost.', 'NetworkError'));
    this.dispatchEvent(new Event('disconnect'));
  }

  // All that was written.
  written() {
    return Uint8Array.from(this.chunks.flatMap(chunk => [...chunk]));
  }
}

// allowed are the ports that the player has allowed, chooses is what requestPort gives: a port or an error.
export function fakeSerial({ allowed, chooses }) {
  return Object.assign(new EventTarget(), {
    allowed,
    chooses: chooses ?? new DOMException('No port selected by the user.', 'NotFoundError'),
    asked: [],
    async getPorts() {
      return [...this.allowed];
    },
    async requestPort(options) {
      this.asked.push(options);
      if (!(this.chooses instanceof FakePort)) throw this.chooses;
      return this.chooses;
    },
  });
}

// A T-Code device at a port that the player can choose: { port, told }, where told is what it is told that
// is no question. axes is what it says of them.
export function fakeStroker(axes = ['L0 0 9999 Up', 'R0 0 9999 Twist', 'V0 0 9999 Vibe']) {
  const port = new FakePort({ usbVendorId: 0x1a86, usbProductId: 0x7523 });
  const answers = new Map([['D0', 'Own 1.0'], ['D1', 'TCode v0.3'], ['D2', axes.join('\r\n')]]);
  /** @type {string[]} */
  const told = [];
  port.onwrite = bytes => {
    for (const line of new TextDecoder().decode(bytes).split('\n').filter(Boolean)) {
      const answer = answers.get(line);
      if (answer) port.say(new TextEncoder().encode(`${answer}\r\n`));
      else told.push(line);
    }
  };
  return { port, told };
}
