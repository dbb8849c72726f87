import io
import zipfile

import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, RGBColor
from hirewire_ai_worker.parsing.convert import read_document
from hirewire_ai_worker.parsing.document import ParsedDocument
from hirewire_ai_worker.parsing.limits import ParseLimits

BOX = (
    f"<w:r {nsdecls('w')} xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
    "<mc:AlternateContent>"
    "<mc:Choice Requires='wps'><w:drawing><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p>"
    "</w:txbxContent></w:drawing></mc:Choice>"
    "<mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p>"
    "</w:txbxContent></w:pict>"
    "</mc:Fallback></mc:AlternateContent></w:r>"
)


def texts(document):
    return [document.text[line.start : line.end] for line in document.lines]


def test_everything_is_read_in_the_order_of_the_document(word, parsed):
    def write(document):
        document.sections[0].header.paragraphs[0].text = "Head"
        document.sections[0].footer.paragraphs[0].text = "Foot"
        document.add_heading("Skills", 1)
        table = document.add_table(2, 2)
        for row, cells in enumerate([("Databases", "PostgreSQL, Redis"), ("Cloud", "AWS")]):
            for column, text in enumerate(cells):
                table.cell(row, column).text = text
        document.add_paragraph("After the table")

    document = parsed(word(write))
    expected = [
        "Head",
        "Skills",
        "Databases\tPostgreSQL, Redis",
        "Cloud\tAWS",
        "After the table",
        "Foot",
    ]
    assert texts(document) == expected
    assert [line.kind for line in document.lines] == [
        "header",
        "heading",
        "table_row",
        "table_row",
        "text",
        "footer",
    ]


def test_layout_tables_are_read_cell_by_cell(word, parsed):
    def write(document):
        table = document.add_table(1, 2)
        table.cell(0, 0).text = "Skills\nPython\nSQL"
        table.cell(0, 1).text = "Experience\nEngineer at Acme"

    assert texts(parsed(word(write))) == [
        "Skills",
        "Python",
        "SQL",
        "Experience",
        "Engineer at Acme",
    ]


def test_text_boxes_are_read_once(word, parsed):
    def write(document):
        document.add_paragraph("Before").runs[0]._r.addnext(parse_xml(BOX))

    assert texts(parsed(word(write))) == ["In a box", "Before"]


def test_list_items_and_bold_and_size_are_kept(word, parsed):
    def write(document):
        document.add_paragraph("An item", style="List Bullet")
        run = document.add_paragraph().add_run("Big and bold")
        run.bold, run.font.size = True, Pt(20)

    item, big = parsed(word(write)).lines
    assert item.kind == "list_item"
    assert (big.bold, big.size) == (True, 20.0)


@pytest.mark.parametrize("hide", ["vanish", "white", "tiny"])
def test_hidden_runs_are_flagged_and_left_out(word, parsed, hide):
    def write(document):
        document.add_paragraph("Visible")
        run = document.add_paragraph().add_run("Kubernetes")
        if hide == "vanish":
            run.font.hidden = True
        elif hide == "white":
            run.font.color.rgb = RGBColor(255, 255, 255)
        else:
            run.font.size = Pt(1)

    document = parsed(word(write))
    assert document.text == "Visible"
    assert [(flag.code, flag.quote) for flag in document.flags] == [("hidden_text", "Kubernetes")]


def test_white_text_in_a_dark_cell_is_visible(word, parsed):
    def write(document):
        paragraph = document.add_paragraph()
        run = paragraph.add_run("Kubernetes")
        run.font.color.rgb = RGBColor(255, 255, 255)
        shade = parse_xml(f"<w:shd {nsdecls('w')} w:val='clear' w:fill='203040'/>")
        paragraph._p.get_or_add_pPr().append(shade)

    assert parsed(word(write)).text == "Kubernetes"


def test_styles_give_size_and_weight(word, parsed):
    def write(document):
        style = document.styles.add_style("Mine", WD_STYLE_TYPE.PARAGRAPH)
        style.font.size, style.font.bold = Pt(18), True
        document.add_paragraph("Styled", style="Mine")

    (line,) = parsed(word(write)).lines
    assert (line.size, line.bold) == (18.0, True)


def test_an_empty_document_has_no_text(word, failure):
    assert failure(word(lambda _document: None)).code == "no_text"


def bomb(size: int) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"\0" * size)
    return target.getvalue()


def test_zip_bombs_are_not_unpacked(failure):
    assert failure(bomb(30_000_000)).code == "zip_bomb"
    assert failure(bomb(1000), ParseLimits(unpacked_size=900)).code == "zip_bomb"


def test_entities_reach_no_file_and_grow_no_bomb(word, tmp_path):
    (tmp_path / "secret.txt").write_text("what nobody may read")
    whole = word(lambda document: document.add_paragraph("Here: PLACE, and on."))
    bombs = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 9}">' for n in range(1, 9))
    for told in (
        f'<!ENTITY x SYSTEM "file://{tmp_path}/secret.txt">',
        bombs + '<!ENTITY x "&b8;">',
    ):
        declared = f'<!DOCTYPE document [<!ENTITY b0 "boom">{told}]>'
        result = read_document(_declaring(whole, declared), ParseLimits())
        text = result.text if isinstance(result, ParsedDocument) else result.detail
        assert "what nobody may read" not in text
        assert "boomboom" not in text


def _declaring(whole, declared):
    """The Word file with a document type of its own and the entity x in its text."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as given, zipfile.ZipFile(target, "w") as made:
        for name in given.namelist():
            content = given.read(name)
            if name == "word/document.xml":
                head, _, body = content.decode().partition("?>")
                content = f"{head}?>{declared}{body.replace('PLACE', '&x;')}".encode()
            made.writestr(name, content)
    return target.getvalue()


def test_other_and_broken_containers_are_refused(word, failure):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert failure(target.getvalue()).code == "unsupported_type"
    whole = word(lambda document: document.add_paragraph("Text"))
    assert failure(whole[: len(whole) // 2]).code == "damaged"


def test_office_encryption_is_told(failure):
    magic = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    assert failure(magic + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")).code == "encrypted"
    assert failure(magic + b"\0" * 600).code == "unsupported_type"
