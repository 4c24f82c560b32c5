"""A programme in Arabic and English, with names that are the same in both."""

FAIR = """
id: fair
title: {ar: معرض الكتاب, en: Book fair}
languages: [ar, en]
zone: Africa/Cairo
sources: {board: {who: {ar: اللجنة, en: The board}, when: 2026-01-02}}
places:
  cairo: {name: {ar: القاهرة, en: Cairo}}
  hall: {name: {mul: Hall 3}, in: cairo, coordinates: [30.05, 31.25]}
  tent: {name: {ar: الخيمة, en: Tent}, in: cairo, coordinates: [30.06, 31.26]}
parties: {huda: {name: {ar: هدى, en: Huda}}, duo: {name: {mul: Duo (Graz)}}}
events:
  - id: opening
    title: {ar: الافتتاح (C++)!, en: Opening}
    when: 2026-05-16
    place: hall
    parties: [huda, duo]
  - id: concert
    title: {mul: Duo (Graz)}
    when: 2026-05-16 22:00 to 23:30
    place: tent
    parties: duo
  - {id: prayers, title: {mul: صلاة}, when: 2026-05-17, place: hall, sources: board}
"""
