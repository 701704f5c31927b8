// Firefox, over WebDriver BiDi.
import puppeteer from 'puppeteer-core';

const patience = 30_000;

export async function startFirefox({ programs: [executablePath], folder }) {
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true, userDataDir: folder, protocolTimeout: patience });
  const [page] = await browser.pages();
  return {
    version: (await browser.version()).replace(/^firefox\//i, ''),
    open: url => page.goto(url),
    evaluate: expression => page.evaluate(expression),
    click: (x, y) => page.mouse.click(x, y),
    close: () => browser.close(),
  };
}
