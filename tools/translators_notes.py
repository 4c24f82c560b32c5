"""Notes for translators on messages that could be misread; `make translations` puts them into the
catalogues. Every message of one word has one."""

from __future__ import annotations

from itinerary.render.words.language import _


def notes() -> None:
    """Name the messages, each below its note."""
    # Translators: Noun: a display on a wall or at a door that shows what is on; not the act of
    # screening.
    _("Screen")
    # Translators: Noun, heading on a display at a door: what is cancelled, moved or new today.
    _("Changes")
    # Translators: Verb, a button: stop taking turns with the pages on a display.
    _("Pause")
    # Translators: Verb, a button: let the page fill the whole display.
    _("Full screen")
    # Translators: Heading of events of today whose hour is not announced. Do not promise that it
    # will be.
    _("Today, time not announced")
    # Translators: Heading of events on one of several days; on which is not announced. Do not
    # promise that it will be.
    _("Day not announced")
    # Translators: On a display, when nothing in the programme is on or comes later.
    _("Nothing more is announced.")
    # Translators: On a display that cannot reach its server: how old what it shows is. Leave {time}
    # as it is; it is an hour, or a date with an hour.
    _("As of {time}. Not reachable since then.")
    # Translators: A link to a page that is made for a display in a lobby or at the door of a room.
    _("What is on now and next, for a screen in a lobby or at a door")
    # Translators: Verb, a button: follow the calendar of another device, or go to an event online.
    _("Join")
    # Translators: A button, beside “Join”: do not join, and let this device go on with the calendar
    # that it has.
    _("Keep my calendar")
    # Translators: Where an event takes place: on the internet, without a place.
    _("Online")
    # Translators: The heading of a list, and the name of a calendar: days until which one can
    # register and so on.
    _("Deadlines")
    # Translators: Heading: events that repeat.
    _("Series")
    # Translators: Label of an event: the one series that it belongs to, whose name follows.
    _("Part of a series")
    # Translators: The list of all events: the name of the main page in the menu.
    _("Programme")
    # Translators: Heading: where events take place (cities, buildings, rooms).
    _("Places")
    # Translators: Heading: kinds of events (talk, concert, meal).
    _("Categories")
    # Translators: Heading: threads of a conference that run side by side (“Security”, “Web”).
    _("Tracks")
    # Translators: Heading: those who take part in events.
    _("People")
    # Translators: How one takes part online: by a stream of sound.
    _("sound")
    # Translators: How one takes part online: in a written conversation.
    _("chat")
    # Translators: How one takes part online: by a video conference.
    _("video")
    # Translators: Label of an event: whether and until when one has to register.
    _("Registration")
    # Translators: Label of an event: what it costs to attend.
    _("Price")
    # Translators: Label of an event: how many people fit in.
    _("Capacity")
    # Translators: Label of an event: for whom it is (beginners, advanced); not a storey.
    _("Level")
    # Translators: Label of an event: for which ages it is.
    _("Age")
    # Translators: Label of an event: for people with disabilities (step-free, hearing loop).
    _("Accessibility")
    # Translators: Label of an event: the one person or body that organises it.
    _("Organiser")
    # Translators: Label of an event: several people or bodies that organise it.
    _("Organisers")
    # Translators: Noun, label: whom to ask, and how to reach them.
    _("Contact")
    # Translators: Label of an event: keywords.
    _("Tags")
    # Translators: Noun: a recording of the event, to watch or hear later.
    _("Recording")
    # Translators: Label: whether journalists need a permit to attend, and until when to ask for
    # it.
    _("Accreditation")
    # Translators: Label of an event: the languages spoken there.
    _("Languages")
    # Translators: Label: the language of this site, of a calendar, or spoken at an event.
    _("Language")
    # Translators: A part of the day of an event whose hour is not announced.
    _("morning")
    # Translators: A part of the day of an event whose hour is not announced.
    _("midday")
    # Translators: A part of the day of an event whose hour is not announced.
    _("afternoon")
    # Translators: A part of the day of an event whose hour is not announced.
    _("evening")
    # Translators: A part of the day of an event whose hour is not announced.
    _("night")
    # Translators: Of an event: it is certain that it takes place.
    _("Confirmed")
    # Translators: Of an event: it is likely, but not confirmed.
    _("Expected")
    # Translators: Of an event: it takes place later; when is not announced.
    _("Postponed")
    # Translators: Of an event: it does not take place.
    _("Cancelled")
    # Translators: The title of an event in a calendar: it is cancelled. The title stays whole.
    _("CANCELLED: %(title)s")
    # Translators: The title of an event in a calendar: it is postponed. The title stays whole.
    _("POSTPONED: %(title)s")
    # Translators: The title of an event in a calendar; TBA is “to be announced”. Be as short as can
    # be: a calendar has little room.
    _("%(title)s (time TBA)")
    # Translators: The title of an event in a calendar, with a part of its day (“evening”).
    _("%(title)s (%(part)s, time TBA)")
    # Translators: The title of an event in a calendar, with the days on one of which it is.
    _("%(title)s (date TBA, %(days)s)")
    # Translators: The title of an event in a calendar; it follows another event.
    _("%(title)s (%(days)s or later, time TBA)")
    # Translators: The title of an event in a calendar; it follows another event.
    _("%(title)s (date TBA, %(days)s or later)")
    # Translators: What a link leads to: the slides of a talk.
    _("Slides")
    # Translators: What a link leads to: a video of the event.
    _("Video")
    # Translators: What a link leads to: where tickets are sold.
    _("Tickets")
    # Translators: What a link leads to: a document of the event.
    _("Document")
    # Translators: The name of a page in the menu: a table of days and hours.
    _("Calendar")
    # Translators: Noun, a geographical map: the name of a page in the menu.
    _("Map")
    # Translators: Verb: to have the events in one’s own calendar app, which then follows changes.
    _("Subscribe")
    # Translators: The name of a page in the menu: about the programme and this site.
    _("About")
    # Translators: A page with all places, people and categories; not the front page.
    _("Index")
    # Translators: The time zone in which the page shows times (“Time zone: Beijing time”); leave
    # {zone} as it is.
    _("Time zone: {zone}")
    # Translators: Heading of a choice: the time zone in which the page shows times.
    _("Time zone")
    # Translators: A choice of “Time zone”: each event has the time of its own place.
    _("Local time of each event")
    # Translators: A choice of “Time zone”: that of the reader’s phone or computer.
    _("My time zone")
    # Translators: The name of a person or a body.
    _("Published by %(publisher)s")
    # Translators: Of an event: it comes after the one with this title.
    _("follows “%(title)s”")
    # Translators: A change of an event: from now on it comes after the one with this title.
    _("It now follows “%(title)s”.")
    # Translators: A link to the page with what changed lately.
    _("What changed lately is always on this site.")
    # Translators: Punctuation: only the quotation marks are yours.
    _("“%(title)s”")
    # Translators: Punctuation before the address of a web page. Keep an ordinary space before the
    # address: calendar apps find it by that.
    _("%(label)s: %(url)s")
    # Translators: Read aloud, the name of the main menu: this web site.
    _("Site")
    # Translators: A button that opens the rest of the menu.
    _("More")
    # Translators: Heading: what one should know about the occasion; not a colour.
    _("Background")
    # Translators: In a table of what may be known of a time: nothing is known.
    _("Nothing")
    # Translators: Heading: who announced something, and where.
    _("Sources")
    # Translators: The person or body who publishes this programme.
    _("Publisher")
    # Translators: Heading: the software that made this site.
    _("Software")
    # Translators: Parts of this site inside pages of other sites; not picture frames.
    _("Frames")
    # Translators: Heading: what this site does not collect of its readers.
    _("Privacy")
    # Translators: Of an event: it is taking place at this moment.
    _("now")
    # Translators: A label before the time at which an event began that is still going on.
    _("Began")
    # Translators: A label before the event that takes place next; not a button.
    _("Next")
    # Translators: A label before the event that takes place at this moment.
    _("Now")
    # Translators: A label or a button: this day.
    _("Today")
    # Translators: A heading or a button: the months to choose from.
    _("Months")
    # Translators: A heading or a button: the days to choose from.
    _("Days")
    # Translators: A button: the view of one day.
    _("Day")
    # Translators: A heading or a button: the view of a week.
    _("Week")
    # Translators: After pressing “Copy”: it has been copied.
    _("Copied")
    # Translators: Verb, a button: copy this text.
    _("Copy")
    # Translators: Verb, a heading: choose what the frame shows.
    _("Choose")
    # Translators: Noun, a heading: how the frame looks, its colours.
    _("Look")
    # Translators: Noun, a label: the colour of the frame.
    _("Colour")
    # Translators: Of colours: light, not dark.
    _("Light")
    # Translators: Of colours: dark, not light.
    _("Dark")
    # Translators: Noun: a calendar that follows all changes; costs nothing.
    _("Subscription")
    # Translators: Verb, a button: send this page to another person.
    _("Share")
    # Translators: Noun: a pause between events (coffee, lunch).
    _("Break")
    # Translators: Label before the day and hour of an event.
    _("When")
    # Translators: Label before the place of an event.
    _("Where")
    # Translators: Label: what came of an event (a score, a decision).
    _("Result")
    # Translators: Label before the people who take part in an event.
    _("Who")
    # Translators: Label: which event comes before or after this one; not a purchase.
    _("Order")
    # Translators: Heading: links to other sites.
    _("Links")
    # Translators: Label before links to map services.
    _("Maps")
    # Translators: A view: places as rows, days as columns, events as bars.
    _("Timeline")
    # Translators: Noun, read aloud: the name of the list of views (day, week, timeline).
    _("View")
    # Translators: Verb, a button: go to the field that searches the programme.
    _("Search")
    # Translators: Verb, a button: show the events that were chosen.
    _("Show")
    # Translators: Verb or noun, a button: opens the choice of which events are shown.
    _("Filter")
    # Translators: A deadline or an end: not later than this day or hour.
    _("until %(time)s")
    # Translators: People who take part in an event.
    _("With: %(who)s")
    # Translators: The address of a place: street and number.
    _("Address: %(address)s")
    # Translators: The press advisory is about these events.
    _("About: %(titles)s")
    # Translators: Who announced this, and when.
    _("Source: %(source)s")
    # Translators: After a label or a dash: it is not known yet.
    _("to be announced")
    # Translators: After “Not yet announced:”: what is not known of an event.
    _("the day")
    # Translators: After “Not yet announced:”: what is not known of an event.
    _("the hour")
    # Translators: After “Not yet announced:”: what is not known of an event.
    _("the place")
    # Translators: After “Not yet announced:”: what is not known of an event.
    _("the address")
    # Translators: After “Not yet announced:”: what is not known of an event.
    _("when it ends")
    # Translators: Punctuation: only the brackets are yours.
    _("%(words)s (%(more)s)")
    # Translators: Punctuation: only the colon is yours.
    _("%(label)s: %(words)s")
    # Translators: Punctuation: only the colon is yours.
    _("%(title)s: %(words)s")
    # Translators: Punctuation: only the colon is yours, after “Cancelled” or “Postponed”.
    _("%(status)s: %(reason)s")
    # Translators: Punctuation between the parts of an address or of a list.
    _(", ")
    # Translators: Punctuation between parts that have commas themselves.
    _("; ")
    # Translators: Punctuation at the end of a sentence, before the next one.
    _(". ")
    # Translators: A few journalists who share with all others what they get.
    _("press pool")
    # Translators: Short statements to journalists at the entrance.
    _("doorstep statement")
    # Translators: Journalists may take pictures, but not ask questions.
    _("photo opportunity")
    # Translators: Label: when journalists have to be there.
    _("Press call")
    # Translators: The number of a published state of the programme.
    _("Edition %(number)s")
    # Translators: The number of a published state of an event.
    _("revision %(number)s")
    # Translators: Heading of a table: what happens at which hour of this day.
    _("Hours of %(day)s")
    # Translators: In a table: only the start of an event is announced.
    _("The start")
    # Translators: Heading: what calendar apps show.
    _("In calendars")
    # Translators: A mark on the button that fits the reader’s phone or computer.
    _("for this device")
    # Translators: Heading: what is in the calendar that one is about to subscribe to.
    _("What you get")
    # Translators: Between two cities: the clocks differ by so many hours (“clocks +2 h”).
    _("clocks %(hours)s h")
    # Translators: In “Every week on %(days)s”: each Monday.
    _("Mondays")
    # Translators: In “Every week on %(days)s”: each Tuesday.
    _("Tuesdays")
    # Translators: In “Every week on %(days)s”: each Wednesday.
    _("Wednesdays")
    # Translators: In “Every week on %(days)s”: each Thursday.
    _("Thursdays")
    # Translators: In “Every week on %(days)s”: each Friday.
    _("Fridays")
    # Translators: In “Every week on %(days)s”: each Saturday.
    _("Saturdays")
    # Translators: In “Every week on %(days)s”: each Sunday.
    _("Sundays")
    # Translators: The name of the map service 高德地图.
    _("Amap")
    # Translators: The name of a page in the menu: the changes of the programme. A noun phrase, not
    # a question.
    _("What changed")
    # Translators: Heading of events whose day is not announced.
    _("To be announced")
    # Translators: Beside days, on one of which an event is.
    _("day to be announced")
    # Translators: Beside a day: the hour of the event is not announced.
    _("time to be announced")
    # Translators: In place of the day and the hour of an event.
    _("Time to be announced")
    # Translators: In place of the day of an event, in a list.
    _("Day to be announced")
    # Translators: The part is that of a day: “evening, time to be announced”.
    _("%(part)s, time to be announced")
    # Translators: Punctuation: only the colon is yours. The title is that of an event; a sentence
    # follows.
    _("%(title)s: %(change)s")
    # Translators: A change: an event was added, at this time.
    _("New: %(when)s.")
    # Translators: A change: an event that was removed is there again.
    _("Back in the programme.")
    # Translators: A change: the place was withdrawn, and is not known any more; it is not about
    # opening hours.
    _("The place is open again.")
    # Translators: A change of what a person does at an event; the role stands in brackets behind
    # the name.
    _("Role now: %(who)s.")
    # Translators: A change: this was added to what is known of the event (“Price: 10 euros”).
    _("Announced: %(fact)s.")
    # Translators: A change: this is known of the event now (“Price: 10 euros”).
    _("Changed: %(fact)s.")
    # Translators: A change: this was removed; only the label stands here (“Price”).
    _("No longer said: %(fact)s.")
    # Translators: How one takes part online: messages in a news feed.
    _("news feed")
    # Translators: How one takes part online: an access that only moderators use.
    _("for moderators")
    # Translators: How one takes part online: by dialling in.
    _("by telephone")
    # Translators: How one takes part online: one sees the screen of who speaks.
    _("shared screen")
    # Translators: Label of an event: the time from which one is let in.
    _("Doors open")
    # Translators: Label of an event: which journalists may attend.
    _("Press access")
    # Translators: Label of an event: the door for journalists.
    _("Press entrance")
    # Translators: Label of an event: where journalists can watch it live.
    _("Live for the press")
    # Translators: Press access: only the broadcaster that makes the pictures for all others.
    _("host broadcaster")
    # Translators: How a series repeats: on days that are listed, without a rhythm.
    _("On single days")
    # Translators: An event that follows another one: on the days of that one, or later.
    _("%(days)s or later")
    # Translators: Under a heading with days: an event that follows another one of these days.
    _("these days or later")
    # Translators: In place of hours: the event lasts the whole day.
    _("all day")
    # Translators: In place of hours: the event lasts on all of the days of the heading.
    _("all days")
    # Translators: Heading of a row in a table of hours: events that last the whole day.
    _("All day")
    # Translators: A link from one day to the table of all days.
    _("All days")
    # Translators: A day of the week, short, and hours: “Fri 01:00–02:15”.
    _("%(day)s %(hours)s")
    # Translators: The time zone of a city that has no other name: “Almaty time”.
    _("%(place)s time")
    # Translators: Punctuation: the title of an event, and its days.
    _("%(title)s, %(days)s")
    # Translators: The choice of a time zone: each event is shown by the clocks of its place.
    _("Local times")
    # Translators: The day of the newest state: what stands here was true then.
    _("As of %(day)s")
    # Translators: Heading of a column in a table: how this site shows something.
    _("On these pages")
    # Translators: In a table of what may be announced: the day alone.
    _("The day")
    # Translators: In a table: what is shown of an event that lasts some days.
    _("The days")
    # Translators: In a table of what may be announced: an event that lasts all of several days.
    _("All of some days")
    # Translators: In a table of what may be announced: the event before this one.
    _("What it follows")
    # Translators: In a table, an example of words beside an event: “follows “Talks””.
    _("“follows …”")
    # Translators: Heading: calendars with a part of the programme: of a place, of a person.
    _("Calendars of a part")
    # Translators: A link: make a calendar of several parts of the programme, as one chooses.
    _("Make one of several parts")
    # Translators: Of an event; {when} is as in “in 5 minutes”. Leave {when} as it is.
    _("starts {when}")
    # Translators: Of an event; {when} is as in “5 minutes ago”. Leave {when} as it is.
    _("finished {when}")
    # Translators: Behind names of events that are going on now. Leave {count} as it is.
    _("and {count} more")
    # Translators: A heading of days that are past. Leave {days} as it is.
    _("Over: {days}")
    # Translators: A button that closes a notice: the reader has understood.
    _("Got it")
    # Translators: A link to the next day with events. Leave {day} as it is.
    _("Next: {day}")
    # Translators: A link to the day of today. Leave {day} as it is.
    _("Now: {day}")
    # Translators: A link that takes the filter away.
    _("Show all")
    # Translators: A row above the hours of a day: events that began on a day before.
    _("Still going on")
    # Translators: A status: the columns of these rooms are hidden. Leave {places} as it is.
    _("Folded away: {places}")
    # Translators: A button: hide the column of this room. Leave {place} as it is.
    _("Fold {place} away")
    # Translators: A button: show the column of this room again. Leave {place} as it is.
    _("Unfold {place}")
    # Translators: A choice of colours, light or dark: as the device is set.
    _("As the reader’s device")
    # Translators: A link: open the frame as a page of its own.
    _("Open it alone")
    # Translators: A link from an error page to the front page.
    _("To the programme")
    # Translators: Heading: a file with one event, to import. The opposite of a subscription.
    _("One-time copy")
    # Translators: Of an event: the one with this title comes after it.
    _("is followed by “%(title)s”")
    # Translators: Label of what is not known of an event: “the hour”, “the place”.
    _("Not yet announced")
    # Translators: Heading: other events in which these people or bodies take part.
    _("More with %(names)s")
    # Translators: Above the title of the event before this one.
    _("Before it in the programme")
    # Translators: Above the title of the event after this one.
    _("Next in the programme")
    # Translators: A link: show all dates of a series, the past ones too.
    _("All dates")
    # Translators: A button: open it in the app that is called Calendar on Apple’s devices, by its
    # name there.
    _("Open in Calendar")
    # Translators: A link to the site of an app, which is installed from there.
    _("get ICSx5")
    # Translators: Heading: the first events of the calendar that one is about to subscribe to.
    _("What is in it")
    # Translators: Label of a search among calendar apps.
    _("Your app")
    # Translators: Of an event without an end that could be announced (“open end”).
    _("no set end")
    # Translators: Of an event of which only the start is announced.
    _("end not announced")
    # Translators: Read aloud, the name of the links to the days before and after.
    _("Other days")
    # Translators: Below a QR code in print: where one reads the newest state of the programme.
    _("The newest state")
    # Translators: Heading of events that need no place, as a deadline.
    _("Without a place")
    # Translators: In a list after “Not yet announced”.
    _("whether it will take place")
    # Translators: In a list after “Not yet announced”, of a postponed event.
    _("when it will take place instead")
    # Translators: In a list after “Not yet announced”: of a day only the part is known
    # (“evening”).
    _("the exact hour")
    # Translators: In a list after “Not yet announced”: the room, for example.
    _("the exact place")
    # Translators: In a list after “Not yet announced”.
    _("who takes part")
    # Translators: Heading, to unfold: choices about the entries of a calendar.
    _("Options")
    # Translators: Label of a choice: how long before an event an app reminds of it.
    _("Reminder")
    # Translators: A button beside “Your programme has these events now”: as it was before.
    _("Undo")
    # Translators: Of two selections, the reader's and another one: events that are in both.
    _("In both")
    # Translators: Events that are only in the reader's own selection.
    _("Only mine")
    # Translators: Events that are only in the other selection.
    _("Only theirs")
    # Translators: Heading above pairs of events, one right after the other, in places far apart.
    _("Little time for the way")
