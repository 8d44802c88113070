// The gallery of awkward files (tests/gallery), which `cargo xtask test` makes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type File } from './documents';

/** A file of the gallery, and what the form makes of it for a document of JPEG, PNG and PDF up to 2 MB. */
export interface Case {
  file: string;
  why: string;
  /** *ready* to be sent, *offered* a smaller one or a JPEG, or the code of what is wrong. */
  browser: string;
}

/** Every case that is not only for programs. */
export function cases(): Case[] {
  return JSON.parse(readFileSync(new URL('../gallery/cases.json', import.meta.url), 'utf8'));
}

/** Where a file of the gallery is. */
export function path(name: string): string {
  return join(process.env.PANDUAN_GALLERY!, name);
}

/** A file of the gallery as it is chosen. */
export function galleryFile(name: string): File {
  return { name, mimeType: '', buffer: readFileSync(path(name)) };
}

/** The segments of a JPEG in front of its picture data: the marker of each, and its bytes (ITU-T T.81, B.1). */
export function segments(jpeg: Buffer): [marker: number, bytes: Buffer][] {
  const found: [number, Buffer][] = [];
  for (let at = 2; jpeg[at] === 0xff && jpeg[at + 1] !== 0xda; ) {
    const length = jpeg.readUInt16BE(at + 2);
    found.push([jpeg[at + 1], jpeg.subarray(at + 4, at + 2 + length)]);
    at += 2 + length;
  }
  return found;
}
