"""The Flask application: pages, files, frames. It knows no cache and no thread."""
