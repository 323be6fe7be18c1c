"""What a file is that is no picture the lab takes, told by how it begins."""

from __future__ import annotations

import codecs

from engine.data.picture_rules import PictureRefused

LOOKED_AT = 1024  # bytes

# Formats people try, by how their files begin (at the byte given).
OTHERS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"GIF8", "GIF"),
    (0, b"BM", "BMP"),
    (0, b"II*\0", "TIFF"),
    (0, b"MM\0*", "TIFF"),
    (0, b"\0\0\1\0", "ICO"),
    (0, b"8BPS", "PSD"),
    (0, b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (0, b"\xff\x0a", "JPEG XL"),
    (0, b"\0\0\0\x0cJXL ", "JPEG XL"),
    (0, b"PK\3\4", "ZIP"),
    (0, b"\x1f\x8b", "GZIP"),
    (0, b"%PDF", "PDF"),
    (0, b"MZ", "EXE"),
    (0, b"\x7fELF", "ELF"),
    (0, b"ID3", "MP3"),
    (0, b"OggS", "OGG"),
    (0, b"\x1aE\xdf\xa3", "WebM"),
    (4, b"ftyphei", "HEIC"),
    (4, b"ftyphev", "HEIC"),
    (4, b"ftypmif", "HEIC"),
    (4, b"ftypavi", "AVIF"),
    (4, b"ftypqt", "MOV"),
    (4, b"ftyp", "MP4"),
    (8, b"WAVE", "WAV"),
    (8, b"AVI ", "AVI"),
    (8, b'{"', "safetensors"),
)
MARKUP = ((b"<svg", "SVG"), (b"<html", "HTML"), (b"<!doctype", "HTML"), (b"<?xml", "XML"))
ALSO_TEXT = {"BMP", "EXE", "MP3", "safetensors"}  # text may begin with BM, MZ or ID3 as well
BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def no_picture(blob: bytes) -> PictureRefused:
    """The refusal of a file by its format, as `text`, or as `foreign` where nothing tells."""
    text = is_text(blob)
    start = blob[:LOOKED_AT].lstrip(codecs.BOM_UTF8 + b" \t\r\n").lower()
    for place, magic, name in OTHERS:
        if blob[place : place + len(magic)] == magic and not (text and name in ALSO_TEXT):
            return PictureRefused("format", got=name)
    # An SVG may begin as XML does: the first that occurs in this order decides.
    for tag, name in MARKUP:
        if start.startswith(b"<") and tag in start:
            return PictureRefused("format", got=name)
    return PictureRefused("text" if text else "foreign", got=len(blob))


def is_text(blob: bytes) -> bool:
    """Whether the file begins with letters and what stands between them."""
    if blob.startswith(BOMS):
        return True
    try:
        begin = codecs.getincrementaldecoder("utf-8-sig")().decode(blob[:LOOKED_AT])
    except UnicodeDecodeError:
        return False
    return all(sign.isprintable() or sign.isspace() for sign in begin)
