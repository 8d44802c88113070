// The server of all of them: HTTP/1.1, brotli made beforehand, names with a hash kept for good. No file is read
// while something is measured.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { extname, join, relative } from 'node:path';

const TYPES = {
  '': 'text/html; charset=utf-8',
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
    if (!entry.isFile() || ['.br', '.gz'].includes(extname(file))) continue;
    const path = `/${relative(dist, file)}`.replace(/index\.html$/, '');
    // What is as small as it gets has no variant.
    const brotli = existsSync(`${file}.br`) ? readFileSync(`${file}.br`) : undefined;
    files.set(path, { bytes: readFileSync(file), brotli });
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
    // A browser asks for the icon again with each answer that goes into the address.
    const tag = (file.tag ??= `"${createHash('sha256').update(file.bytes).digest('hex').slice(0, 16)}"`);
    if (request.headers['if-none-match'] === tag) {
      response.writeHead(304, { etag: tag }).end();
      return;
    }
    const isCompressed = file.brotli && /\bbr\b/.test(request.headers['accept-encoding'] ?? '');
    const body = isCompressed ? file.brotli : file.bytes;
    response.writeHead(200, {
      'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
      'content-length': body.length,
      etag: tag,
      'cache-control': HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      vary: 'accept-encoding',
      ...(isCompressed && { 'content-encoding': 'br' }),
    });
    response.end(body);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
