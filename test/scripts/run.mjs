// Runs the project's scripts in folders and with programs that are made up.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const scripts = fileURLToPath(new URL('../../scripts/', import.meta.url));

// folder makes a folder with these files, by name; their names may have slashes.
export function folder(t, files = {}) {
  const path = mkdtempSync(join(tmpdir(), 'a folder '));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return path;
}

const which = name => process.env.PATH.split(delimiter).map(place => join(place, name)).find(existsSync);

// programs makes a folder of programs: the real ones of these names, and shell scripts.
export function programs(t, real, made = {}) {
  const path = folder(t, Object.fromEntries(Object.entries(made).map(([name, text]) => [name, `#!/bin/sh\n${text}\n`])));
  for (const name of Object.keys(made)) chmodSync(join(path, name), 0o755);
  for (const name of real) symlinkSync(which(name), join(path, name));
  return path;
}

// Make and the test runner tell those that they start what they are; these are others.
function environment(env) {
  const { MAKEFLAGS, MAKELEVEL, MFLAGS, NODE_TEST_CONTEXT, CHROMIUM, CI, GOROOT, ...rest } = process.env;
  return { ...rest, ...env };
}

// run runs a script and gives its exit status and what it printed.
export function run(name, args, { cwd, env = {} } = {}) {
  const { status, error, stdout, stderr } = spawnSync(join(scripts, name), args, { cwd, env: environment(env), encoding: 'utf8', timeout: 50000 });
  if (error) throw error;
  return { status, stdout, stderr };
}

// start starts a script; what it prints is of no interest.
export const start = (name, args, { cwd }) => spawn(join(scripts, name), args, { cwd, env: environment({}), stdio: 'ignore' });
