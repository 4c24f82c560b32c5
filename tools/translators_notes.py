"""Notes for translators on messages that could be misread; `make translations` puts them into the
catalogues. Every message of one word has one."""

from __future__ import annotations

from itinerary.render.words.language import _


def notes() -> None:
    """Name the messages, each below its note."""
    # Translators: Where an event takes place: on the internet, without a place.
    _("Online")
    # Translators: The heading of a list, and the name of a calendar: days until which one can
    # register and so on.
    _("Deadlines")
    # Translators: Events that repeat, as a label of one and as a heading of several.
    _("Series")
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
    # Translators: Before the title of an event in a calendar.
    _("CANCELLED:")
    # Translators: Before the title of an event in a calendar.
    _("POSTPONED:")
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
    # Translators: Before the name of the clocks by which times are shown: “Clocks: local times”.
    _("Clocks:")
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
    # Translators: After “Show times by the clocks”.
    _("of where I am")
    # Translators: After “Show times by the clocks”.
    _("of each event’s own place")
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
    # Translators: At the beginning of a line, the rhythm of a series: each Monday.
    _("Mondays")
    # Translators: At the beginning of a line, the rhythm of a series: each Tuesday.
    _("Tuesdays")
    # Translators: At the beginning of a line, the rhythm of a series: each Wednesday.
    _("Wednesdays")
    # Translators: At the beginning of a line, the rhythm of a series: each Thursday.
    _("Thursdays")
    # Translators: At the beginning of a line, the rhythm of a series: each Friday.
    _("Fridays")
    # Translators: At the beginning of a line, the rhythm of a series: each Saturday.
    _("Saturdays")
    # Translators: At the beginning of a line, the rhythm of a series: each Sunday.
    _("Sundays")
    # Translators: The name of the map service 高德地图.
    _("Amap")
    # Translators: Punctuation: only the full stop is yours.
    _("%(words)s.")
