"""Words: languages, honest time in sentences, changes, Markdown."""
