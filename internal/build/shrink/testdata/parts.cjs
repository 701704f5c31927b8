// Runs a Go program that was split: node parts.cjs wasm_exec.js first.wasm rest.wasm
// The rest comes when the program waits for it; that it did goes to standard error.
const [, , support, first, rest] = process.argv;
Object.assign(globalThis, { require, fs: require('node:fs'), path: require('node:path') });
require(support);

const go = new Go();
go.env = process.env;
go.exit = process.exit;

async function main() {
  const { instance } = await WebAssembly.instantiate(fs.readFileSync(first), go.importObject);
  const { exports } = instance;
  const awaited = () => exports.rest.value === 2;
  const resume = go._resume.bind(go);
  go._resume = () => { if (!awaited()) resume(); };
  let coming = false;
  const complete = async () => {
    if (!awaited() || coming) return;
    coming = true;
    await WebAssembly.instantiate(fs.readFileSync(rest), { ...go.importObject, first: exports });
    coming = false;
    exports.rest.value = 1;
    process.stderr.write('waited\n');
    exports.go_on();
    go._resume(); // timers may have rung
  };
  const running = go.run(instance);
  const look = setInterval(() => complete().catch(fail), 5);
  await running;
  clearInterval(look);
}

function fail(error) {
  console.error(error);
  process.exit(1);
}

main().catch(fail);
