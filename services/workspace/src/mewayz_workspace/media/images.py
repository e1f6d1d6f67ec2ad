"""Images are decoded and written anew: what a camera or a stranger put beside the pixels does not survive."""

import io
from typing import NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

from mewayz_workspace.media.rules import MAX_PIXELS, VARIANTS
from mewayz_workspace.media.svg import BadDrawing, sanitise

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP", "image/avif": "AVIF"}
QUALITY = 88
SVG = "image/svg+xml"


class BadImage(Exception):
    """Not an image that can be kept; the argument is a stable code."""


class Encoded(NamedTuple):
    """One written image."""

    data: bytes
    content_type: str
    width: int
    height: int


def process(data: bytes, content_type: str) -> dict[str, Encoded]:
    """The image itself as `original` and its variants, without metadata. Blocking: call it in a thread."""
    if content_type == SVG:
        return {"original": _drawing(data)}
    try:
        with Image.open(io.BytesIO(data), formats=[FORMATS[content_type]]) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise BadImage("too_many_pixels")
            frames = getattr(opened, "n_frames", 1)
            if frames > 1:
                return _animated(opened, content_type, frames)
            opened.load()
            upright = ImageOps.exif_transpose(opened)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise BadImage("broken_image") from error
    found = {"original": _write(upright, content_type)}
    return found | _variants(upright)


def _drawing(data: bytes) -> Encoded:
    """A drawing scales by itself, so it has no variants."""
    try:
        clean = sanitise(data)
    except BadDrawing as error:
        raise BadImage(str(error)) from error
    return Encoded(clean.data, SVG, clean.width, clean.height)


def _variants(image: Image.Image) -> dict[str, Encoded]:
    """Smaller copies as WebP; an image that is small already has none."""
    found = {}
    for name, side in VARIANTS.items():
        if max(image.size) > side:
            smaller = image.convert("RGBA" if _has_alpha(image) else "RGB")
            smaller.thumbnail((side, side), Image.Resampling.LANCZOS)
            found[name] = _write(smaller, "image/webp")
    return found


def _animated(image: Image.Image, content_type: str, frames: int) -> dict[str, Encoded]:
    """An animation keeps its frames; all of them together count as pixels."""
    if image.width * image.height * frames > MAX_PIXELS:
        raise BadImage("too_many_pixels")
    pictures, durations = [], []
    for index in range(frames):
        image.seek(index)
        pictures.append(image.convert("RGBA"))
        durations.append(int(image.info.get("duration", 100)))
    out = io.BytesIO()
    first, *rest = pictures
    first.save(
        out,
        format=FORMATS[content_type],
        save_all=True,
        append_images=rest,
        duration=durations,
        loop=int(image.info.get("loop", 0)),
    )
    whole = Encoded(out.getvalue(), content_type, first.width, first.height)
    return {"original": whole} | _variants(first)


def _write(image: Image.Image, content_type: str) -> Encoded:
    wanted = FORMATS[content_type]
    modes = {"JPEG": ("RGB", "L"), "WEBP": ("RGB", "RGBA"), "AVIF": ("RGB", "RGBA")}.get(wanted)
    if modes and image.mode not in modes:
        image = image.convert("RGBA" if _has_alpha(image) and "RGBA" in modes else "RGB")
    out = io.BytesIO()
    # A fresh image holds pixels only: no EXIF, no colour profile comment, no text chunk.
    clean = Image.frombytes(image.mode, image.size, image.tobytes())
    if image.mode == "P":
        clean.putpalette(image.getpalette() or [])
        if "transparency" in image.info:
            clean.info["transparency"] = image.info["transparency"]
    clean.save(out, format=wanted, quality=QUALITY)
    return Encoded(out.getvalue(), content_type, image.width, image.height)


def _has_alpha(image: Image.Image) -> bool:
    return image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
