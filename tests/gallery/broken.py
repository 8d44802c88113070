"""What is cut off, called by a wrong name, or two things at once."""

import io
import zipfile

HTML = b"<!DOCTYPE html>\n<html><title>502 Bad Gateway</title><body>nginx</body></html>\n"


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(zipfile.ZipInfo("catatan.txt"), "contoh")
    return file.getvalue()


def files(whole: dict[str, bytes]) -> dict[str, bytes]:
    """Those made of whole files."""

    def cut(name: str) -> bytes:
        return whole[name][: len(whole[name]) * 6 // 10]

    return {
        "truncated.jpg": cut("baseline.jpg"),
        "truncated.png": cut("baseline.png"),
        "truncated.pdf": cut("scan-classic.pdf")[:1_500_000],
        "no-end.pdf": whole["baseline.pdf"].removesuffix(b"%%EOF\n"),
        "jpeg-zip.jpg": whole["baseline.jpg"] + archive(),
        "html-pdf.pdf": HTML + whole["baseline.pdf"],
        "empty.pdf": b"",
        "html.jpg": HTML,
        "text.pdf": b"Surat keterangan: contoh\n" * 20,
    }
