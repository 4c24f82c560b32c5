"""Frames for other sites, and oEmbed (https://oembed.com)."""
