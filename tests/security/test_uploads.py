"""What is uploaded is what it says it is, and what it holds is never run (W9)."""

import io
import zipfile
from unicodedata import category

import pytest

from people.models import AuditEntry
from perfhub.kernel.uploads import KINDS, MAX_BYTES, NotTaken, clean_name, recognize
from tests.factories import people as make

PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"\0" * 17 + b"\0\0\0\0IEND\xaeB`\x82"
GIF = b"GIF89a" + b"\1\0\1\0\0\0\0" + b";"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1" + b"\0" * 9 + b"\xff\xd9"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
WEBP = b"RIFF" + (22).to_bytes(4, "little") + b"WEBPVP8 " + b"\0" * 14
SCRIPT = b"<script>document.title='owned';alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><html><body>" + SCRIPT + b"</body></html>"


def office(main: str, more: dict[str, bytes] | None = None, *, compress=zipfile.ZIP_STORED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compress) as archive:
        for name, content in {"[Content_Types].xml": b"<Types/>", main: b"<w/>", **(more or {})}.items():
            archive.writestr(name, content)
    return buffer.getvalue()


DOCX = office("word/document.xml")
HOSTILE = {
    "a picture that goes on as a page": ("a.png", PNG + HTML),
    "a picture with a script behind its end": ("a.gif", b"GIF89a/*" + GIF[6:] + b"*/=1;alert(1)//"),
    "a photo that goes on as an archive": ("a.jpg", JPEG + DOCX),
    "a page called a picture": ("a.png", HTML),
    "a drawing": ("a.svg", SVG),
    "a drawing called a picture": ("a.png", SVG),
    "a drawing called a text": ("a.txt", SVG),
    "a page called a table": ("a.csv", b"name;x\n" + HTML),
    "a page in UTF-16 called a text": ("a.txt", b"\xff\xfe" + HTML.decode().encode("utf-16-le")),
    "a page": ("a.html", HTML),
    "a script": ("a.js", b"alert(1)"),
    "a program called a document": ("a.pdf", b"MZ\x90\0" + b"\0" * 60),
    "a page before a document": ("a.pdf", HTML + PDF),
    "a document that is no document to its end": ("a.pdf", PDF + b" " * 2000 + HTML),
    "a document with macros": ("a.docx", office("word/document.xml", {"word/vbaProject.bin": b"x"})),
    "a document with a way out": ("a.docx", office("word/document.xml", {"../../etc/cron.d/x": b"x"})),
    "a document with another main part": ("a.docx", office("xl/workbook.xml")),
    "an archive called a document": ("a.xlsx", office("readme.txt")),
    "a bomb": ("a.xlsx", office("xl/workbook.xml", {"x": b"\0" * 30_000_000}, compress=zipfile.ZIP_DEFLATED)),
    "a thousand small entries too many": ("a.docx", office("word/document.xml", {f"x{n}": b"" for n in range(2100)})),
    "two extensions": ("a.png.html", PNG),
    "no extension": ("passwd", PNG),
    "one extension shown, another meant": ("photo\u202egnp.exe", b"MZ\x90\0"),
    "nothing": ("a.png", b""),
    "too much": ("a.txt", b"a" * (MAX_BYTES + 1)),
}
WHOLE = {
    "a.png": PNG,
    "a.gif": GIF,
    "a.JPG": JPEG,
    "a.pdf": PDF,
    "a.webp": WEBP,
    "a.docx": DOCX,
    "a.xlsx": office("xl/workbook.xml"),
    "a.pptx": office("ppt/presentation.xml"),
    "a.csv": "number;name\n1;Zoë\n".encode(),
    "a.txt": "Less is < more, and 2 > 1.".encode("utf-16"),
}


def test_there_are_twenty_five_hostile_files_and_one_whole_of_each_kind():
    assert len(HOSTILE) == 25
    assert {recognize(raw, name=name).media_type for name, raw in WHOLE.items()} == {kind.media_type for kind in KINDS}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_not_taken(what):
    name, raw = HOSTILE[what]
    with pytest.raises(NotTaken) as refused:
        recognize(raw, name=name)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(("name", "claimed"), [("a.png", "text/html"), ("a.pdf", "image/png"), ("a.csv", "image/png")])
def test_a_file_sent_as_another_kind_is_not_taken(name, claimed):
    with pytest.raises(NotTaken, match="sent as another"):
        recognize(WHOLE[name], name=name, claimed=claimed)
    assert recognize(WHOLE[name], name=name, claimed="application/octet-stream").name == name


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("../../etc/passwd.png", "passwd.png"),
        ("C:\\Users\\x\\a.png", "a.png"),
        ("photo\u202egnp.exe", "photognp.exe"),
        ("a\u200b\u0000\r\nSet-Cookie: x.png", "aSet-Cookie x.png"),
        ("...", "file"),
        ("x" * 300 + ".png", "x" * 116 + ".png"),
        (".png", "file.png"),
    ],
)
def test_a_name_loses_folders_and_what_nobody_sees(told, kept):
    assert clean_name(told) == kept
    assert not any(category(c).startswith("C") for c in clean_name(told))


def as_roster(world, name: str, content: bytes, media_type: str):
    with world.inside():
        file = make.FileFactory(name=name[:200], content=content, size=len(content), media_type=media_type,
                                uploaded_by=world.owner)  # fmt: skip
        return make.RosterImportFactory(file=file, started_by=world.hr_admin)


@pytest.mark.django_db
def test_a_file_is_a_download_in_pieces_for_whoever_sees_its_record_and_leaves_a_line(fernhill, brackwater, client_of):
    content = bytes(range(256)) * 600  # more than two pieces
    roster = as_roster(fernhill, "../r\u202eoster.csv", content, "text/html")  # as if an older version had taken it
    address = fernhill.path(f"rosters/{roster.pk}/file/")
    answer = client_of(fernhill.hr_admin).get(address)
    pieces = list(answer.streaming_content)
    assert b"".join(pieces) == content and len(pieces) == 3
    assert answer["Content-Disposition"] == 'attachment; filename="roster.csv"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "no-store" in answer["Cache-Control"]
    with fernhill.inside():
        line = AuditEntry.objects.get(act="file.opened")
        assert (line.by, line.employee, line.object_id) == (fernhill.hr_admin, fernhill.owner, roster.file_id)
    for who in (fernhill.manager, fernhill.auditor, brackwater.hr_admin):
        assert client_of(who).get(address).status_code == 404
