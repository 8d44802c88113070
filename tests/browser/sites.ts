// A guide of one's own. To build it again would take most of a minute, so it is the built one with what differs
// changed in it; that `site build` makes it so is a test of its own (site/tests/recipients.rs).
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LANGUAGES, SERVICE } from './applicant';

/** The guide as it is for an office without a key: its folder, and a way to be rid of it. */
export function withoutKeys(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'panduan-site-'));
  cpSync(process.env.PANDUAN_DIST!, folder, { recursive: true });
  const change = (file: string, before: RegExp, after: string) => {
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8');
    if (!before.test(text)) throw new Error(`${file} names no keys`);
    writeFileSync(path, text.replace(before, after));
    for (const variant of ['.br', '.gz']) rmSync(path + variant, { force: true });
  };
  change('office.json', /"recipients":\[.+\]/, '"recipients":[]');
  for (const lang of LANGUAGES) {
    const form = `${lang}/services/${SERVICE}/apply`;
    const data = readdirSync(join(folder, form)).find((name) => /^rest-.*\.json$/.test(name));
    change(join(form, data!), /"recipients":\[.+?\],/, '');
  }
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}
