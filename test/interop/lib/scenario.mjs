// What every official client is put through. Each generation has its own names for the same
// things, so a client comes with a description:
//
//   name         'buttplug 5.0.2'
//   connect      async address => client
//   events       its names of added, finished and disconnected; the last one is undefined if it
//                does not notice that a connection has ended
//   devices      client => devices it knows
//   deviceName   device => name
//   scan, stopAll, disconnect   async client => {}
//   stop         async device => {}
//   battery      async device => percent; undefined if the version has none
//   outputs      [toy, output, value that the toy is told, async device => {}]
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Server } from './server.mjs';

const toys = ['Simulated Air Pump', 'Simulated Heater', 'Simulated Rotator', 'Simulated Stroker', 'Simulated Trainer', 'Simulated Vibrator'];

// Positions end by themselves; there is nothing to stop.
const stops = output => !output.includes('Position');

export function scenario(generation) {
  const { name, connect, events, devices, deviceName, scan, stopAll, disconnect, stop, battery, outputs } = generation;
  const names = client => devices(client).map(deviceName).sort();
  const find = (client, toy) => devices(client).find(d => deviceName(d) === toy);
  const next = (client, event) => new Promise(resolve => client.addListener(event, resolve));
  // A client that has found every toy.
  const ready = async server => {
    const client = await connect(server.address);
    assert.deepEqual(names(client), []);
    const added = [];
    const all = new Promise(resolve => client.addListener(events.added, device => {
      if (added.push(deviceName(device)) === toys.length) resolve();
    }));
    await scan(client);
    await all;
    assert.deepEqual(added.sort(), toys);
    assert.deepEqual(names(client), toys);
    return client;
  };

  test(`${name}: scans, and is told when that is finished`, async t => {
    const server = await Server.start(t);
    const client = await connect(server.address);
    const finished = next(client, events.finished);
    await scan(client);
    await finished;
    await disconnect(client);
  });

  test(`${name}: drives every output, reads, stops`, async t => {
    const server = await Server.start(t);
    const client = await ready(server);
    const drive = async ([toy, output, value, run]) => {
      server.forget();
      await run(find(client, toy));
      await server.told(toy, output, value);
    };
    for (const one of outputs) {
      await drive(one);
      const [toy, output] = one;
      await stop(find(client, toy));
      if (stops(output)) await server.told(toy, output, 0);
    }
    if (battery) for (const toy of toys) assert.equal(await battery(find(client, toy)), 85, toy);
    const running = outputs.filter(([, output]) => stops(output));
    for (const one of running) await drive(one);
    server.forget();
    await stopAll(client);
    for (const [toy, output] of running) await server.told(toy, output, 0);
    await disconnect(client);
  });

  test(`${name}: lists toys that are there already; its toys stop when it leaves`, async t => {
    const server = await Server.start(t);
    const first = await ready(server);
    const second = await connect(server.address);
    assert.deepEqual(names(second), toys);
    const [toy, output, value, run] = outputs[0];
    await run(find(second, toy));
    await server.told(toy, output, value);
    server.forget();
    await disconnect(second);
    await server.told(toy, output, 0);
    await disconnect(first);
  });

  test(`${name}: the server ends`, async t => {
    const server = await Server.start(t);
    const client = await ready(server);
    const gone = events.disconnected && next(client, events.disconnected);
    await server.stop();
    await gone;
  });
}
