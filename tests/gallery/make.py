"""Makes the gallery: documents that people really have, and the awkward ones, into a folder.

    python3 make.py FOLDER

Everything is drawn here from fixed seeds, nothing is anybody's document, and a second run makes the same
bytes. cases.json says why each file is there and what must be found; both lists must agree.
"""

import json
import sys
from pathlib import Path

import broken
import pdfs
import photos
import pictures


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    made = {}
    for module in (pictures, photos, pdfs):
        made.update(module.files())
    made.update(broken.files(made))

    listed = {case["file"] for case in json.loads((Path(__file__).parent / "cases.json").read_text())}
    if listed != set(made):
        sys.exit(f"only in cases.json or only made: {sorted(listed ^ set(made))}")
    for name, data in made.items():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
