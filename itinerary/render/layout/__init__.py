"""Layout: the positions of events on pages and in calendars, before they are drawn."""
