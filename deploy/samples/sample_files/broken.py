"""Small files that cannot be read, each for another reason."""

import io

from PIL import Image, ImageDraw, ImageFont

from sample_files.docx_file import docx_bytes, new_document
from sample_files.pdf_page import Look, new_pdf, write

PAGE = (620, 877)
LETTER = """Curriculum vitae

Someone who owns a scanner

2015 - 2024   Bookbinder, Old Mill Press
2010 - 2015   Apprentice, Old Mill Press

This page is a picture. It has no text layer."""


def write_empty() -> bytes:
    return b""


def write_scanned() -> bytes:
    scan = Image.new("L", PAGE, 244)
    font = ImageFont.load_default_imagefont()
    ImageDraw.Draw(scan).multiline_text((60, 80), LETTER, fill=40, font=font, spacing=9)
    pdf = new_pdf("Scan 0001", 0)
    pdf.image(io.BytesIO(jpeg_bytes(scan.rotate(0.7, fillcolor=230))), x=0, y=0, w=pdf.w)
    return bytes(pdf.output())


def write_encrypted() -> bytes:
    pdf = new_pdf("Locked", 20)
    pdf.set_encryption(owner_password="owner", user_password="only-the-owner-knows")  # noqa: S106  a sample
    write(pdf, Look("Helvetica", 11), "This résumé cannot be read without its password.")
    return bytes(pdf.output())


def write_photo() -> bytes:
    photo = Image.new("RGB", (240, 300), (150, 180, 200))
    draw = ImageDraw.Draw(photo)
    draw.ellipse((75, 50, 165, 160), fill=(220, 190, 165))
    draw.ellipse((25, 180, 215, 420), fill=(70, 80, 110))
    return jpeg_bytes(photo)


def write_truncated() -> bytes:
    document = new_document("Interrupted upload", "Nobody")
    document.add_paragraph("The connection broke before the end of this file.")
    whole = docx_bytes(document)
    return whole[: len(whole) * 2 // 5]


def jpeg_bytes(image: Image.Image) -> bytes:
    saved = io.BytesIO()
    image.save(saved, "JPEG", quality=60)
    return saved.getvalue()


BROKEN = {
    "empty.pdf": write_empty,
    "scanned.pdf": write_scanned,
    "encrypted.pdf": write_encrypted,
    "photo.pdf": write_photo,
    "truncated.docx": write_truncated,
}
