// Go looks at its start for globals that Node.js has. A page may have things of its own under these
// names, and must not get new ones, which confuse code that looks for Node.js.

const enosys = () => Object.assign(new Error('not implemented'), { code: 'ENOSYS' });

// There are no files: every function calls back with an error.
const noFiles = { constants: { O_WRONLY: -1, O_RDWR: -1, O_CREAT: -1, O_TRUNC: -1, O_APPEND: -1, O_EXCL: -1, O_DIRECTORY: -1 } };
const standIns = {
  fs: new Proxy(noFiles, { get: (known, name) => known[name] ?? ((...args) => args.at(-1)(enosys())) }),
  process: { pid: -1, ppid: -1, getuid: () => -1, geteuid: () => -1, getgid: () => -1, getegid: () => -1, getgroups: () => [], umask: () => 0, cwd: () => '/', chdir: () => {} },
  path: { resolve: (...parts) => parts.join('/') },
};

// Runs fn while the stand-ins are in place, and returns what it returns.
export function withStandIns(fn) {
  return withGlobals(standIns, fn);
}

// Runs fn, which may be asynchronous, and returns what it left in the global name; the name, and
// those of the stand-ins, are afterwards as they were.
export async function takeGlobal(name, fn) {
  const restore = [name, ...Object.keys(standIns)].map(keep);
  try {
    await fn();
    return globalThis[name];
  } finally {
    for (const back of restore) back();
  }
}

function withGlobals(globals, fn) {
  const restore = Object.keys(globals).map(keep);
  try {
    for (const [name, value] of Object.entries(globals)) put(name, value);
    return fn();
  } finally {
    for (const back of restore) back();
  }
}

// Remembers a global name; the result puts it back.
function keep(name) {
  const before = Object.getOwnPropertyDescriptor(globalThis, name);
  return () => {
    if (!before) delete globalThis[name];
    else if (before.configurable) Object.defineProperty(globalThis, name, before);
    else globalThis[name] = before.value; // a variable of a classic script
  };
}

function put(name, value) {
  const before = Object.getOwnPropertyDescriptor(globalThis, name);
  if (before && !before.configurable) globalThis[name] = value;
  else Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
