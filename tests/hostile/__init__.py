"""Attacks on a real server, each seeded and bounded."""
