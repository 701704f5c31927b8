// The browsers that are tried. Another one is another line here, and a module that starts it.
import { spawnSync } from 'node:child_process';
import { startFirefox } from './firefox.mjs';
import { startWebKit } from './webkit.mjs';

// needs: what has to be on the PATH, one of the names in each list, and the Debian package that has it.
// start({ programs, folder }) resolves to { version, open(url), evaluate(expression), click(x, y), close() }.
const table = [
  { name: 'Firefox', needs: [[['firefox-esr', 'firefox'], 'firefox-esr']], start: startFirefox },
  { name: 'WebKitGTK', needs: [[['WebKitWebDriver'], 'webkit2gtk-driver'], [['Xvfb'], 'xvfb']], start: startWebKit },
];

// programs: those found, in the order of needs. missing: the packages that would bring the others.
export const browsers = table.map(({ name, needs, start }) => {
  const programs = needs.map(([names]) => names.map(found).find(Boolean));
  const missing = needs.filter((_, i) => programs[i] === undefined).map(([, debian]) => debian);
  return { name, start, programs, missing };
});

// The path of a program, '' if it is not on the PATH.
function found(name) {
  return spawnSync('sh', ['-c', 'command -v "$0"', name], { encoding: 'utf8' }).stdout.trim();
}
