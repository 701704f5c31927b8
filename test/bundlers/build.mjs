// Installs the package from its tarball into a fresh project and builds the game of its README
// there with each bundler:
//
//   node build.mjs DIST OUT
//
// OUT then has a folder of static files for each bundler, with that game in index.html and one for a
// server app, with the stand-in, in desktop.html; frameworks has pages with the connect element, those of
// the folder of that name here; and there is a list of what is in the package.
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import esbuild from 'esbuild';
import { rollup } from 'rollup';
import { build as vite } from 'vite';
import webpack from 'webpack';

const [dist, out] = process.argv.slice(2).map(path => resolve(path));
const project = join(out, 'project');

rmSync(out, { recursive: true, force: true });
mkdirSync(project, { recursive: true });
const npm = (...args) => execFileSync('npm', args, { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
const [{ filename, files }] = JSON.parse(npm('pack', '--json', '--silent', '--pack-destination', out, dist));
writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
npm('install', '--silent', '--offline', '--no-audit', '--no-fund', join(out, filename));
writeFileSync(join(out, 'files.json'), JSON.stringify(files.map(file => file.path).sort()));

const readme = readFileSync(join(project, 'node_modules/gobuttplug/README.md'), 'utf8');
const [, game] = readme.match(/```js\n(.*?)```/s);
const [, body] = readme.match(/```html\n(.*?)```/s);

// Writes the two pages, whose scripts change makes fit the bundler.
function writePages(to, change = script => script) {
  for (const [name, script] of [['index', body], ['desktop', desktopBody]]) writePage(to, name, change(script));
}

function writePage(to, name, content) {
  writeFileSync(join(to, `${name}.html`), `<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>Game</title><link rel="icon" href="data:,">\n${content}</html>\n`);
}

const desktop = `import 'gobuttplug/stand-in';
const socket = new WebSocket('ws://127.0.0.1:12345');
const send = (name, body) => socket.send(JSON.stringify([{ [name]: body }]));
socket.onopen = () => {
  send('RequestServerInfo', { Id: 1, ClientName: 'Game', MessageVersion: 3 });
  send('StartScanning', { Id: 2 });
};
socket.onmessage = ({ data }) => {
  for (const { DeviceAdded } of JSON.parse(data)) if (DeviceAdded) send('ScalarCmd', { Id: 3, DeviceIndex: DeviceAdded.DeviceIndex, Scalars: [{ Index: 0, Scalar: 0.5, ActuatorType: 'Vibrate' }] });
};
`;
const desktopBody = '<script type="module" src="./desktop.mjs"></script>\n';
writeFileSync(join(project, 'game.mjs'), game);
writeFileSync(join(project, 'desktop.mjs'), desktop);
writePages(project);
const here = fileURLToPath(new URL('.', import.meta.url));
cpSync(join(here, 'frameworks'), join(project, 'frameworks'), { recursive: true });
const entries = { game: join(project, 'game.mjs'), desktop: join(project, 'desktop.mjs') };

// Importing it, as servers that render pages do, has no effect and does not fail.
execFileSync('node', ['--input-type=module', '-e', "await import('gobuttplug'); await import('gobuttplug/stand-in')"], { cwd: project, stdio: 'inherit' });

const builds = {
  async vite(to) {
    const input = [join(project, 'index.html'), join(project, 'desktop.html')];
    await vite({ root: project, base: './', build: { outDir: to, emptyOutDir: true, rollupOptions: { input } }, logLevel: 'error', configFile: false });
  },

  async webpack(to) {
    const stats = await new Promise((done, fail) => webpack({ mode: 'production', context: project, entry: entries, output: { path: to }, performance: false },
      (error, stats) => error ? fail(error) : done(stats)));
    if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString());
    writePages(to, script => script.replace('type="module"', 'defer').replace('.mjs', '.js'));
  },

  async esbuild(to) {
    const { errors, warnings } = await esbuild.build({ absWorkingDir: project, entryPoints: entries, bundle: true, minify: true, format: 'esm', outdir: to, outExtension: { '.js': '.mjs' }, logLevel: 'silent' });
    if (errors.length + warnings.length > 0) throw new Error(JSON.stringify([...errors, ...warnings]));
    finish(to);
  },

  async rollup(to) {
    const bundle = await rollup({ input: entries, plugins: [nodeResolve()], onwarn: warning => { throw new Error(warning.message); } });
    await bundle.write({ dir: to, format: 'es', entryFileNames: '[name].mjs' });
    finish(to);
  },

  async frameworks(to) {
    const { errors, warnings } = await esbuild.build({
      absWorkingDir: project, entryPoints: ['frameworks/react.jsx', 'frameworks/vue.mjs'], nodePaths: [join(here, 'node_modules')], bundle: true, minify: true, format: 'esm', jsx: 'automatic',
      define: { 'process.env.NODE_ENV': '"production"', __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false' },
      outdir: to, outExtension: { '.js': '.mjs' }, logLevel: 'silent',
    });
    if (errors.length + warnings.length > 0) throw new Error(JSON.stringify([...errors, ...warnings]));
    finish(to);
    for (const name of ['react', 'vue']) writePage(to, name, `<body></body><script type="module" src="./${name}.mjs"></script>\n`);
  },
};

// What the README tells users of these bundlers to do.
function finish(to) {
  for (const name of ['gobuttplug.wasm', 'gobuttplug-remote.wasm', 'gobuttplug-clock.js']) copyFileSync(join(project, 'node_modules/gobuttplug', name), join(to, name));
  writePages(to);
}

await Promise.all(Object.entries(builds).map(async ([name, run]) => {
  const to = join(out, name);
  mkdirSync(to);
  try {
    await run(to);
  } catch (error) {
    throw new Error(`${name}: ${error.message}`, { cause: error });
  }
}));
