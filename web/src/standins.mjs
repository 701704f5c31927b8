// Go looks at its start for globals that Node.js has. A page may have things of its own under these
// names, and must not get new ones, which confuse code that looks for Node.js.

// What is looked up by name.
/** @type {Record<string, any>} */
const globals = globalThis;

const enosys = () => Object.assign(new Error('not implemented'), { code: 'ENOSYS' });

// There are no files: every function calls back with an error.
const noFiles = { constants: { O_WRONLY: -1, O_RDWR: -1, O_CREAT: -1, O_TRUNC: -1, O_APPEND: -1, O_EXCL: -1, O_DIRECTORY: -1 } };
const standIns = {
  fs: new Proxy(noFiles, { get: (known, name) => Reflect.get(known, name) ?? ((/** @type {any[]} */ ...args) => args.at(-1)(enosys())) }),
  process: { pid: -1, ppid: -1, getuid: () => -1, geteuid: () => -1, getgid: () => -1, getegid: () => -1, getgroups: () => [], umask: () => 0, cwd: () => '/', chdir: () => {} },
  path: { resolve: (/** @type {string[]} */ ...parts) => parts.join('/') },
};

// Runs fn while the stand-ins, and what Go is given besides, are in place, and returns what it returns.
/**
 * @template T
 * @param {Record<string, unknown>} given by global names
 * @param {() => T} fn
 */
export function withStandIns(given, fn) {
  return withGlobals({ ...standIns, ...given }, fn);
}

// Runs fn, which may be asynchronous, and returns what it left in the global name; the name, and
// those of the stand-ins, are afterwards as they were.
/**
 * @param {string} name
 * @param {() => unknown} fn
 * @returns {Promise<any>}
 */
export async function takeGlobal(name, fn) {
  const restore = [name, ...Object.keys(standIns)].map(keep);
  try {
    await fn();
    return globals[name];
  } finally {
    for (const back of restore) back();
  }
}

/**
 * @template T
 * @param {Record<string, unknown>} values
 * @param {() => T} fn
 */
function withGlobals(values, fn) {
  const restore = Object.keys(values).map(keep);
  try {
    for (const [name, value] of Object.entries(values)) put(name, value);
    return fn();
  } finally {
    for (const back of restore) back();
  }
}

// Remembers a global name; the result puts it back.
/** @param {string} name */
function keep(name) {
  const before = Object.getOwnPropertyDescriptor(globalThis, name);
  return () => {
    if (!before) delete globals[name];
    else if (before.configurable) Object.defineProperty(globalThis, name, before);
    else globals[name] = before.value; // a variable of a classic script
  };
}

/**
 * @param {string} name
 * @param {unknown} value
 */
function put(name, value) {
  const before = Object.getOwnPropertyDescriptor(globalThis, name);
  if (before && !before.configurable) globals[name] = value;
  else Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
