// Checks the type declarations of the built package:
//
//   node run.mjs DIST
//
// usage/ holds programs that have to compile, frameworks/ the connect element in files of frameworks.
// source/ checks our own JavaScript, whose types are in JSDoc, and whether it is what the declarations
// say. compare/ is about npm buttplug: whatever that exports must be here too, and fit in its place. differences.json lists what does not, with the reason: names, parts of
// them ("X (static)", "new X"), and members that are lacking ("X.member"). An entry that has become wrong
// is an error as well.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, 'node_modules');
const installed = join(modules, 'gobuttplug');
rmSync(installed, { force: true });
symlinkSync(resolve(process.argv[2]), installed, 'dir');

const differences = JSON.parse(readFileSync(join(here, 'differences.json'), 'utf8'));
const names = [...exported(join(modules, 'buttplug/dist/main/index.d.ts'))].sort(([a], [b]) => a < b ? -1 : 1);
if (names.length === 0) throw new Error('npm buttplug exports no types');
const lines = [];
const used = new Set();

// A line that must compile, unless the table says that it does not.
function check(aspect, line) {
  used.add(aspect);
  lines.push(`// ${aspect}`);
  if (aspect in differences) lines.push(`// @ts-expect-error ${differences[aspect]}`);
  lines.push(line);
}

lines.push("import type * as Official from 'buttplug';", "import type * as Ours from 'gobuttplug';", "import type { Arguments, Public, Statics } from './shape';");
for (const [name, { kind, hidden }] of names) {
  const id = name.replace(/\W/g, '_');
  if (kind !== 'const' && kind !== 'function') check(name, `export const ${id}: Public<Official.${name}> = null! as Public<Ours.${name}>;`);
  if (kind === 'const' || kind === 'function' || kind === 'enum') check(`${name} (value)`, `export const ${id}_value: Public<typeof Official.${name}> = null! as Public<typeof Ours.${name}>;`);
  if (kind !== 'class') continue;
  check(`${name} (static)`, `export const ${id}_static: Statics<typeof Official.${name}> = null! as Statics<typeof Ours.${name}>;`);
  if (!hidden) check(`new ${name}`, `export const ${id}_new: Arguments<typeof Ours.${name}> = null! as Arguments<typeof Official.${name}>;`);
}
const lacking = Object.keys(differences).filter(aspect => aspect.includes('.'));
for (const aspect of lacking) {
  const [name, member] = aspect.split('.');
  lines.push(`export type ${name}_${member} = Official.${name}['${member}'];`);
  check(aspect, `export type ${name}_${member}_lacks = Ours.${name}['${member}'];`);
}
lines.push(`export type Lacking = ${lacking.map(aspect => `'${aspect.split('.')[1]}'`).join(' | ') || 'never'};`);
const stale = Object.keys(differences).filter(aspect => !used.has(aspect));
if (stale.length > 0) throw new Error(`differences.json: npm buttplug does not have ${stale.join(', ')}`);
writeFileSync(join(here, 'compare/generated.ts'), `${lines.join('\n')}\n`);

// What is there at run time.
const [official, ours] = await Promise.all(['buttplug', 'gobuttplug'].map(name => import(name)));
const absent = Object.keys(official).filter(name => !['default', 'module.exports', '__esModule'].includes(name) && !(name in ours));
if (absent.length > 0) throw new Error(`gobuttplug.mjs does not export ${absent.join(', ')}`);

const tsc = join(modules, 'typescript/bin/tsc');
let failed = false;
for (const project of ['usage', 'frameworks', 'source', 'compare']) {
  failed = spawnSync(process.execPath, [tsc, '-p', join(here, project)], { stdio: 'inherit' }).status !== 0 || failed;
}

// That none of our files is left out.
const checked = new Set(spawnSync(process.execPath, [tsc, '-p', join(here, 'source'), '--listFilesOnly'], { encoding: 'utf8' }).stdout.split('\n'));
const web = resolve(here, '../../web');
const sources = ['src', 'page', 'bridge'].flatMap(folder => readdirSync(join(web, folder), { recursive: true }).map(file => join(web, folder, file))).filter(file => file.endsWith('.mjs'));
const missed = sources.filter(file => !checked.has(file));
if (missed.length > 0) throw new Error(`source/tsconfig.json leaves out ${missed.join(', ')}`);
console.log(`${sources.length} files of JavaScript checked; ${names.length} names of npm buttplug compared, ${Object.keys(differences).length} differences with a reason`);
process.exitCode = failed ? 1 : 0;

// The names that a declaration file exports, with what they are. Hidden classes can't be constructed.
function exported(file, all = new Map()) {
  const text = readFileSync(file, 'utf8').replace(/\/\*.*?\*\//gs, '');
  for (const [, only, from] of text.matchAll(/^export (?:type )?(\*|\{[^}]*\}) from '(.*?)';/gm)) {
    const target = join(dirname(file), `${from}.d.ts`);
    if (!existsSync(target)) throw new Error(`${target} is not there`);
    const inner = exported(target);
    const wanted = only === '*' ? [...inner.keys()] : only.match(/\w+/g);
    for (const name of wanted) all.set(name, inner.get(name));
  }
  for (const [, kind, name] of text.matchAll(/^export (?:declare )?(?:abstract )?(class|interface|type|enum|const|function) (\w+)/gm)) {
    const body = text.slice(text.indexOf(`${kind} ${name}`)).match(/^[^\n]*\{\n(.*?)^\}/ms)?.[1] ?? '';
    all.set(name, { kind, hidden: /(private|protected) constructor/.test(body) });
  }
  return all;
}
