// Tries every browser that is there with every check.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { browsers, inCI } from './lib/browsers.mjs';
import { checks } from './lib/checks.mjs';
import { Page } from './lib/page.mjs';
import { temporaryFolder } from './lib/process.mjs';
import { serveSite } from './lib/site.mjs';

const patience = 60_000;
let site;
before(async () => { site = await serveSite(); });
after(() => site.close());

for (const browser of browsers) {
  if (browser.missing.length > 0) {
    if (inCI) test(browser.name, () => assert.fail(`CI: ${browser.missing.join(', ')} is missing; setup installs it`));
    continue;
  }
  describe(browser.name, { timeout: patience }, () => {
    const [folder, remove] = temporaryFolder();
    let running;
    before(async () => {
      running = await browser.start({ programs: browser.programs, folder });
      browser.version = running.version;
    });
    after(async () => {
      await running?.close();
      remove();
    });
    for (const [shows, check] of checks) test(shows, t => check({ t, page: new Page(running), site }));
  });
}
