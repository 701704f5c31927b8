// What a game can see of a WebSocket to a Buttplug server at url: a list of lines, the same for the
// browser's own and for the stand-in.
globalThis.probe = async url => {
  const lines = [];
  const note = (...words) => lines.push(words.map(word => typeof word === 'string' ? word : JSON.stringify(word)).join(' '));
  const attempt = (name, run) => {
    try {
      note(name, String(run()));
    } catch (error) {
      note(name, 'throws', error.constructor.name, error.name, error.message.replaceAll(url, 'URL'));
    }
  };
  const show = event => [event.type, event.constructor.name, event.bubbles, event.cancelable, event.target instanceof WebSocket,
    ...(event instanceof CloseEvent ? [event.wasClean, event.code, event.reason] : []),
    ...(event instanceof MessageEvent ? [typeof event.data, event.origin === new URL(url).origin, event.lastEventId, event.source, event.ports.length] : [])];
  const frame = (name, body) => JSON.stringify([{ [name]: body }]);
  const hello = frame('RequestServerInfo', { Id: 1, ClientName: 'probe', MessageVersion: 3 });
  const event = (socket, name) => new Promise(resolve => socket.addEventListener(name, resolve, { once: true }));

  note('# the constructor');
  note(typeof WebSocket, WebSocket.name, WebSocket.length, Object.keys(WebSocket), WebSocket.CONNECTING, WebSocket.OPEN, WebSocket.CLOSING, WebSocket.CLOSED);
  attempt('without new', () => WebSocket(url));
  attempt('no address', () => new WebSocket());
  attempt('bad address', () => new WebSocket('http://['));
  attempt('a fragment', () => new WebSocket(`${url}/#part`).readyState);
  attempt('bad protocol', () => new WebSocket(url, 'a b'));
  attempt('a protocol twice', () => new WebSocket(url, ['a', 'a']));
  attempt('empty protocol', () => new WebSocket(url, ''));

  note('# a session');
  const socket = new WebSocket(url);
  const names = ['open', 'message', 'error', 'close'];
  for (const name of names) socket.addEventListener(name, e => note('listener', ...show(e), 'state', socket.readyState));
  note(socket.url === new URL(url).href, socket.readyState, socket.bufferedAmount, socket.extensions === '' || 'extensions', socket.protocol, socket.binaryType);
  note(socket instanceof WebSocket, socket instanceof EventTarget, socket.constructor === WebSocket, Object.prototype.toString.call(socket), Object.keys(socket));
  note(socket.CONNECTING, socket.OPEN, socket.CLOSING, socket.CLOSED);
  const members = [];
  for (const name in socket) members.push(name);
  note(members.sort());
  attempt('early send', () => socket.send('x'));
  attempt('send nothing', () => socket.send());
  attempt('binary type', () => { socket.binaryType = 'text'; socket.binaryType = 'arraybuffer'; return socket.binaryType; });
  socket.readyState = 3;
  note('state is read-only', socket.readyState);
  attempt('foreign this', () => Object.getOwnPropertyDescriptor(WebSocket.prototype, 'readyState').get.call({}));
  note(names.map(name => socket[`on${name}`]));
  socket.onopen = 5;
  note(socket.onopen);
  const handler = e => { note('handler', e.type); return false; };
  socket.onopen = () => note('replaced');
  socket.addEventListener('open', () => note('after the handler'));
  socket.onopen = handler;
  note(socket.onopen === handler);
  const object = { handleEvent() { note('not for attributes'); } };
  socket.onmessage = object;
  note(socket.onmessage === object);
  socket.addEventListener('message', { handleEvent(e) { note('object', e.type, this !== socket); } }, { once: true });
  socket.onclose = function () { note('this is the socket', this === socket); };
  await event(socket, 'open');
  socket.onopen = null;
  note(socket.onopen, socket.readyState, socket.protocol);

  note('# messages');
  const order = [];
  socket.addEventListener('message', () => { order.push('message'); queueMicrotask(() => order.push('microtask')); });
  socket.send(hello);
  note('buffered', socket.bufferedAmount === hello.length || socket.bufferedAmount);
  order.push('after send');
  await event(socket, 'message');
  note('buffered', socket.bufferedAmount);
  const all = new Promise(resolve => { let n = 0; socket.addEventListener('message', () => ++n === 5 && setTimeout(resolve)); });
  socket.send(new TextEncoder().encode(frame('Ping', { Id: 90 })));
  socket.send(new Blob([frame('Ping', { Id: 91 })]));
  socket.send(`[${'x'.repeat(3)}]`);
  socket.send({ toString: () => frame('RequestDeviceList', { Id: 2 }) });
  socket.send(frame('Ping', { Id: 3 }));
  await all;
  note(order);

  note('# closing');
  for (const [code, reason] of [[99], [1001], [2999], [5000], [-1], ['x'], [NaN], [3000, 'x'.repeat(124)], [3000, 'ü'.repeat(62)]]) attempt(`close ${code} ${reason?.length}`, () => socket.close(code, reason));
  note(socket.readyState);
  const closed = event(socket, 'close');
  socket.close(3001, 'bye');
  note(socket.readyState);
  socket.close(1000);
  const before = socket.bufferedAmount;
  socket.send('späte');
  socket.send(new Uint8Array(7));
  note('buffered', socket.bufferedAmount - before);
  await closed;
  socket.send('x');
  note('state', socket.readyState, 'buffered', socket.bufferedAmount - before);
  socket.close();

  note('# other ends');
  for (const [name, run] of [
    ['close at once', s => s.close()],
    ['close without code', async s => { await event(s, 'open'); s.close(); }],
    ['close with a code alone', async s => { await event(s, 'open'); s.close(1000); }],
    ['refused by the server', async s => { await event(s, 'open'); s.send(frame('RequestServerInfo', { Id: 1, ClientName: 'probe', ProtocolVersionMajor: 9, ProtocolVersionMinor: 0 })); }],
  ]) {
    const other = new WebSocket(new URL(url));
    for (const kind of names) other.addEventListener(kind, e => note(name, ...show(e), 'state', other.readyState));
    const end = event(other, 'close');
    run(other);
    note(name, 'state', other.readyState);
    await end;
  }

  note('# a subclass');
  class Game extends WebSocket {
    get kind() { return 'game'; }
    send(name) { super.send(frame(name, { Id: 1 })); }
    close() { super.close(3002, 'subclass'); }
  }
  const game = new Game(url);
  note(game instanceof Game, game instanceof WebSocket, game.kind, game.url === new URL(url).href, game.readyState);
  game.onmessage = e => note('got', e.data.length > 0);
  await event(game, 'open');
  game.send('Ping');
  await event(game, 'message');
  game.close();
  note(...show(await event(game, 'close')));
  return lines;
};
