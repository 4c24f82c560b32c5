"""Calendar apps: the steps to subscribe to an address by hand, and how often each app polls."""

from __future__ import annotations

from itinerary.render.words.language import _
from itinerary.value import Value


class CalendarApp(Value):
    """A calendar app; all words are messages to be translated.

    `delay` is how often it polls, as measured, read in its source or stated by its maker: not the
    interval that a feed asks for.
    """

    name: str
    delay: str
    steps: tuple[str, ...]


_PASTE = _("Paste the address and confirm.")

APPS = (
    CalendarApp(
        _("Apple Calendar on iPhone and iPad"),
        _("As you set it, from every 5 minutes to every week; through iCloud more slowly"),
        (
            _("Open Calendar and tap Calendars at the bottom."),
            _("Tap Add Calendar, then Add Subscription Calendar."),
            _PASTE,
        ),
    ),
    CalendarApp(
        _("Apple Calendar on a Mac"),
        _("As you set it, from every 5 minutes to every week; through iCloud more slowly"),
        (
            _("Choose File, then New Calendar Subscription."),
            _("Paste the address and click Subscribe."),
            _("As Location choose iCloud to have it on all your devices; set Auto-refresh."),
        ),
    ),
    CalendarApp(
        _("Google Calendar"),
        _("Usually every 8 to 24 hours; you cannot change it"),
        (
            _("Open calendar.google.com in a computer’s browser; the phone app cannot do it."),
            _("Beside Other calendars click +, then From URL."),
            _("Paste the address and click Add calendar. It then appears on your phone too."),
        ),
    ),
    CalendarApp(
        _("Outlook.com, Microsoft 365 and the new Outlook for Windows"),
        _("About every 3 hours, sometimes after more than 24"),
        (
            _("In the calendar click Add calendar, then Subscribe from web."),
            _("Paste the address, give it a name and click Import."),
        ),
    ),
    CalendarApp(
        _("Outlook for Windows (classic)"),
        _("With each send and receive, at most every hour"),
        (
            _("Choose File, Account Settings, Account Settings, then the tab Internet Calendars."),
            _("Click New, paste the address and click Add."),
        ),
    ),
    CalendarApp(
        "Thunderbird",
        _("Every 30 minutes, unless you change it"),
        (
            _("Right-click the list of calendars and choose New Calendar, On the Network."),
            _("Paste the address as Location, click Find Calendars, then Subscribe."),
        ),
    ),
    CalendarApp(
        _("GNOME Calendar and Evolution"),
        _("As you set it for the calendar"),
        (_("Open Manage Calendars and click Add Calendar."), _PASTE),
    ),
    CalendarApp(
        _("KDE: KOrganizer and Merkuro"),
        _("Only if you switch on regular updates"),
        (
            _("Add a calendar of the kind iCal Calendar File."),
            _("Paste the address in place of the file’s name."),
            _("Switch on regular updates in its settings."),
        ),
    ),
    CalendarApp(
        "Nextcloud",
        _("Every hour, as this calendar asks"),
        (
            _("In Calendar click New calendar, then New subscription from link (read-only)."),
            _PASTE,
        ),
    ),
    CalendarApp(
        "Proton Calendar",
        _("Every 4 to 16 hours"),
        (
            _("On the web, click + beside My calendars, then Add calendar from URL."),
            _PASTE,
        ),
    ),
    CalendarApp(
        "Fastmail",
        _("About every hour"),
        (_("In Settings, Calendars, choose to subscribe to a calendar by its address."), _PASTE),
    ),
    CalendarApp(
        _("Yahoo Calendar"),
        _("Not stated by its maker"),
        (
            _("In a computer’s browser, choose Follow Other Calendars beside Others."),
            _PASTE,
        ),
    ),
    CalendarApp(
        _("Yandex Calendar"),
        _("Not stated by its maker"),
        (
            _("In a computer’s browser click New calendar, then Import, and choose a link."),
            _PASTE,
        ),
    ),
    CalendarApp(
        _("Samsung Calendar"),
        _("As Google Calendar"),
        (
            _("It takes no addresses itself, but shows the calendars of your Google account."),
            _("Subscribe in Google Calendar in a computer’s browser."),
            _("In Samsung Calendar, open Manage calendars and switch it on."),
        ),
    ),
    CalendarApp(
        _("ICSx5 and DAVx⁵ on Android"),
        _("Every 24 hours, unless you choose from 15 minutes to a week"),
        (
            _("Install ICSx5, from F-Droid or Google Play; it is free software."),
            _("Tap + and paste the address; DAVx⁵ hands subscriptions to ICSx5 as well."),
            _("The events then appear in every calendar app of the phone."),
        ),
    ),
    CalendarApp(
        "vdirsyncer, khal",
        _("Whenever you run it"),
        (_("Add a storage of the type http with this address, and pair it with a folder."),),
    ),
)
"""The apps that people use, the most used first."""
