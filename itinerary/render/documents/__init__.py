"""Documents beside the calendars: Atom, JSON-LD, sitemap, web manifest, PDF, plain text."""
