"""Invitations to meetings in descriptions: their codes do not become public."""

from __future__ import annotations

import pytest

from itinerary.imports.invitations import parted
from tests.support.imports import calendar, first, settled

LINE = "_" * 80
MEET = (
    "-::~:~::~:~:~:~::~:~::-\nJoin with Google Meet: https://meet.google.com/abc-defg-hij\n"
    "Or dial: +49 30 1234 PIN: 123456#\n\nPlease do not edit this section.\n-::~:~::~:~:~:~::~:~::-"
)
TEAMS = (
    f"{LINE}\nMicrosoft Teams meeting\nJoin: https://teams.microsoft.com/meet/123?p=x\n"
    f"Passcode: abc\n{'_' * 32}\nNeed help?<https://aka.ms/JoinTeamsMeeting?omkt=en>\n{LINE}"
)
ZOOM = (
    "──────────\nBo is inviting you to a scheduled Zoom meeting.\n\nJoin Zoom Meeting\n"
    "https://us02web.zoom.us/j/123?pwd=x\n\nPasscode: 123\n──────────"
)
ADDRESSES = {
    MEET: "https://meet.google.com/abc-defg-hij",
    TEAMS: "https://teams.microsoft.com/meet/123?p=x",
    ZOOM: "https://us02web.zoom.us/j/123?pwd=x",
}


def folded(words: str) -> str:
    return words.replace("\n", "\\n")


@pytest.mark.parametrize("block", ADDRESSES)
@pytest.mark.parametrize("formatted", [False, True])
def test_invitation_is_taken_off_and_its_meeting_is_where_the_event_is_online(
    block: str, formatted: bool
) -> None:
    before = "<b>Bring</b> paper." if formatted else "Bring paper."
    about = folded(f"{before}\n\n{block}\n\nSee you.")
    data = calendar(f"SUMMARY:A\nDTSTART;VALUE=DATE:20270510\nDESCRIPTION:{about}")
    event = first(data)
    bring = "**Bring**" if formatted else "Bring"
    assert event["description"] == f"{bring} paper.\n\nSee you."
    assert event["online"] == ADDRESSES[block]
    report = "\n".join(settled(data).report.lines())
    assert "1 × invitations to meetings in descriptions" in report


def test_meeting_that_the_calendar_names_goes_before_that_of_the_invitation() -> None:
    data = calendar(
        f"SUMMARY:A\nDTSTART;VALUE=DATE:20270510\nDESCRIPTION:{folded(TEAMS)}\n"
        "CONFERENCE;VALUE=URI:https://meet.example/1"
    )
    assert first(data)["online"] == "https://meet.example/1"
    assert "description" not in first(data)


@pytest.mark.parametrize(
    "words",
    [
        f"One\n{LINE}\nTwo\n{LINE}\nThree",
        "Join at https://teams.microsoft.com/meet/1 or\nhttps://us02web.zoom.us/j/1",
        "──────────\nWords\n──────────",
    ],
)
def test_lines_and_addresses_of_the_author_stay(words: str) -> None:
    assert parted(words) == (words, "", False)


def test_words_behind_an_invitation_stay_between_lines_of_the_author() -> None:
    assert parted(f"{TEAMS}\nOne\n{LINE}\nTwo")[0] == f"One\n{LINE}\nTwo"
