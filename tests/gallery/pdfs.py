"""PDFs: scans, letters, and those that carry more than pages."""

import io
import random

import numpy
import pikepdf
from PIL import Image, ImageDraw, ImageFont
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, Stream, String

A4 = Array([0, 0, 595, 842])
SCAN = (1240, 1754)  # A4 at 150 pixels an inch.


def saved(pdf: Pdf, **options) -> bytes:
    file = io.BytesIO()
    pdf.save(file, static_id=True, **{"object_stream_mode": ObjectStreamMode.disable} | options)
    return file.getvalue()


def add_page(pdf: Pdf, content: bytes, resources: Dictionary) -> None:
    page = Dictionary(Type=Name.Page, MediaBox=A4, Resources=resources, Contents=Stream(pdf, content))
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))


def letter() -> Pdf:
    """One page of text."""
    pdf = Pdf.new()
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    content = b"BT /F1 18 Tf 72 760 Td (Surat keterangan: contoh) Tj ET"
    add_page(pdf, content, Dictionary(Font=Dictionary(F1=font)))
    return pdf


def drawing() -> Pdf:
    """Lines and nothing else, 2 MB of them when deflated: there is no picture to make smaller."""
    pdf = Pdf.new()
    ends = numpy.random.default_rng(4).integers(0, 84_200, (190_000, 4))
    lines = "\n".join(f"{a / 100} {b / 100} m {c / 100} {d / 100} l S" for a, b, c, d in ends.tolist())
    add_page(pdf, lines.encode(), Dictionary())
    return pdf


def scanned_page(number: int) -> bytes:
    """A page of print as a scanner takes it, grey and speckled, as a JPEG."""
    image = Image.new("RGB", SCAN, (246, 244, 238))
    draw = ImageDraw.Draw(image)
    draw.text((120, 110), f"REKENING KORAN / BANK STATEMENT {number}", (20, 20, 30), ImageFont.load_default(36))
    words = random.Random(number)
    for line in range(52):
        text = " ".join(str(words.randrange(10_000_000)) for _ in range(9))
        draw.text((120, 200 + line * 28), text, (40, 40, 46), ImageFont.load_default(20))
    noise = numpy.random.default_rng(number).standard_normal((SCAN[1], SCAN[0], 3), dtype=numpy.float32) * 7
    pixels = (numpy.asarray(image, dtype=numpy.float32) + noise).clip(0, 255).astype(numpy.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=85)
    return file.getvalue()


def scan() -> Pdf:
    """Some pages, each of them one JPEG."""
    pdf = Pdf.new()
    for number in range(1, 5):
        jpeg = Stream(pdf, scanned_page(number))
        jpeg.stream_dict = Dictionary(
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=SCAN[0],
            Height=SCAN[1],
            ColorSpace=Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=Name.DCTDecode,
        )
        resources = Dictionary(XObject=Dictionary(Scan=jpeg))
        add_page(pdf, b"q 595 0 0 842 0 0 cm /Scan Do Q", resources)
    return pdf


def with_script() -> Pdf:
    """One that runs something as soon as it is opened."""
    pdf = letter()
    action = Dictionary(S=Name.JavaScript, JS=String("app.alert('contoh')"))
    pdf.Root.OpenAction = pdf.make_indirect(action)
    return pdf


def with_attachment() -> Pdf:
    pdf = letter()
    pdf.attachments["data.xml"] = pikepdf.AttachedFileSpec(pdf, b"<contoh/>", mime_type="text/xml")
    return pdf


def hidden_script() -> bytes:
    hidden = saved(with_script(), object_stream_mode=ObjectStreamMode.generate)
    assert b"JavaScript" not in hidden, "the name is to be seen only once it is inflated"
    return hidden


def files() -> dict[str, bytes]:
    plain = saved(with_script())
    assert b"/JavaScript" in plain
    encryption = pikepdf.Encryption(owner="pemilik", user="rahasia", R=3, aes=False, metadata=False)
    objects = ObjectStreamMode.generate
    return {
        "baseline.pdf": saved(letter()),
        "objects.pdf": saved(letter(), object_stream_mode=objects),
        "scan-classic.pdf": saved(scan()),
        "scan-objects.pdf": saved(scan(), object_stream_mode=objects),
        "no-images.pdf": saved(drawing(), compress_streams=True),
        "encrypted.pdf": saved(letter(), encryption=encryption),
        "script.pdf": plain,
        "script-hidden.pdf": hidden_script(),
        "script-escaped.pdf": plain.replace(b"/JavaScript", b"/Java#53cript"),
        "attachment.pdf": saved(with_attachment()),
        "attachment-hidden.pdf": saved(with_attachment(), object_stream_mode=objects),
    }
