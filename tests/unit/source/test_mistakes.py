"""Every mistake is found, at its line and column, with what to write instead."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT
from tests.support.small_programme import SMALL, assert_shown, changed, errors, problems

TEN_MISTAKES = ROOT / "tests" / "data" / "ten-mistakes.yaml"


# A change of the small programme, and all problems that it causes: line, column, path, message and
# hint. `*` stands for any words.
MISTAKES: list[tuple[str, ...]] = [
    # unknown keys
    ("title: Small", "titel: Small",
     "1:1 title: “title” is missing; write title: …",
     "2:1 titel: there is no key “titel” here; did you mean title?"),
    ("id: small", "id: small\nxyzzy: 1",
     "2:1 xyzzy: there is no key “xyzzy” here; known keys: accept, background,*"),
    ("id: small", "id: small\ncancel_style: hard",
     "2:1 cancel_style: there is no key “cancel_style” here; did you mean cancel-style?"),
    ("id: small", "id: small\nlanguges: [en]",
     "2:1 languges: there is no key “languges” here; did you mean languages?"),
    ("id: small", "id: small\npublisher: {name: X, contcat: a@b.example}",
     "2:22 publisher.contcat: there is no key “contcat” here; did you mean contact?"),
    ("id: small", "id: small\nlicence: {name: X, lnik: https://a.example}",
     "2:20 licence.lnik: there is no key “lnik” here; did you mean link?"),
    ("id: small", "id: small\nlicence: {link: https://a.example}",
     "2:10 licence.name: “name” is missing; write name: …"),
    ("id: small", "id: small\nlicence: [X]",
     "2:10 licence: this is a list, not a map; write keys and values: key: value"),
    ("id: small", "id: small\nbackground: [{text: X, source: press}]",
     "2:24 background[0].source: there is no key “source” here; write sources: …"),
    ("name: Hall,", "name: Hall, adress: X,",
     "8:22 places.hall.adress: there is no key “adress” here; did you mean address?"),
    ("name: Ada}", "name: Ada, lnk: x}",
     "11:20 parties.ada.lnk: there is no key “lnk” here; did you mean link?"),
    ("name: Talk,", "name: Talk, color: red,",
     "14:22 categories.talk.color: there is no key “color” here; did you mean colour?"),
    ("who: Press", "who: Press, wher: X",
     "16:23 sources.press.wher: there is no key “wher” here; did you mean where?"),
    ("title: One", "title: One\n    sumary: X",
     "20:5 events[0].sumary: there is no key “sumary” here; did you mean summary?"),
    ("    place: hall",
     "    place: hall\n    links: [{title: X, url: 'https://a.example', titel: Y}]",
     "22:50 events[0].links[0].titel: there is no key “titel” here; did you mean title?"),
    ("    place: hall", "    place: hall\n    links: [{title: X, href: y}]",
     "22:13 events[0].links[0].url: “url” is missing; write url: …",
     "22:24 events[0].links[0].href: there is no key “href” here; write url: …"),
    ("parties: [ada]", "parties: [{party: ada, rolle: x}]",
     "22:28 events[0].parties[0].rolle: there is no key “rolle” here; did you mean role?"),
    ("    place: hall", "    place: hall\n    repeat: {every: day, times: 1, unitl: 2026-05-16}",
     "22:36 events[0].repeat.unitl: there is no key “unitl” here; did you mean until?"),
    ("    place: hall",
     "    place: hall\n    image: {url: 'https://a.example/x.png', alt: X, atl: Y}",
     "22:53 events[0].image.atl: there is no key “atl” here; did you mean alt?"),
    ("id: small", "id: small\n<<: {colour: red}",
     "2:1 <<: merge keys (“<<”) are not understood here; write the keys out; an alias*"),
    # missing
    ("id: small\n", "",
     "1:1 id: “id” is missing; write id: …"),
    ("title: Small\n", "",
     "1:1 title: “title” is missing; write title: …"),
    ("languages: [en]\n", "",
     "1:1 languages: “languages” is missing; write languages: …"),
    ("zone: Europe/Berlin\n", "",
     "1:1 zone: “zone” is missing; write zone: …"),
    ("{name: Town, ", "{",
     "7:9 places.town.name: “name” is missing; write name: …"),
    ("{name: Ada}", "{kind: person}",
     "11:8 parties.ada.name: “name” is missing; write name: …"),
    ("{name: Talk, ", "{",
     "14:9 categories.talk.name: “name” is missing; write name: …"),
    ("{who: Press}", "{where: X}",
     "16:10 sources.press.who: “who” is missing; write who: …"),
    ("- id: one\n    title: One", "- title: One",
     "18:5 events[0].id: “id” is missing; write id: …",
     "26:12 events[1].after: there is no event “one”; write one of: two"),
    ("    title: One\n", "",
     "18:5 events[0].title: “title” is missing; write title: …"),
    ("parties: [ada]", "parties: [{role: host}]",
     "22:15 events[0].parties[0].party: “party” is missing; write party: …"),
    ("    place: hall", "    place: hall\n    links: [{title: X}]",
     "22:13 events[0].links[0].url: “url” is missing; write url: …"),
    ("    place: hall", "    place: hall\n    links: [{url: 'https://a.example', kind: slide}]",
     "22:46 events[0].links[0].kind: “slide” is not known here; write slides"),
    ("    place: hall", "    place: hall\n    image: {url: 'https://a.example/x.png'}",
     "22:12 events[0].image.alt: “alt” is missing; write alt: …"),
    ("    place: hall", "    place: hall\n    repeat: {times: 1}",
     "22:13 events[0].repeat: this repetition has no rhythm; add every: week, or dates: [*"),
    ("id: small", "id: small\npublisher: {contact: a@b.example}",
     "2:12 publisher.name: “name” is missing; write name: …"),
    ("id: small", "id: small\nbackground: [{sources: press}]",
     "2:14 background[0].text: “text” is missing; write text: …"),
    ("title: One", "title:",
     "19:11 events[0].title: “title” is missing; write title: …"),
    ("title: One", "title: ~",
     "19:12 events[0].title: “title” is missing; write title: …"),
    ("title: One", "title: null",
     "19:12 events[0].title: “title” is missing; write title: …"),
    # shapes
    ("id: small", "id: [small]",
     "1:5 id: this is a list, not a single value; write one value"),
    ("title: Small", "title: [a]",
     "2:8 title: this is a list, not a text; write words, or words by language: {en:*"),
    ("title: Small", "title: {}",
     "2:8 title: this text is empty; write some words, or remove the key"),
    ("title: Small", 'title: ""',
     "2:8 title: this text is empty; write some words, or remove the key"),
    ("title: Small", "title: {en: [x]}",
     "2:8 title: the text in “en” is a list, not words; write words"),
    ("title: Small", "title: {en: {x: y}}",
     "2:8 title: the text in “en” is a map, not words; write words"),
    ("languages: [en]", "languages: {en: English}",
     "3:12 languages: this is a map, not a list; begin each item with “- ”"),
    ("languages: [en]", "languages: []",
     "3:12 languages: this list is empty; write at least one item"),
    ("languages: [en]", "languages: [[en]]",
     "3:13 languages[0]: this is a list, not a single value; write one value"),
    ("zone: Europe/Berlin", "zone: [x]",
     "4:7 zone: this is a list, not a time zone; write a time zone"),
    ("days: 2026-03-01 to 2026-11-30", "days: [2026-03-01, 2026-11-30]",
     "5:7 days: this is a list, not days; write days"),
    ("id: small", "id: small\nzones: [Asia/Shanghai]",
     "2:8 zones: this is a list, not a map; write keys and values: key: value"),
    ("id: small", "id: small\nbackground: {text: [X]}",
     "2:20 background[0].text: this is a list, not a text; write words, or words by language:*"),
    ("id: small", "id: small\nbackground: [[X]]",
     "2:14 background[0]: this is a list, not a map; write keys and values: key: value"),
    ("id: small", "id: small\npublisher: [X]",
     "2:12 publisher: this is a list, not a map; write keys and values: key: value"),
    ("id: small", "id: small\nsite: [x]",
     "2:7 site: this is a list, not a single value; write one value"),
    ("id: small", "id: small\ncolour: [1, 2, 3]",
     "2:9 colour: this is a list, not a colour; write a colour"),
    ("id: small", "id: small\npublished: {on: 2026-01-01}",
     "2:12 published: this is a map, not a date and time; write a date and time"),
    ("  town: {name: Town, coordinates: [52.5, 13.4]}\n", "  town: [Town]\n",
     "7:9 places.town: this is a list, not a map; write keys and values: key: value"),
    ("  press: {who: Press}", "  press: [Press]",
     "16:10 sources.press: this is a list, not a map; write keys and values: key: value"),
    ("  ada: {name: Ada}", "  ada:",
     "11:7 parties.ada: this is empty, not a map; write keys and values: key: value"),
    ("categories:\n  talk: {name: Talk, length: 45 min}\n", "categories: [talk]\n",
     "13:13 categories: this is not a map; write each as id: {…}, indented",
     "22:18 events[0].categories[0]: there is no category “talk”; declare it under categories"),
    ("parties:\n  ada: {name: Ada}\n  club: {name: Club, kind: organisation}\n", "parties: Ada\n",
     "10:10 parties: this is not a map; write each as id: {…}, indented",
     "20:15 events[0].parties[0]: there is no party “ada”; declare it under parties"),
    ("[52.5, 13.4]", "north",
     "7:35 places.town.coordinates: these are not*; write latitude and longitude in*"),
    ("[52.5, 13.4]", "[1, 2, 3]",
     "7:35 places.town.coordinates: these are not*; write latitude and longitude in*"),
    ("[52.5, 13.4]", "{lat: 52.5, lon: 13.4}",
     "7:35 places.town.coordinates: these are not*; write latitude and longitude in*"),
    ("[52.5, 13.4]", "{52.5: x, 13.4: y}",
     "7:35 places.town.coordinates: these*not*; write latitude and longitude*"),
    ("length: 45 min", "length: [45]",
     "14:30 categories.talk.length: this is a list, not a*; write a length such as 45 min"),
    ("when: 2026-05-16 10:00 to 11:00", "when: {day: 1}",
     "20:11 events[0].when: this is a map, not a time; write a time"),
    ("when: 2026-05-16 10:00 to 11:00", "when: [2026-05-16]",
     "20:11 events[0].when: this is a list, not a time; write a time"),
    ("after: one", "after: [one]",
     "27:12 events[1].after: this is a list, not a single value; write one value"),
    ("    place: hall", "    place: [hall, hal]",
     "21:19 events[0].place[1]: there is no place “hal”; did you mean hall?"),
    ("    place: hall", "    place: {name: Hall}",
     "21:12 events[0].place: this is a map, not a list; begin each item with “- ”"),
    ("parties: [ada]", "parties: adda",
     "22:14 events[0].parties[0]: there is no party “adda”; did you mean ada?"),
    ("parties: [ada]", "parties: {ada: host}",
     "22:14 events[0].parties[0].party: “party” is missing; write party: …",
     "22:15 events[0].parties[0].ada: there is no key “ada” here; known keys: party, role"),
    ("parties: [ada]", "parties: [[ada]]",
     "22:15 events[0].parties[0]: this is a list, not a map; write keys and values: key: value"),
    ("categories: [talk]", "categories: {talk: x}",
     "23:17 events[0].categories: this is a map, not a list; begin each item with “- ”"),
    ("categories: [talk]", "categories: [[talk]]",
     "23:18 events[0].categories[0]: this is a list, not a single value; write one value"),
    ("    place: hall", "    place: hall\n    links: a.example",
     "22:12 events[0].links[0].url: “a.example” is not a web address; write https://a.example"),
    ("    place: hall", "    place: hall\n    links: [[https://a.example]]",
     "22:13 events[0].links[0]: this is a list,*; write keys and values: key: value"),
    ("    place: hall", "    place: hall\n    image: [https://a.example/x.png]",
     "22:12 events[0].image: this is a list, not a map; write keys and values: key: value"),
    # pictures
    ("    place: hall", "    place: hall\n    image: {alt: X}",
     "22:12 events[0].image: a picture is either beside this file or elsewhere; write either*"),
    ("    place: hall",
     "    place: hall\n    image: {url: 'https://a.example/x', file: x.png, alt: X}",
     "22:12 events[0].image: a picture is either beside this file or elsewhere; write either*"),
    ("    place: hall", "    place: hall\n    image: {url: 'http://a.example/x.png', alt: X}",
     "22:18 events[0].image.url: a picture elsewhere must be https: browsers do not show*;"
     " write https://a.example/x.png if that works, or put the picture beside this file*"),
    ("    place: hall", "    place: hall\n    image: http://a.example/x.png",
     "22:12 events[0].image: a picture elsewhere must be https:*"),
    ("    place: hall", "    place: hall\n    image: {url: 'https://a.example;x/x.png', alt: X}",
     "22:18 events[0].image.url: “a.example;x” is not how the host of a picture is written;*"),
    ("    place: hall", "    place: hall\n    image: {url: 'https://me@a.example/x.png', alt: X}",
     "22:18 events[0].image.url: “me@a.example” is not how the host of a picture is written;*"),
    ("    place: hall", "    place: hall\n    image: {file: /etc/x.png, alt: X}",
     "22:19 events[0].image.file: “/etc/x.png” is a path on this machine alone; write its path*"),
    ("    place: hall", "    place: hall\n    image: {file: 'C:/x.png', alt: X}",
     "22:19 events[0].image.file: “C:/x.png” is a path on this machine alone; write its path*"),
    ("    place: hall", "    place: hall\n    image: {file: '~/x.png', alt: X}",
     "22:19 events[0].image.file: “~/x.png” is a path on this machine alone; write its path*"),
    ("    place: hall", "    place: hall\n    image: {file: a/../../x.png, alt: X}",
     "22:19 events[0].image.file: “a/../../x.png” leads out of the folder of this file; put*"),
    ("    place: hall", "    place: hall\n    image: {file: 'posters\\x.png', alt: X}",
     "22:19 events[0].image.file: a path is written with “/”; write posters/x.png"),
    ("    place: hall", "    place: hall\n    image: {file: 'https://a.example/x.png', alt: X}",
     "22:19 events[0].image.file: “https://a.example/x.png” is a web address, not a file;*"),
    ("    place: hall", "    place: hall\n    image: ''",
     "22:12 events[0].image: this is no path of a file; write its path*"),
    ("{name: Ada}", "{name: Ada, image: ../ada.png}",
     "11:27 parties.ada.image: “../ada.png” leads out of the folder of this file;*"),
    ("    place: hall", "    place: hall\n    image: {file: x.png, alt: X}",
     "22:19 events[0].image.file: there is no folder in which to look for this picture; read the*"),
    ("    place: hall", "    place: hall\n    repeat: daily",
     "22:13 events[0].repeat.every: “daily” is not a rhythm; write day, weekday, week*"),
    ("    place: hall", "    place: hall\n    status: [cancelled]",
     "22:13 events[0].status: this is not known here; did you mean cancelled?"),
    ("  - id: two\n    title: Two\n    after: one\n    sources: [press]\n", "  - two\n",
     "25:5 events[1]: this is a plain value, not a map; write keys and values: key: value"),
    # values
    ("id: small", "id: Small Thing",
     "1:5 id: “Small Thing” is not an id: ids have a–z, 0–9 and hyphens; write small-thing"),
    ("id: small", "id: Визит",
     "1:5 id: “Визит” is not an id: ids have a–z, 0–9 and*; write for example opening-gala"),
    ("id: small", f"id: {'x' * 61}",
     "1:5 id: the programme's id has at most 60 characters, this has 61; shorten it: it is in*"),
    ("  - id: two", f"  - id: {'x' * 101}",
     "25:9 events[1].id: an id has at most 100 characters, this has 101; shorten it"),
    ("  hall: {", f"  {'x' * 101}: {{",
     "8:3 places.*: an id has at most 100 characters, this has 101; shorten it",
     "21:12 events[0].place: there is no place “hall”; write one of:*"),
    ("  town: {", "  Town Hall: {",
     "7:3 places.Town Hall: “Town Hall” is not an id: ids have a–z, 0–9*; write town-hall",
     "8:26 places.hall.in: there is no place “town”; did you mean Town Hall?"),
    ("id: one", "id: One!",
     "18:9 events[0].id: “One!” is not an id: ids have a–z, 0–9 and hyphens; write one",
     "27:12 events[1].after: there is no event “one”; write one of: two"),
    ("id: one", "id: one_more",
     "18:9 events[0].id: “one_more” is not an id: ids have a–z, 0–9 and*; write one-more",
     "27:12 events[1].after: there is no event “one”; write one of: two"),
    ("languages: [en]", "languages: [english]",
     "3:13 languages[0]: “english” is not a language; write a code such as en, zh or pt-BR"),
    ("languages: [en]", "languages: [EN]",
     "3:13 languages[0]: “EN” is not how a language is written; write en"),
    ("languages: [en]", "languages: [en, zh_CN]",
     "3:17 languages[1]: “zh_CN” is not how a language is written; write zh-CN"),
    ("title: Small", "title: {english: x}",
     "2:8 title: “english” is not a language; write a code such as en, zh or pt-BR"),
    ("title: Small", "title: {EN: x}",
     "2:8 title: “EN” is not how a language is written; write en"),
    ("title: Small", 'title: "a\\nb"',
     "2:8 title: this text must be one line; join the lines, or use >- instead of |, without*"),
    ("title: Small",
     f"title: {'x' * 161}",
     "2:8 title: this text has 161 characters,*; shorten it; details belong in description"),
    ("zone: Europe/Berlin", "zone: Europe/Berlln",
     "4:7 zone: there is no time zone “Europe/Berlln”; write Europe/Berlin"),
    ("name: Hall,", "name: Hall, zone: Shanghai,",
     "8:28 places.hall.zone: there is no time zone “Shanghai”; write Asia/Shanghai"),
    ("id: small", "id: small\nzones: {Asia/Shangai: X}",
     "2:9 zones.Asia/Shangai: there is no time zone “Asia/Shangai”; write Asia/Shanghai"),
    ("days: 2026-03-01 to 2026-11-30", "day-starts: 6:00",
     "5:13 day-starts: “6:00” is not written the way this file needs it; write 06:00"),
    ("days: 2026-03-01 to 2026-11-30", "day-starts: dawn",
     "5:13 day-starts: “dawn” is not a time of day; write for example 06:00"),
    ("days: 2026-03-01 to 2026-11-30", "day-starts: 15:00",
     "5:13 day-starts: a day cannot start at 15:00; write a time in the morning, up to 12:00*"),
    ("days: 2026-03-01 to 2026-11-30", "days: 2026-05-16\nday-starts: 11:00",
     "21:11 events[0].when: this is outside the programme's days, 2026-05-16 to 2026-05-16: it"
     " begins before day-starts, so it belongs to 2026-05-15; mend the date, or widen*"),
    ("days: 2026-03-01 to 2026-11-30", "days: spring",
     "5:7 days: “spring” is not a range of days; write for example 2024-05-16 to 2024-05-17"),
    ("days: 2026-03-01 to 2026-11-30", "days: 2026-11-30 to 2026-03-01",
     "5:7 days: 2026-03-01 is before 2026-11-30; write 2026-03-01 to 2026-11-30"),
    ("id: small", "id: small\npublished: 2030-01-01",
     "2:12 published: this is in the future (it is*; write when this state of the file was*"),
    ("id: small", "id: small\npublished: yesterday",
     "2:12 published: “yesterday” is not a date and*; write for example 2024-05-14 09:00 or*"),
    ("id: small", "id: small\npublished: 2026-03-29 02:30",
     "2:12 published: 2026-03-29 02:30 does not*; write a time that exists, such as 03:30"),
    ("id: small", "id: small\nsite: visit.example",
     "2:7 site: “visit.example” is not a web address; write https://visit.example"),
    ("id: small", "id: small\nsite: https://a.example/?x",
     "2:7 site: the address of the site has no “?” and no “#”; leave them out"),
    ("id: small",
     f"id: small\nsite: https://{'x' * 80}.example",
     "2:7 site: the address of the site must be*; write the punycode form of the host, or*"),
    ("id: small", "id: small\nsite: https://пример.example",
     "2:7 site: the address of the site must be*; write the punycode form of the host, or*"),
    ("id: small", "id: small\npublisher: {name: X, contact: me}",
     "2:31 publisher.contact: “me” is not an e-mail*; write for example press@visit.example"),
    ("id: small", "id: small\ncolour: rde",
     "2:9 colour: “rde” is not a CSS colour; did you mean red?"),
    ("id: small", "id: small\ncolour: '#12345'",
     "2:9 colour: “#12345” is not a CSS colour; write firebrick or*#b22222*"),
    ("id: small", "id: small\ncancel-style: soft",
     "2:15 cancel-style: “soft” is not known here; write one of: hard, visible"),
    ("name: Talk,", "name: Talk, colour: blurple,",
     "14:30 categories.talk.colour: “blurple” is not a CSS colour; did you mean purple?"),
    ("length: 45 min", "length: 45",
     "14:30 categories.talk.length: “45” is not a length; write 45 min, 2 h or 1 h 30 min"),
    ("length: 45 min", "length: 0 min",
     "14:30 categories.talk.length: “0 min” is not a length; write 45 min, 2 h or 1 h 30 min"),
    ("kind: organisation", "kind: organization",
     "12:28 parties.club.kind: “organization” is not known here; did you mean organisation?"),
    ("who: Press", "who: Press, when: May 2026",
     "16:29 sources.press.when: “May 2026” is not a date; write 2024, 2024-05 or 2024-05-14"),
    ("who: Press", "who: Press, when: 2026-13",
     "16:29 sources.press.when: 2026-13-01 is not*; write year-month-day, such as 2026-01-13"),
    ("who: Press", "who: Press, link: press.example",
     "16:29 sources.press.link: “press.example” is not a web*; write https://press.example"),
    ("name: Ada}", "name: Ada, link: 'javascript:x'}",
     "11:26 parties.ada.link: “javascript:x” is not a web address; write https://…"),
    ("name: Ada}", "name: Ada, link: 'https://a b.example'}",
     "11:26 parties.ada.link: “https://a b.example” is not a web address; write https://…"),
    ("[52.5, 13.4]", "[113.4, 52.5]",
     "7:35 places.town.coordinates: the latitude 113.4 is beyond a pole; write [52.5, 113.4]"),
    ("[52.5, 13.4]", "[10, 200]",
     "7:35 places.town.coordinates: these coordinates are*; write latitude and longitude in*"),
    ("[52.5, 13.4]", "[200, 50]",
     "7:35 places.town.coordinates: these*not*; write latitude and longitude*"),
    ("[52.5, 13.4]", "[nan, 13.4]",
     "7:35 places.town.coordinates: these*not*; write latitude and longitude*"),
    ("[52.5, 13.4]", "[5_2, 13.4]",
     "7:35 places.town.coordinates: these*not*; write latitude and longitude*"),
    ("    place: hall", "    place: hall\n    status: canceled",
     "22:13 events[0].status: “canceled” is not known here; write cancelled"),
    ("    place: hall", "    place: hall\n    status: off",
     "22:13 events[0].status: “off” is not known here; write one of: cancelled, confirmed,*"),
    ("    place: hall", "    place: hall\n    links: [{title: X, url: example.org/a}]",
     "22:29 events[0].links[0].url: “example.org/a” is not a*; write https://example.org/a"),
    # times
    ("when: 2026-05-16 10:00 to 11:00", "when: 16.5.2026 10:00",
     "20:11 events[0].when: “16.5.2026 10:00” is not written the*; write 2026-05-16 10:00"),
    ("when: 2026-05-16 10:00 to 11:00", "when: 2026-05-16 11:00 to 10:00",
     "20:11 events[0].when: the end is not after the start; if it ends the next day, write*"),
    ("when: 2026-05-16 10:00 to 11:00", "when: 2026-03-29 02:30",
     "20:11 events[0].when: 2026-03-29 02:30 does*; write a time that exists, such as 03:30"),
    ("when: 2026-05-16 10:00 to 11:00", "when: 2026-10-25 02:30",
     "20:11 events[0].when: 2026-10-25 02:30*; write 02:30+02:00 for the first time or*"),
    ("when: 2026-05-16 10:00 to 11:00", "when: 2026-12-01",
     "20:11 events[0].when: this is outside the*; mend the date, or widen days: at the top"),
    ("when: 2026-05-16 10:00 to 11:00", "when: all 2026-02-28 to 2026-03-02",
     "20:11 events[0].when: this is outside the*; mend the date, or widen days: at the top"),
    ("when: 2026-05-16 10:00 to 11:00", "when: 2026-05-16 10:00-11:30",
     "20:11 events[0].when: 10:00-11:30 is*; if it ends then, write 10:00 to 11:30;*"),
    ("when: 2026-05-16 10:00 to 11:00", "when: 10:00 to 11:00",
     "20:11 events[0].when: “10:00 to 11:00”*; write for example 2024-05-16 10:00 to 11:00"),
    # ids
    ("in: town", "in: twon",
     "8:26 places.hall.in: there is no place “twon”; did you mean town?"),
    ("    place: hall", "    place: hal",
     "21:12 events[0].place: there is no place “hal”; did you mean hall?"),
    ("parties: [ada]", "parties: [club, adda]",
     "22:21 events[0].parties[1]: there is no party “adda”; did you mean ada?"),
    ("parties: [ada]", "parties: [{party: adda}]",
     "22:15 events[0].parties[0]: there is no party “adda”; did you mean ada?"),
    ("categories: [talk]", "categories: tlk",
     "23:17 events[0].categories: there is no category “tlk”; did you mean talk?"),
    ("categories: [talk]", "categories: [talk, tlk]",
     "23:24 events[0].categories[1]: there is no category “tlk”; did you mean talk?"),
    ("sources: [press]", "sources: presse",
     "24:14 events[0].sources: there is no source “presse”; did you mean press?"),
    ("sources: [press]", "sources: [press, press, presse]",
     "24:29 events[0].sources[2]: there is no source “presse”; did you mean press?"),
    ("after: one", "after: on",
     "27:12 events[1].after: there is no event “on”; did you mean one?"),
    ("id: small", "id: small\nbackground: [{text: X, sources: [press, pres]}]",
     "2:41 background[0].sources[1]: there is no source “pres”; did you mean press?"),
    ("name: Town,", "name: Town, in: hall,",
     "7:26 places.town.in: places cannot be in each other: town in*; remove one of these in:"),
    ("name: Town,", "name: Town, in: town,",
     "7:26 places.town.in: places cannot be in each other: town in*; remove one of these in:"),
    ("after: one", "after: two",
     "27:12 events[1].after: events cannot follow each other in*; remove one of these after:"),
    ("when: 2026-05-16 10:00 to 11:00", "after: two",
     "20:12 events[0].after: events cannot follow each other in*; remove one of these after:"),
    ("after: one", "after: one\n    when: 2026-05-15 09:00",
     "27:12 events[1].after: this follows “one”, but its*; mend the time, or remove after:"),
    ("after: one", "after: one\n    when: 2026-05-15",
     "27:12 events[1].after: this follows “one”, but its*; mend the time, or remove after:"),
    ("  - id: two", "  - id: one",
     "25:9 events[1].id: “one” is here twice; the first is in line 18; give one of*"),
    ("after: one", "was: one",
     "27:10 events[1].was: “one” already names the event “one”; give it a name of its own"),
    ("id: one", "id: one\n    was: two",
     "26:9 events[1].id: “two” already names the event “one”; give it a name of its own"),
    # repetitions
    ("    place: hall", "    place: hall\n    repeat: {every: day, times: 2, ahead: 3 months}",
     "22:13 events[0].repeat: ahead: is for a repetition without an end; remove ahead: or times:"),
    ("    place: hall", "    place: hall\n    repeat: {every: day, ahead: a year}",
     "22:33 events[0].repeat.ahead: “a year” is not how far*; write 1 month to 12 months"),
    ("    place: hall", "    place: hall\n    repeat: {dates: [2026-05-17], times: 2}",
     "22:13 events[0].repeat: times: needs a rhythm; add every: week, or remove times:"),
    ("    place: hall", "    place: hall\n    repeat: {dates: [2026-05-17, 2026-05-17]}",
     "22:13 events[0].repeat: 2026-05-17 is in dates: twice; keep it once, or mend one of them"),
    ("    place: hall", "    place: hall\n    repeat: {dates: 2026-05-15}",
     "22:13 events[0].repeat: 2026-05-15 is before the first date, 2026-05-16; write 2026-05-15*"),
    ("    place: hall", "    place: hall\n    repeat: {every: day, times: 2, until: 2026-05-17}",
     "22:13 events[0].repeat: this repetition ends in two ways; keep either until: or times:"),
    ("    place: hall", "    place: hall\n    repeat: {every: yearly, times: 2}",
     "22:21 events[0].repeat.every: “yearly” is*; write day, weekday, week, 2 weeks, month, last*"),
    ("    place: hall", "    place: hall\n    repeat: {every: 00 days, times: 2}",
     "22:21 events[0].repeat.every: “00 days” is not a rhythm; write day,*"),
    ("    place: hall", "    place: hall\n    repeat: {every: day, times: x}",
     "22:33 events[0].repeat.times: “x” is not a whole number; write for example 6"),
    ("    place: hall", "    place: hall\n    repeat: {every: day, times: 0}",
     "22:33 events[0].repeat.times: *0*; write*1000*"),
    ("    place: hall", "    place: hall\n    repeat: {every: day, times: 1001}",
     "22:33 events[0].repeat.times: *1001*; write*1000*"),
    ("    place: hall", "    place: hall\n    repeat: {every: day, times: 1.5}",
     "22:33 events[0].repeat.times: “1.5” is not a whole number; write for example 6"),
    ("    place: hall", "    place: hall\n    repeat: {every: day, until: 2026-05-15}",
     "22:13 events[0].repeat: the repetition ends on 2026-05-15, before it starts on*; write*"),
    ("    place: hall", "    place: hall\n    repeat: {every: day, until: soon}",
     "22:33 events[0].repeat.until: “soon” is not a date; write for example 2024-05-16"),
    ("    place: hall", "    place: hall\n    repeat: {every: day, times: 3, except: 2026-05-20}",
     "22:13 events[0].repeat: the exception 2026-05-20 is not one of*; remove it from except"),
    ("    place: hall",
     "    place: hall\n    repeat: {every: day, times: 2, except: [2026-05-17, 17.5.]}",
     "22:57 events[0].repeat.except[1]: “17.5.” is not a date; write for example 2024-05-16"),
    ("    place: hall", "    place: hall\n    repeat: {every: day, times: 2}",
     "28:12 events[1].after: “one” repeats, so it is not*; write for example one-2026-05-16"),
    ("after: one", "repeat: {every: day, times: 2}",
     "25:5 events[1]: a repetition needs a known day; write when: 2024-05-16 10:00 to 11:30"),
    ("when: 2026-05-16 10:00 to 11:00",
     "when: within 2026-05-16 to 2026-05-17\n    repeat: {every: day, times: 2}",
     "18:5 events[0]: a repetition needs a known day; write when: 2024-05-16 10:00 to 11:30"),
    ("    place: hall", "    place: hall\n    reason: rain",
     "18:5 events[0]: a reason is given, but the event*; write status: cancelled or status:*"),
    ("    place: hall", "    place: hall\n    status: tentative\n    reason: rain",
     "18:5 events[0]: a reason is given, but the event*; write status: cancelled or status:*"),
    # the whole
    ("events:\n", "events: nothing\nothers:\n",
     "17:9 events: there must be a list of at least one event; write - id: …",
     "18:1 others: there is no key “others” here; known keys: accept, background,*"),
]  # fmt: skip


def named(row: tuple[str, ...]) -> str:
    return re.sub(r"\W+", " ", row[2])[:60]


@pytest.mark.parametrize("row", MISTAKES, ids=named)
def test_mistake_is_found_at_its_place_with_what_to_write_instead(row: tuple[str, ...]) -> None:
    before, after, *expected = row
    assert_shown(problems(changed(before, after)), expected)


def test_ten_mistakes_give_ten_problems() -> None:
    found = problems(TEN_MISTAKES.read_bytes())
    assert_shown(found, [
        "4:7 zone: there is no time zone “Europe/Berlln”; write Europe/Berlin",
        "8:40 places.hall.in: there is no place “twon”; did you mean town?",
        "12:48 categories.talk.length: “45 minutes” is not a length; write 45 min,*",
        "18:11 events[0].when: “27.03.2027 10:00” is not written the*; write 2027-03-27 10:00",
        "23:11 events[1].when: 2027-03-28 02:30 does not exist in Europe/Berlin*; write*03:30",
        "28:11 events[2].when: the end is not after the start; if*2027-03-29 13:00",
        "30:5 events[2].speakers: there is no key “speakers” here; write parties: …",
        "34:11 events[3].when: this is outside the programme's days,*; mend the date,*",
        "35:13 events[3].status: “canceled” is not known here; write cancelled",
        "37:9 events[4].id: “dinner” is here twice; the first is in line 32; give*another id",
    ])  # fmt: skip
    assert all(problem.hint for problem in found)


def test_problems_are_shown_from_the_top_of_the_file_to_its_end() -> None:
    found = problems(TEN_MISTAKES.read_bytes())
    assert [p.line for p in found] == sorted(p.line for p in found)


@pytest.mark.parametrize("row", [row for row in MISTAKES if len(row) == 3], ids=named)
def test_mistake_hides_no_other(row: tuple[str, ...]) -> None:
    before, after, _ = row
    words = changed(before, after)
    others = (
        "  - {id: Bad Id, title: X, sources: press}\n"
        "  - {id: last, title: X, place: moon, sources: press}\n"
    )
    alone, together = errors(words), errors(words + others)
    assert {(p.line, p.message) for p in alone} <= {(p.line, p.message) for p in together}
    assert len(together) == len(alone) + 2


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("id: small", "id: small\nid: small", "is here twice"),
        ("title: Small", 'title: "Sm\\x07all"', "invisible control character"),
        ("title: Small", "title: !new Small", "means nothing here"),
        ("place: hall", "place: hall\n    place: hall", "is here twice"),
    ],
    ids=["duplicate key", "escaped control character", "tag", "duplicate key in an event"],
)
def test_mistake_of_form_hides_no_mistake_of_meaning(before: str, after: str, message: str) -> None:
    found = errors(changed(before, after, changed("parties: [ada]", "parties: [adda]")))
    assert len(found) == 2
    assert any(message in problem.message for problem in found)
    assert any("no party “adda”" in problem.message for problem in found)


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ("reason: rain", "events[0]"),
        ("repeat: {times: 2}", "events[0].repeat"),
        ("status: canceled", "events[0].status"),
        ("titel: x", "events[0].titel"),
        ("links: x", "events[0].links[0].url"),
    ],
)
def test_one_mistake_of_an_event_hides_no_other_of_the_same_event(wrong: str, path: str) -> None:
    words = changed("place: hall", f"place: hal\n    {wrong}")
    words = changed("categories: [talk]", "categories: [tlk]", words)
    expected = {path, "events[0].place", "events[0].categories[0]"}
    found = [problem.path for problem in problems(words)]
    assert len(found) == 3
    assert set(found) == expected


def test_event_without_an_id_is_checked_like_any_other() -> None:
    words = changed("- id: two\n    title: Two", "- title: Two\n    place: moon")
    assert [problem.path for problem in errors(words)] == ["events[1].id", "events[1].place"]


def test_two_bad_ids_are_two_mistakes() -> None:
    words = changed("id: two", "id: Two!", changed("id: one", "id: One!", SMALL))
    words = changed("    after: one\n", "", words)
    assert [(p.line, p.path) for p in errors(words)] == [(18, "events[0].id"), (25, "events[1].id")]
    words = changed("id: Two!", "id: x", words)  # as good a name as any
    assert [problem.path for problem in errors(words)] == ["events[0].id"]


def test_mistake_in_the_languages_does_not_make_every_text_untranslated() -> None:
    words = changed("languages: [en]", "languages: [zh, englisch]")
    words = words.replace("title: One", "title: {zh: 一}")
    assert [problem.path for problem in problems(words)] == ["languages[1]"]


def test_mistake_in_the_zone_is_not_repeated_for_every_event() -> None:
    words = changed("zone: Europe/Berlin", "zone: Europe/Berlln")
    words = changed("2026-05-16 10:00 to 11:00", "2026-03-29 02:30", words)
    assert [problem.path for problem in problems(words)] == ["zone"]
