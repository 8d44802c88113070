"""Photos as a phone takes them: the data page of a passport on a table, in the light of a window.

Realistic in what matters when they are made smaller: print of several sizes, thin lines, soft light, and
the noise of a small sensor. The person and the state (Utopia, UTO) are those of ICAO Doc 9303's specimen.
"""

import io

import numpy
from PIL import Image, ImageDraw, ImageFilter, ImageFont

import pictures

WIDTH, HEIGHT = 4000, 3000
PAGE = (3000, 2112)  # ID-3, 125 × 88 mm, at 24 pixels a millimetre.
MRZ = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]
FIELDS = [
    ("Type / Jenis", "P"),
    ("Surname / Nama keluarga", "ERIKSSON"),
    ("Given names / Nama depan", "ANNA MARIA"),
    ("Nationality / Kewarganegaraan", "UTOPIAN"),
    ("Date of birth / Tanggal lahir", "12 AUG 1974"),
    ("Place of birth / Tempat lahir", "ZENITH"),
    ("Date of expiry / Berlaku hingga", "15 APR 2012"),
]


def guilloche(draw: ImageDraw.ImageDraw) -> None:
    """Thin waves that cross each other: the first thing that a poor copy loses."""
    across = numpy.arange(0, PAGE[0], 4)
    for number in range(70):
        for turn, colour in ((1, (196, 214, 222)), (-1, (226, 208, 214))):
            phase = number * 0.35 * turn
            height = number * 32 + 40 * numpy.sin(across / 130 * turn + phase) + 14 * numpy.sin(across / 37 + phase)
            draw.line(list(zip(across.tolist(), height.tolist())), colour, 2)


def portrait() -> Image.Image:
    """Soft shades with a few edges, as a face has."""
    width, height = 740, 960
    y, x = numpy.mgrid[0:height, 0:width].astype(numpy.float32)
    head = numpy.exp(-(((x - 370) / 210) ** 2 + ((y - 430) / 290) ** 2) ** 2)
    shoulders = 1 / (1 + numpy.exp(-((y - 800 - ((x - 370) / 40) ** 2) / 8).clip(-60, 60)))
    shade = numpy.stack([205 - 20 * y / height, 212 - 24 * y / height, 220 - 20 * y / height], axis=-1)
    skin = numpy.stack([215 - 50 * (x / width), 170 - 45 * (x / width), 145 - 45 * (x / width)], axis=-1)
    shade += head[..., None] * (skin - shade)
    shade += shoulders[..., None] * (numpy.array([60, 66, 90]) - shade)
    image = Image.fromarray(shade.clip(0, 255).astype(numpy.uint8))
    draw = ImageDraw.Draw(image)
    for eye in (290, 450):
        draw.ellipse((eye - 34, 390, eye + 34, 420), (240, 236, 232))
        draw.ellipse((eye - 14, 390, eye + 14, 420), (50, 38, 30))
    draw.line([(370, 420), (350, 520), (388, 526)], (150, 110, 92), 5)
    draw.arc((300, 540, 440, 610), 20, 160, (150, 76, 76), 9)
    draw.chord((170, 120, 570, 560), 190, 350, (58, 42, 34))
    return image.filter(ImageFilter.GaussianBlur(2))


def page() -> Image.Image:
    image = Image.new("RGB", PAGE, (238, 240, 236))
    draw = ImageDraw.Draw(image)
    guilloche(draw)
    draw.text((120, 70), "UTOPIA", (30, 50, 90), ImageFont.load_default(110))
    draw.text((2120, 96), "PASSPORT / PASPOR", (30, 50, 90), ImageFont.load_default(66))
    image.paste(portrait(), (130, 380))
    for number, (label, value) in enumerate(FIELDS):
        top = 330 + number * 175
        draw.text((1010, top), label, (70, 84, 110), ImageFont.load_default(36))
        draw.text((1010, top + 44), value, (16, 16, 20), ImageFont.load_default(78))
    draw.text((2240, 330), "Passport No. / No. paspor", (70, 84, 110), ImageFont.load_default(36))
    draw.text((2240, 374), "L898902C3", (16, 16, 20), ImageFont.load_default(78))
    fine = "This passport is the property of the Government of Utopia. Paspor ini milik Pemerintah Utopia. "
    for line in range(4):
        draw.text((1900, 1450 + line * 30), fine[line * 9 :][:80], (90, 100, 120), ImageFont.load_default(22))
    # Each letter in a cell of its own: 10 to the inch, as OCR-B is set in a machine-readable zone.
    mrz = ImageFont.load_default(76)
    for line, text in enumerate(MRZ):
        for cell, letter in enumerate(text):
            draw.text((140 + cell * 62 + 31, 1790 + line * 140), letter, (12, 12, 16), mrz, anchor="mt")
    return image


def table() -> Image.Image:
    """Wood: streaks that are long one way and short the other."""
    rng = numpy.random.default_rng(1)
    grain = Image.fromarray(rng.integers(0, 255, (300, 40), dtype=numpy.uint8)).resize((WIDTH, HEIGHT))
    grain = numpy.asarray(grain, dtype=numpy.float32)[..., None] / 255
    wood = numpy.array([120, 84, 56]) + grain * numpy.array([46, 36, 28])
    return Image.fromarray(wood.astype(numpy.uint8))


def scene() -> Image.Image:
    """The page on the table, a little askew, with its shadow; neither light nor noise yet."""
    image = table()
    mask = Image.new("L", PAGE, 255).rotate(2.3, expand=True)
    turned = page().rotate(2.3, Image.Resampling.BICUBIC, expand=True)
    corner = ((WIDTH - turned.width) // 2, (HEIGHT - turned.height) // 2)
    shadow = Image.new("L", (WIDTH // 4, HEIGHT // 4))
    shadow.paste(mask.resize((mask.width // 4, mask.height // 4)), ((corner[0] + 30) // 4, (corner[1] + 40) // 4))
    shadow = shadow.filter(ImageFilter.GaussianBlur(10)).resize(image.size).point(lambda value: value * 5 // 10)
    image.paste((30, 22, 16), (0, 0), shadow)
    image.paste(turned, corner, mask)
    return image


def taken(image: Image.Image) -> Image.Image:
    """What a sensor makes of it: light from one side, an edge that is not quite sharp, noise."""
    pixels = numpy.asarray(image.filter(ImageFilter.GaussianBlur(1)), dtype=numpy.float32)
    light = numpy.linspace(1.06, 0.78, WIDTH, dtype=numpy.float32)[None, :, None]
    pixels *= light * numpy.linspace(0.94, 1.02, HEIGHT, dtype=numpy.float32)[:, None, None]
    # One tile of noise, again and again: no eye or encoder finds the seams.
    tile = numpy.random.default_rng(2).standard_normal((750, 1000, 3), dtype=numpy.float32) * 6.5
    pixels += numpy.tile(tile, (HEIGHT // 750, WIDTH // 1000, 1))
    return Image.fromarray(pixels.clip(0, 255, out=pixels).astype(numpy.uint8))


def motion_photo(picture: bytes) -> bytes:
    """A picture with a film behind its end, which makes it too large: what is sent is the picture."""
    film = numpy.random.default_rng(3).bytes(2_200_000)
    return picture + b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0\x21\x91\xc8mdat" + film


def saved(image: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality, exif=pictures.camera_exif(), subsampling="4:2:0")
    return file.getvalue()


def files() -> dict[str, bytes]:
    photo = taken(scene())
    # What phones of 48 megapixels do in poor light, too: a quarter as many, made larger.
    large = photo.resize((2 * WIDTH, 2 * HEIGHT), Image.Resampling.BILINEAR)
    return {
        "photo-12mp.jpg": saved(photo, 95),
        "photo-48mp.jpg": saved(large, 90),
        "motion-photo.jpg": motion_photo(pictures.encoded(pictures.picture(), "JPEG", quality=85)),
    }
