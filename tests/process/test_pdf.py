"""The programme on paper: as PDF from the server, and as what a browser prints."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO

import pytest
import zxingcpp
from flask.testing import FlaskClient
from PIL import Image

from itinerary.ledger import Edition, revise
from itinerary.ledger.chosen_events import chosen
from itinerary.model.text import Text
from itinerary.render import addresses
from itinerary.render.documents import pdf
from itinerary.render.documents.pdf import render_pdf
from itinerary.value import replace
from itinerary.website import site_paths
from itinerary.website.publication import Publication
from tests.conftest import NOW, ROOT, SITE
from tests.support.cached_app import cached_app
from tests.support.html_pages import Page
from tests.support.poppler import poppler
from tests.support.visit import FIRST, HOUR, START, VISIT, without


def words_of(data: bytes) -> str:
    """Return the words of a PDF as one line: lines of Chinese break anywhere."""
    return "".join(poppler("pdftotext", "-", "-", data=data).decode().split())


@pytest.fixture(scope="session")
def pdfs(client_of: Callable[[str], FlaskClient]) -> dict[str, bytes]:
    """Give the pdfs of the visit by language: each takes a while."""
    client = client_of("visit")
    return {tag: client.get(f"/{tag}/programme.pdf").data for tag in ("en", "zh", "ru")}


def test_pdf_has_a_file_name(visit: FlaskClient) -> None:
    got = visit.get("/ru/programme.pdf")
    assert got.status_code == 200
    assert got.headers["Content-Type"] == "application/pdf"
    assert got.headers["Content-Disposition"] == 'inline; filename="state-visit-2024-ru.pdf"'


@pytest.mark.parametrize("tag", ["en", "zh", "ru"])
def test_pdf_has_the_words_of_every_event_as_text(
    pdfs: dict[str, bytes], editions: dict[str, Edition], tag: str
) -> None:
    words = words_of(pdfs[tag])
    itinerary = editions["visit"].itinerary
    for text in (itinerary.title, *(event.title for event in itinerary.events)):
        assert "".join(text.to(tag).split()) in words
    assert {"en": "Edition1", "zh": "第1版", "ru": "Выпуск1"}[tag] in words
    assert {"en": "daytobeannounced", "zh": "日期待公布", "ru": "деньпоканеобъявлен"}[tag] in words
    assert f"{SITE}{tag}/" in words
    assert "1/1" in words  # the visit is one sheet


def test_a_choice_has_a_pdf_of_just_its_events_and_of_what_left() -> None:
    ids = ("talks", "expo", "gala")
    code = chosen(FIRST, [VISIT.by_id[id] for id in ids]).code
    edition = revise(FIRST, without(VISIT, "gala"), START + HOUR)
    client = cached_app(Publication(edition, SITE)).test_client()
    got = client.get(addresses.chosen_pdf("en", code))
    assert got.headers["Content-Disposition"] == 'inline; filename="my-programme.pdf"'
    words = words_of(got.data)
    for event in VISIT.events:
        assert ("".join(event.title.to("en").split()) in words) == (event.id in ids), event.id
    assert words.index("Nolongerintheprogramme") < words.index("Galaconcert"[:4])
    assert f"{SITE}en/mine/{code}/" in words
    assert client.get(addresses.chosen_pdf("en", "1damaged")).status_code == 404


def test_qr_code_of_pdf_leads_to_agenda(pdfs: dict[str, bytes]) -> None:
    first = ("-png", "-r", "150", "-f", "1", "-l", "1", "-")
    png = poppler("pdftoppm", *first, data=pdfs["ru"])
    (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(png)))
    assert found.text == f"{SITE}ru/"


def test_pdf_has_fonts_tags_and_date_of_edition(
    pdfs: dict[str, bytes],
) -> None:
    for data in pdfs.values():
        listed = poppler("pdffonts", "-", data=data).decode().splitlines()[2:]
        assert listed
        for line in listed:
            assert "+Noto-S" in line
            assert " yes yes yes " in line  # embedded, as a subset, with its Unicode
        said = poppler("pdfinfo", "-isodates", "-", data=data).decode()
        assert "Tagged:          yes" in said
        assert "CreationDate:    2024-05-14T00:00:00Z" in said


def test_pdf_has_same_bytes_with_other_settings_of_machine(
    pdfs: dict[str, bytes],
) -> None:
    code = (
        "import sys; from tests.conftest import *; e = edition_of('visit');"
        "p = Publication(e, SITE); c = cached_app(p).test_client();"
        "sys.stdout.buffer.write(c.get('/zh/programme.pdf').data)"
    )
    env = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LANG": "C"}
    again = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=env, check=True, capture_output=True
    )
    assert again.stdout == pdfs["zh"]


def test_long_pdf_has_whole_rows_and_numbered_sheets(
    client_of: Callable[[str], FlaskClient], editions: dict[str, Edition]
) -> None:
    data = client_of("conference").get("/en/programme.pdf").data
    sheets = poppler("pdftotext", "-layout", "-", "-", data=data).decode().split("\f")[:-1]
    assert len(sheets) > 2
    itinerary = editions["conference"].itinerary
    for number, sheet in enumerate(sheets, 1):
        assert f"{number}/{len(sheets)}" in sheet.replace(" / ", "/")
        assert itinerary.title.to("en")[:20] in sheet.splitlines()[-1] or number == 1
        lines = [line.strip() for line in sheet.splitlines() if line.strip()]
        # A row ends with its source, so a sheet, above its foot, does too.
        assert any(line.startswith("Source:") for line in lines[-3:-1])


def test_pdf_uses_no_font_of_machine_for_missing_characters(
    editions: dict[str, Edition],
) -> None:
    itinerary = editions["visit"].itinerary
    events = tuple(
        replace(event, title=Text((("en", "Gala 🎁 会谈"),))) for event in itinerary.events
    )
    edition = revise(None, replace(itinerary, events=events), NOW)
    publication = Publication(edition, SITE)
    data = cached_app(publication).test_client().get("/en/programme.pdf").data
    assert "Gala会谈" in words_of(data)
    assert b"emoji" not in poppler("pdffonts", "-", data=data).lower()


def test_pdf_is_made_without_requests() -> None:
    made = render_pdf('<p>Gala</p><img src="https://other.example/x.png" alt="a picture">')
    assert "Gala" in words_of(made)


def test_agenda_links_to_pdf_only_if_it_is_available(
    monkeypatch: pytest.MonkeyPatch, visit: FlaskClient, editions: dict[str, Edition]
) -> None:
    path, publication = "/en/programme.pdf", Publication(editions["visit"], SITE)
    assert path in Page(visit.get("/en/").text).targets("/en/", "a")
    assert path in site_paths.pictures(publication)
    monkeypatch.setattr(pdf, "available", lambda: False)
    publication = replace(publication)
    visit = cached_app(publication).test_client()
    got = visit.get(path)
    assert got.status_code == 404
    assert got.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "pip install itinerary[pdf]" in got.text
    assert path not in Page(visit.get("/en/").text).targets("/en/", "a")
    assert path not in site_paths.pictures(publication)


def test_a_printed_page_names_its_state_and_its_address(visit: FlaskClient) -> None:
    states = {"/en/": "Edition 1", "/en/events/talks/": "revision 0", "/en/changes/": "Edition 1"}
    for path, state in states.items():
        printed = visit.get(path).text.split('<div class="printed">')[1].split("</div>")[0]
        assert state in printed
        assert SITE[:-1] + path in printed
        assert ("<svg" in printed) == (path == "/en/")
