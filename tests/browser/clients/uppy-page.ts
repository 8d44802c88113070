// What a page of another site would do: takes a file and sends it with Uppy. The test bundles it (uppy.spec.ts).
import Uppy from '@uppy/core';
import Tus from '@uppy/tus';

declare global {
  interface Window {
    /** Where to send, and what to say of the file; set by the test before the file is chosen. */
    given: { endpoint: string; metadata: Record<string, string> };
    /** What came of it. */
    outcome: { url?: string; error?: string; receipt?: unknown };
  }
}

window.outcome = {};
document.querySelector('input')!.addEventListener('change', async (event) => {
  const { endpoint, metadata } = window.given;
  const uppy = new Uppy({ meta: metadata });
  uppy.use(Tus, {
    endpoint,
    // The file's name and type, which Uppy adds of its own accord, are nobody's business.
    allowedMetaFields: Object.keys(metadata),
    retryDelays: [0, 300, 1000, 1000, 1000, 1000],
  });
  const [file] = (event.target as HTMLInputElement).files!;
  uppy.addFile({ name: file.name, type: file.type, data: file });
  uppy.on('upload-error', (_file, error) => (window.outcome.error = String(error)));
  const sent = await uppy.upload();
  const url = sent?.successful?.[0]?.uploadURL;
  if (!url) return;
  const receipt = await (await fetch(`${url}/receipt`)).json();
  window.outcome = { url, receipt };
});
