// Firefox, over WebDriver BiDi.
import puppeteer from 'puppeteer-core';

export async function startFirefox({ programs: [executablePath], folder }) {
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true, userDataDir: folder });
  const [page] = await browser.pages();
  return {
    version: (await browser.version()).replace(/^firefox\//i, ''),
    open: url => page.goto(url),
    evaluate: expression => page.evaluate(expression),
    click: (x, y) => page.mouse.click(x, y),
    close: () => browser.close(),
  };
}
