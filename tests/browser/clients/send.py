"""Sends a package with tuspy, and says in lines of JSON how it goes:

    python3 send.py ENDPOINT PACKAGE URL_STORAGE METADATA OPTIONS

METADATA and OPTIONS are JSON, the latter of tuspy's own. An upload that the storage knows goes on.
"""

import json
import sys

from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError, TusUploadFailed
from tusclient.storage.filestorage import FileStorage


def say(**what):
    print(json.dumps(what), flush=True)


def main(endpoint, package, storage, metadata, options):
    try:
        uploader = TusClient(endpoint).uploader(
            package,
            metadata=json.loads(metadata),
            store_url=True,
            url_storage=FileStorage(storage),
            retries=20,
            # In seconds.
            retry_delay=0.3,
            **json.loads(options),
        )
        if not uploader.url:
            uploader.set_url(uploader.create_url())
        say(url=uploader.url)
        uploader.upload()
    except (TusCommunicationError, TusUploadFailed) as error:
        body = error.response_content
        say(error=str(error), status=error.status_code, body=body and body.decode())
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
