"""The site: a Flask application, and the press in front of it."""
