// The web site that the checks open: pages/, with the package and npm buttplug beside them.
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';

const here = relative => fileURLToPath(new URL(relative, import.meta.url));
export const pages = here('../pages/');
export const dist = here('../../../dist/');

// The package's own page, which has to bring what collects its errors.
const ownPage = '/gobuttplug/index.html';

export async function serveSite() {
  const folders = { '/gobuttplug/': sirv(dist, { dev: true }), '/npm/': sirv(here('../node_modules/buttplug-5/dist/web/'), { dev: true }), '/': sirv(pages, { dev: true }) };
  const server = http.createServer(async (request, response) => {
    if (request.url === ownPage) {
      const text = await readFile(`${dist}index.html`, 'utf8');
      return response.setHeader('Content-Type', 'text/html; charset=utf-8').end(text.replace('<head>', '<head><script src="/errors.js"></script>'));
    }
    const prefix = Object.keys(folders).find(folder => request.url.startsWith(folder));
    request.url = request.url.slice(prefix.length - 1);
    folders[prefix](request, response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    async close() {
      const closed = once(server.close(), 'close');
      server.closeAllConnections();
      await closed;
    },
  };
}
