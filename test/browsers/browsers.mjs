// Puts every browser that is there through every check. The last line tells which ones those were.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { browsers } from './lib/browsers.mjs';
import { checks } from './lib/checks.mjs';
import { Page } from './lib/page.mjs';
import { temporaryFolder } from './lib/process.mjs';
import { serveSite } from './lib/site.mjs';

const patience = { timeout: 30_000 };
const there = browsers.filter(({ missing }) => missing.length === 0);
const others = browsers.filter(({ missing }) => missing.length > 0);

if (process.env.CI === 'true') {
  for (const { name, missing } of others) test(name, () => assert.fail(`CI: missing: ${missing.join(', ')}; setup installs that`));
}

const tried = [];
let passed = 0;
for (const { name, start, programs } of there) {
  describe(name, () => {
    const [folder, remove] = temporaryFolder();
    let site, browser;
    before(async () => {
      site = await serveSite();
      browser = await start({ programs, folder });
      tried.push(`${name} ${browser.version}`);
    }, patience);
    after(async () => {
      await browser?.close();
      await site?.close();
      remove();
    }, patience);
    for (const [shows, check] of checks) {
      test(shows, patience, async t => {
        await check({ t, page: new Page(browser), site });
        passed++;
      });
    }
  });
}

// Told at the very end, and where there is nothing to test, too.
process.on('exit', () => console.log(`summary: ${summary()}`));

function summary() {
  if (there.length === 0) return `0 browsers tried: install ${others.map(({ missing }) => missing.join(' and ')).join(', or ')}`;
  const left = others.map(({ name, missing }) => `; ${name} not tried: install ${missing.join(' and ')}`);
  return `${passed} checks: ${tried.join(', ') || 'no browser started'}${left.join('')}`;
}
