// Programs that end with the tests, whichever way these end: with what they have started themselves,
// and with the folder that they write into.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const leftovers = new Set(); // functions that clear away, at the very end

// What came last goes first: programs before the folders that they write into.
process.on('exit', () => { for (const clear of [...leftovers].reverse()) clear(); });
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

// Makes a folder for one browser, and returns its path and a function that removes it.
export function temporaryFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'gobuttplug-browsers-'));
  const remove = () => {
    leftovers.delete(remove);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  leftovers.add(remove);
  return [folder, remove];
}

// Starts a program in a process group of its own. stop() resolves when it has ended.
export async function start(command, args, options) {
  const child = spawn(command, args, { ...options, detached: true });
  const ended = once(child, 'exit');
  await once(child, 'spawn');
  child.unref(); // a program that is left over when something failed must not hold up the end
  const stop = async () => {
    child.ref();
    signal(child.pid, 'SIGTERM');
    await ended;
    leftovers.delete(kill);
    kill();
  };
  // SIGTERM first, even at the very end: an X server that is killed leaves its lock.
  const kill = () => signal(child.pid, child.exitCode === null && child.signalCode === null ? 'SIGTERM' : 'SIGKILL');
  leftovers.add(kill);
  return { child, stop };
}

function signal(group, name) {
  try {
    process.kill(-group, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error; // nobody is left in the group
  }
}
