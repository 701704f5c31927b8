// Makes a folder for each example that runs in a browser, complete with the files of the package:
//
//   npm ci --prefix examples
//   node examples/build.mjs [DIST] [OUT]
//
// DIST is the package that `make build` writes, ../dist; OUT is .cache/examples of the project.
import { execFileSync } from 'node:child_process';
import { cpSync, copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileTwine2HTML, parseStoryFormat, parseTwee } from 'extwee';
import { build as vite } from 'vite';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, 'node_modules');
const dist = resolve(process.argv[2] ?? join(here, '../dist'));
const out = resolve(process.argv[3] ?? join(here, '../.cache/examples'));

rmSync(out, { recursive: true, force: true });

// An example of plain files: they, and the package in a folder beside them.
function plain(name) {
  const to = join(out, name);
  cpSync(join(here, name), to, { recursive: true, filter: file => !file.endsWith('README.md') });
  addPackage(join(to, 'gobuttplug'));
}

function addPackage(to, wanted = /^gobuttplug/) {
  mkdirSync(to, { recursive: true });
  for (const file of readdirSync(dist)) if (wanted.test(file) && !file.endsWith('.d.ts')) copyFileSync(join(dist, file), join(to, file));
}

async function viteGame() {
  const link = join(modules, 'gobuttplug');
  rmSync(link, { recursive: true, force: true });
  symlinkSync(dist, link, 'dir');
  await vite({ root: join(here, 'vite-game'), base: './', logLevel: 'error', build: { outDir: join(out, 'vite-game'), emptyOutDir: true } });
}

// The story, its format and our script in one file; the large script lies beside it.
function twine(name, formatFolder) {
  const script = readFileSync(join(dist, 'gobuttplug-twine.js'), 'utf8');
  const twee = readFileSync(join(here, name, 'story.twee'), 'utf8');
  const story = parseTwee(`${twee}\n:: gobuttplug-twine.js [script]\n${script}`);
  const format = parseStoryFormat(readFileSync(join(modules, 'twine-story-formats/story-formats', formatFolder, 'format.js'), 'utf8'));
  if (`${story.format} ${story.formatVersion}` !== `${format.name} ${format.version}`) throw new Error(`${name}: the story wants ${story.format} ${story.formatVersion}, the format is ${format.name} ${format.version}`);
  mkdirSync(join(out, name), { recursive: true });
  writeFileSync(join(out, name, 'story.html'), compileTwine2HTML(story, format));
  addPackage(join(out, name), /^gobuttplug\.js$/);
}

function goWasm() {
  const to = join(out, 'go-wasm');
  mkdirSync(to, { recursive: true });
  copyFileSync(join(here, 'go-wasm/index.html'), join(to, 'index.html'));
  copyFileSync(join(here, '..', 'web', 'wasm_exec.js'), join(to, 'wasm_exec.js'));
  execFileSync('go', ['build', '-trimpath', '-ldflags=-s -w', '-o', join(to, 'game.wasm'), '.'], { cwd: join(here, 'go-wasm'), env: { ...process.env, GOOS: 'js', GOARCH: 'wasm' }, stdio: 'inherit' });
}

for (const name of ['vanilla', 'iframe', 'stand-in', 'javascript-connecting', 'javascript-ping', 'phaser']) plain(name);
copyFileSync(join(modules, 'phaser/dist/phaser.min.js'), join(out, 'phaser/phaser.min.js'));
await viteGame();
twine('twine-sugarcube', 'sugarcube-2.31.1');
twine('twine-harlowe', 'harlowe-3.1.0');
goWasm();
console.log(`the examples are in ${out}`);
