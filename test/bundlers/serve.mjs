// Runs Vite's development server for a project and prints its address, until the input ends:
//
//   node serve.mjs PROJECT
import { createServer } from 'vite';

const server = await createServer({ root: process.argv[2], configFile: false, logLevel: 'error', server: { host: '127.0.0.1', port: 0 } });
await server.listen();
console.log(server.resolvedUrls.local[0]);
process.stdin.on('end', () => server.close()).resume();
