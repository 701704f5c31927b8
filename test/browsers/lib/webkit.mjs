// WebKitGTK: the MiniBrowser that comes with it, over WebDriver, on a display that nobody sees.
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { start } from './process.mjs';

const require = createRequire(import.meta.url);
const { Builder, Capabilities } = require('selenium-webdriver');
const { findFreePort } = require('selenium-webdriver/net/portprober');
const { waitForServer } = require('selenium-webdriver/http/util');

const patience = 20_000;

export async function startWebKit({ programs: [webDriver, xvfb], folder }) {
  const display = await start(xvfb, ['-displayfd', '3', '-screen', '0', '1280x1024x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const number = await firstLine(display.child.stdio[3]);
  const port = await findFreePort('127.0.0.1');
  const folders = Object.fromEntries(['HOME', 'XDG_CACHE_HOME', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'XDG_RUNTIME_DIR'].map(name => [name, folder]));
  const server = await start(webDriver, ['--host=127.0.0.1', `--port=${port}`], {
    stdio: 'ignore',
    // Without the last one it draws by OpenGL, which takes seconds where no graphics card helps.
    env: { ...process.env, ...folders, DISPLAY: `:${number}`, GDK_BACKEND: 'x11', WEBKIT_DISABLE_DMABUF_RENDERER: '1' },
  });
  const address = `http://127.0.0.1:${port}`;
  await waitForServer(address, patience);;
  const driver = await new Builder().disableEnvironmentOverrides().usingServer(address).withCapabilities(new Capabilities({ browserName: 'MiniBrowser' })).build();
  return {
    version: (await driver.getCapabilities()).get('browserVersion'),
    open: url => driver.get(url),
    evaluate: expression => driver.executeScript(`return ${expression}`),
    click: (x, y) => driver.actions().move({ x, y }).click().perform(),
    // Without a word to the driver, which waits for a page that may have crashed.
    async close() {
      await server.stop();
      await display.stop();
    },
  };
}

// The whole line: a server that can't write the end of it gives up.
async function firstLine(stream) {
  try {
    for await (const line of createInterface(stream)) return line;
    throw new Error('Xvfb ended without telling which display it serves');
  } finally {
    stream.destroy();
  }
}
