// Documents that applicants really have, and the awkward ones; made here, so that what is in them is
// known. Photos are encoded by the browser under test, PDFs are written by hand.

/** A file as Playwright's `setInputFiles` takes it. */
export interface File {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** A browser, of whichever library, as far as a photo needs one. */
interface Encoder {
  newPage(): Promise<{
    evaluate<T, R>(draw: (argument: T) => R, argument: T): Promise<R>;
    close(): Promise<void>;
  }>;
}

/** A photo of a passport page: text on a noisy ground, so that it does not compress to nothing. */
export async function photo(browser: Encoder, name: string, width = 1600, height = 1200): Promise<File> {
  const page = await browser.newPage();
  const dataUrl = await page.evaluate(
    ([width, height]) => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [width, height];
      const context = canvas.getContext('2d')!;
      const noise = context.createImageData(width, height);
      // A fixed seed: the same photo in every run.
      let seed = 7;
      for (let at = 0; at < noise.data.length; at += 4) {
        seed = (seed * 1103515245 + 12345) % 2147483648;
        const grey = 200 + ((seed >> 16) % 40);
        noise.data.set([grey, grey, grey - 10, 255], at);
      }
      context.putImageData(noise, 0, 0);
      context.font = `${height / 12}px monospace`;
      context.fillText('P<UTOFIXTURE<<PERSON<<<<<<<<<<<<<<<<<<<<<<<<', 40, height / 2);
      return canvas.toDataURL('image/jpeg', 0.8);
    },
    [width, height],
  );
  await page.close();
  return { name, mimeType: 'image/jpeg', buffer: Buffer.from(dataUrl.split(',')[1], 'base64') };
}

/** A PDF of one empty page and so many bytes of an attached stream that readers ignore. */
export function pdf(name: string, bytes = 1000, trailer = ''): File {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>',
    `<< /Length ${bytes} >>\nstream\n${'0123456789abcdef'.repeat(Math.ceil(bytes / 16)).slice(0, bytes)}\nendstream`,
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const xref = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`;
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R ${trailer}>>\nstartxref\n${xref}\n%%EOF\n`;
  return { name, mimeType: 'application/pdf', buffer: Buffer.from(text, 'latin1') };
}

/** The same file, cut off after this share of it. */
export function truncated(file: File, share = 0.6): File {
  return { ...file, buffer: file.buffer.subarray(0, Math.floor(file.buffer.length * share)) };
}

/** A PDF that needs a password. */
export function encryptedPdf(name: string): File {
  return pdf(name, 1000, '/Encrypt 9 0 R ');
}

/** What many people save when a portal answers with an error: a web page with a photo's name. */
export function webPage(name: string): File {
  const html = '<!doctype html><html><title>502 Bad Gateway</title><body>Error</body></html>';
  return { name, mimeType: 'image/jpeg', buffer: Buffer.from(html) };
}
