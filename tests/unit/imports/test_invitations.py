"""Invitations to meetings in descriptions: their codes do not become public."""

from __future__ import annotations

import pytest

from itinerary.imports.invitations import parted
from itinerary.imports.markup import prose
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
        f"{LINE}\nJoin: https://teams.microsoft.com/meet/1\nBring a laptop. Doors close at 10:15.",
        f"{LINE}\nJoin: https://teams.microsoft.com/meet/1\nBring your own laptop.\n{LINE}\nEnd",
        "─────\nDay 1: https://us02web.zoom.us/j/1, led by Ada\n─────\nDay 2: in the hall\n─────\n",
        "Ada is inviting you to a scheduled Zoom meeting.",
    ],
)
def test_lines_and_addresses_of_the_author_stay(words: str) -> None:
    assert parted(words) == (words, "", False)


def test_words_behind_an_invitation_stay_between_lines_of_the_author() -> None:
    assert parted(f"{TEAMS}\nOne\n{LINE}\nTwo")[0] == f"One\n{LINE}\nTwo"


INVITED = f"""{LINE}
Microsoft Teams Need help?<https://aka.ms/JoinTeamsMeeting?omkt=en-US>
Join the meeting now<https://teams.microsoft.com/l/meetup-join/19%3ameeting_ZjQ0_X@thread.v2/0?c=x>
Meeting ID: 264 113 535 214
Passcode: aBcDeF
{"_" * 32}
Dial in by phone
+1 323-849-4874,,123456789#<tel:+13238494874,,123456789#> United States
Find a local number<https://dialin.teams.microsoft.com/abc>
For organizers: Meeting options<https://teams.microsoft.com/meetingOptions/?x>
{LINE}"""
JOIN = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_ZjQ0_X@thread.v2/0?c=x"


@pytest.mark.parametrize("before", ["See you.", "<b>See</b> you."])
def test_address_of_a_meeting_is_that_to_join_it_and_no_page_of_help(before: str) -> None:
    # Markdown of HTML has backslashes before each `_` of words, but never in a link.
    found = parted(prose(f"{before}\n{INVITED}"))
    assert found == (prose(before), JOIN, 1)


def test_backslashes_of_markdown_are_no_part_of_an_address() -> None:
    assert parted(INVITED.replace("meeting_ZjQ0_X", r"meeting\_ZjQ0\_X")) == ("", JOIN, 1)


def test_every_invitation_is_taken_off_and_counted() -> None:
    found = parted(f"One\n{MEET}\nTwo\n{INVITED}\n{TEAMS}\n\nThree\n{ZOOM}\nFour")
    assert found == ("One\n\nTwo\n\nThree\n\nFour", ADDRESSES[MEET], 4)


COPIED = """Bo is inviting you to a scheduled Zoom meeting.

Topic: Rehearsal
Time: May 10, 2027 10:00 AM

Join Zoom Meeting
https://us02web.zoom.us/j/123?pwd=x

Meeting ID: 812 3456 7890
Passcode: 998877

---

One tap mobile
+13017158592,,81234567890# US (Washington DC)

Dial by your location
• +1 301 715 8592 US (Washington DC)

Find your local number: https://us02web.zoom.us/u/abc

Join by H.323
• 162.255.37.11 (US West)
Passcode: 998877"""


def test_invitation_that_was_copied_out_of_zoom_is_taken_off_without_lines_around_it() -> None:
    expected = ("Bring paper.\n\nSee you in the hall.", ADDRESSES[ZOOM], 1)
    assert parted(f"Bring paper.\n{COPIED}\n\nSee you in the hall.") == expected
    assert parted(prose(f"Bring paper.\n{COPIED}\n\nSee you in the hall.")) == expected


@pytest.mark.parametrize("block", [MEET, TEAMS, INVITED, ZOOM])
def test_invitation_whose_end_is_lost_ends_with_its_last_line(block: str) -> None:
    begun = block.rpartition("\n")[0]
    rest, address, count = parted(f"Bring paper.\n{begun}\n\nBring your own laptop.")
    assert (rest, count) == ("Bring paper.\n\nBring your own laptop.", 1)
    assert address


def test_invitation_without_an_address_that_can_be_used_is_told() -> None:
    about = folded(TEAMS.replace("?p=x", "?p={x}"))
    data = calendar(f"SUMMARY:A\nDTSTART;VALUE=DATE:20270510\nDESCRIPTION:{about}")
    assert "description" not in first(data)
    report = "\n".join(settled(data).report.lines())
    assert "1 × address of the meeting of an invitation: it cannot be read" in report


def test_words_of_an_author_in_our_own_feed_are_no_invitation() -> None:
    about = f"SUMMARY:A\nDTSTART;VALUE=DATE:20270510\nDESCRIPTION:{folded(TEAMS)}"
    data = calendar(about, head="PRODID:-//Itinerary//Itinerary 1.0//EN")
    assert "online" not in first(data)
    assert "invitations" not in str(settled(data).report.losses)
