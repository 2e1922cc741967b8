"""Small files that are really what they say, for uploads."""
import struct
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile


def pdf_bytes(words: str = "evidence") -> bytes:
    """Return a valid PDF of one empty page; other ``words`` give other bytes."""
    parts = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        f"<</Title<{'feff' + words.encode('utf-16-be').hex()}>>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += f"{number} 0 obj{part}endobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(parts) + 1
    end = f"trailer<</Size {size}/Root 1 0 R/Info 4 0 R>>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + f"xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode()


def png_bytes(words: str = "evidence") -> bytes:
    """Return a valid PNG of one grey point; other ``words`` give other bytes."""
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    parts = [
        chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        chunk(b"iTXt", b"Title\0\0\0\0\0" + words.encode()),
        chunk(b"IDAT", zlib.compress(b"\x00\xc8")),
        chunk(b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def evidence(name: str = "证明材料.pdf") -> SimpleUploadedFile:
    """Return an upload of a real PDF or PNG, by the ending of ``name``; every name has bytes of its own."""
    if name.endswith(".png"):
        return SimpleUploadedFile(name, png_bytes(name), "image/png")
    return SimpleUploadedFile(name, pdf_bytes(name), "application/pdf")
