// Sends a package with tus-js-client, and says in lines of JSON how it goes:
//   node send.mjs ENDPOINT PACKAGE URL_STORAGE METADATA [OPTIONS]
// METADATA and OPTIONS are JSON, the latter of tus-js-client's own. An upload that the storage knows goes on.
import { createReadStream } from 'node:fs';
import * as tus from 'tus-js-client';

const [endpoint, file, storage, metadata, options = '{}'] = process.argv.slice(2);
const say = (what) => console.log(JSON.stringify(what));

const upload = new tus.Upload(createReadStream(file), {
  endpoint,
  metadata: JSON.parse(metadata),
  parallelUploads: 1,
  retryDelays: [0, 300, 1000, 1000, 1000, 1000],
  urlStorage: new tus.FileUrlStorage(storage),
  onUploadUrlAvailable: () => say({ url: upload.url }),
  onSuccess: () => say({ url: upload.url }),
  onError: (error) => {
    const answer = error.originalResponse;
    say({ error: error.message, status: answer?.getStatus(), body: answer?.getBody() });
    process.exitCode = 1;
  },
  ...JSON.parse(options),
});
const [previous] = await upload.findPreviousUploads();
if (previous) upload.resumeFromPreviousUpload(previous);
upload.start();
