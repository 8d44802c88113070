// The server of all of them: HTTP/1.1, brotli made beforehand, names with a hash kept for good. No file is read
// while something is measured.
import { createServer } from 'node:http';
import { readFileSync, readdirSync } from 'node:fs';
import { extname, join, relative } from 'node:path';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};
const HASHED = /[-_.][0-9a-f]{12,}([-_.][^/]*)?$/;

/** The files of a built guide, by path. */
export function builtFiles(dist) {
  const files = new Map();
  for (const entry of readdirSync(dist, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath ?? entry.path, entry.name);
    if (!entry.isFile() || !file.endsWith('.br')) continue;
    const plain = file.slice(0, -'.br'.length);
    const path = `/${relative(dist, plain)}`.replace(/index\.html$/, '');
    files.set(path, { bytes: readFileSync(plain), brotli: readFileSync(file) });
  }
  return files;
}

/** Serves files on a free port. */
export async function serve(files) {
  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname;
    const file = files.get(path);
    if (!file) {
      response.writeHead(404).end();
      return;
    }
    const takesBrotli = /\bbr\b/.test(request.headers['accept-encoding'] ?? '');
    const body = takesBrotli ? file.brotli : file.bytes;
    response.writeHead(200, {
      'content-type': TYPES[extname(path)] ?? TYPES['.html'],
      'content-length': body.length,
      'cache-control': HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      vary: 'accept-encoding',
      ...(takesBrotli && { 'content-encoding': 'br' }),
    });
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
