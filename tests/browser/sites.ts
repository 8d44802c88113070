// A guide of one's own: built as an operator builds it, with the keys that are wanted.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The guide of this repository for an office with these public keys: its folder, and a way to be rid of it. */
export function build(recipients: string[]): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'panduan-site-'));
  // The form's own files, compressed already.
  cpSync(process.env.PANDUAN_SHELL!, folder, { recursive: true, preserveTimestamps: true });
  const content = join(import.meta.dirname, '../../content');
  const shell = join(process.env.PANDUAN_SHELL!, 'index.html');
  execFileSync(process.env.PANDUAN_SITE_BIN!, [
    ...['build', '--content', content, '--shell', shell, '--out', folder],
    ...recipients.flatMap((key) => ['--recipient', key]),
  ]);
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}
