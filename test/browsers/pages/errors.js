// Collects what a browser would show as an error in its console. It has to be the first script.
globalThis.errorsSeen = [];
addEventListener('error', event => errorsSeen.push(event.message ?? `${event.target.outerHTML} was not loaded`), true);
addEventListener('unhandledrejection', event => errorsSeen.push(`unhandled: ${event.reason}`));
addEventListener('securitypolicyviolation', event => errorsSeen.push(`${event.violatedDirective} forbids ${event.blockedURI} ${event.sample}`));
const { error } = console;
console.error = (...args) => {
  errorsSeen.push(args.join(' '));
  error.apply(console, args);
};
