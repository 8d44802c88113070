// Releases of a guide: a copy of the built one, changed as a new build would change it.
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Lang } from './applicant';

interface List {
  release: string;
  load: number;
  pages: [path: string, digest: string, bytes: number][];
  files: [path: string, bytes: number][];
}

export class Release {
  readonly folder = mkdtempSync(join(tmpdir(), 'panduan-release-'));

  constructor() {
    cpSync(process.env.PANDUAN_DIST!, this.folder, { recursive: true });
  }

  /** What the guide says that all of it is. */
  list(lang: Lang): List {
    return JSON.parse(readFileSync(join(this.folder, lang, 'offline.json'), 'utf8'));
  }

  /** Changes the words of a page, and what the list says of it. */
  change(file: string, before: string, after: string) {
    const page = readFileSync(join(this.folder, file), 'utf8');
    if (!page.includes(before)) throw new Error(`${file} does not say: ${before}`);
    const changed = page.replaceAll(before, after);
    this.write(file, changed);
    const lang = file.split('/')[0] as Lang;
    const list = this.list(lang);
    const digest = createHash('sha256').update(changed).digest('hex').slice(0, 16);
    const entry = list.pages.find(([path]) => path === `/${file.replace('index.html', '')}`)!;
    entry[1] = digest;
    list.release = digest;
    this.write(`${lang}/offline.json`, JSON.stringify(list));
  }

  /** Gives files new names, as if their content had changed, and has the pages of a service name them. The old
      ones are gone. */
  rename(begin: RegExp, service: string) {
    const stem = readdirSync(this.folder).map((name) => begin.exec(name)?.[0]).find(Boolean)!;
    const other = stem.replace(/[0-9a-f]+$/, (hash) => createHash('sha256').update(hash).digest('hex').slice(0, 16));
    for (const name of readdirSync(this.folder).filter((name) => name.startsWith(stem))) {
      if (name.endsWith('.js')) this.write(name, readFileSync(join(this.folder, name), 'utf8').replaceAll(stem, other));
    }
    for (const name of readdirSync(this.folder).filter((name) => name.startsWith(stem))) {
      renameSync(join(this.folder, name), join(this.folder, name.replace(stem, other)));
    }
    for (const lang of ['id', 'en'] as Lang[]) this.change(`${lang}/services/${service}/apply/index.html`, stem, other);
  }

  /** Gives up a page, as a build without it would. */
  leaveOut(path: string) {
    const lang = path.split('/')[1] as Lang;
    rmSync(join(this.folder, path), { recursive: true });
    const list = this.list(lang);
    list.pages = list.pages.filter(([other]) => other !== path);
    list.release = `without ${path}`;
    this.write(`${lang}/offline.json`, JSON.stringify(list));
  }

  remove() {
    rmSync(this.folder, { recursive: true });
  }

  private write(file: string, text: string) {
    const path = join(this.folder, file);
    writeFileSync(path, text);
    for (const variant of ['.br', '.gz']) rmSync(path + variant, { force: true });
  }
}

/** The words about what is kept, as editors write them. */
export function offlineWords(lang: Lang): Record<string, string> {
  const text = readFileSync(new URL(`../../content/ui/${lang}.toml`, import.meta.url), 'utf8');
  const table = text.split('[offline]\n')[1].split('\n[')[0];
  return Object.fromEntries([...table.matchAll(/^(\w+) = "(.*)"$/gm)].map(([, key, words]) => [key, words]));
}
