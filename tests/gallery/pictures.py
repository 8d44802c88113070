"""Pictures of every type and of every way in which cameras and programs write them."""

import io
import struct
import zlib

import numpy
import pillow_heif
from PIL import ExifTags, Image, ImageDraw, ImageFont, PngImagePlugin

pillow_heif.register_heif_opener()

# Long enough a side to be legible by any service's limits.
WIDTH, HEIGHT = 1200, 900

# How a picture has to be stored for each orientation to show it upright (Exif 2.32, 4.6.4 A).
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}

XMP = (
    b'<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
    b'xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="6,10.5S"/></rdf:RDF></x:xmpmeta>'
    b'<?xpacket end="w"?>'
)


def picture(width: int = WIDTH, height: int = HEIGHT) -> Image.Image:
    """One that looks different from every side: colours in its corners, letters that cannot be turned."""
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    corner = min(width, height) // 5
    draw.rectangle((0, 0, corner, corner), "red")
    draw.rectangle((width - corner, 0, width, corner), "green")
    draw.rectangle((0, height - corner, corner, height), "blue")
    draw.polygon([(width // 2, corner), (width // 2 - corner, height // 2), (width // 2 + corner, height // 2)], "black")
    font = ImageFont.load_default(corner // 2)
    draw.text((corner, height * 0.6), "CONTOH 1234 FGR", "black", font)
    return image


def encoded(image: Image.Image, kind: str, **options) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def camera_exif(orientation: int = 1) -> Image.Exif:
    """What a phone writes: maker, model, time, and the place."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Contoh"
    exif[ExifTags.Base.Model] = "Contoh Kamera 12"
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.DateTime] = "2026:11:21 08:30:00"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef] = "S"
    gps[ExifTags.GPS.GPSLatitude] = (6.0, 10.0, 30.0)
    gps[ExifTags.GPS.GPSLongitudeRef] = "E"
    gps[ExifTags.GPS.GPSLongitude] = (106.0, 49.0, 38.0)
    return exif


def turned(orientation: int) -> bytes:
    """A JPEG that is upright once its orientation is followed."""
    stored = picture() if STORED[orientation] is None else picture().transpose(STORED[orientation])
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    return encoded(stored, "JPEG", quality=85, exif=exif)


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_bomb(side: int) -> bytes:
    """A white square that is some kilobytes long and takes 4 × side² bytes to show."""
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    line = b"\0" + b"\xff" * ((side + 7) // 8)
    data = b"".join(packer.compress(line * 100) for _ in range(side // 100)) + packer.flush()
    end = png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", data) + end


def jpeg_bomb(side: int) -> bytes:
    """A small JPEG whose frame header claims another size."""
    jpeg = bytearray(encoded(picture(), "JPEG"))
    frame = jpeg.index(b"\xff\xc0")
    jpeg[frame + 5 : frame + 9] = struct.pack(">HH", side, side)
    return bytes(jpeg)


def deep_png() -> bytes:
    """16 bits a sample, as scanners write them."""
    lines = numpy.add.outer(numpy.arange(HEIGHT) * 20, numpy.arange(WIDTH) * 30).astype(">u2")
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 16, 0, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + line.tobytes() for line in lines))
    end = png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", data) + end


def large_png() -> bytes:
    """A picture on which noise keeps PNG from saving anything: more than 2 MB."""
    noise = numpy.random.default_rng(5).integers(0, 64, (HEIGHT, WIDTH, 3), dtype=numpy.uint8)
    pixels = numpy.asarray(picture(), dtype=numpy.uint8)
    return encoded(Image.fromarray(pixels - numpy.minimum(noise, pixels)), "PNG")


def files() -> dict[str, bytes]:
    about = PngImagePlugin.PngInfo()
    about.add_text("Author", "Ana Contoh")
    about.add_itxt("XML:com.adobe.xmp", XMP.decode())
    moving = picture().transpose(Image.Transpose.ROTATE_180)
    heic = encoded(picture(), "HEIF", quality=70)
    return {
        "baseline.jpg": encoded(picture(), "JPEG", quality=85),
        "baseline.png": encoded(picture(), "PNG"),
        "progressive.jpg": encoded(picture(), "JPEG", quality=85, progressive=True),
        "cmyk.jpg": encoded(picture().convert("CMYK"), "JPEG", quality=85),
        "16-bit.png": deep_png(),
        "large.png": large_png(),
        "small.jpg": encoded(picture(640, 480), "JPEG"),
        **{f"orientation-{number}.jpg": turned(number) for number in STORED},
        "gps.jpg": encoded(picture(), "JPEG", quality=85, exif=camera_exif(6), xmp=XMP, comment=b"Contoh"),
        "gps.png": encoded(picture(), "PNG", exif=camera_exif(), pnginfo=about),
        "bomb.png": png_bomb(30_000),
        "bomb.jpg": jpeg_bomb(65_000),
        "photo.heic": heic,
        "heic-named.jpg": heic,
        "photo.avif": encoded(picture(), "AVIF", quality=60, max_threads=1),
        "still.webp": encoded(picture(), "WEBP", quality=70),
        "lossless.webp": encoded(picture(), "WEBP", lossless=True),
        "animated.webp": encoded(picture(), "WEBP", save_all=True, append_images=[moving], duration=300),
        "picture.gif": encoded(picture().convert("P"), "GIF"),
    }
