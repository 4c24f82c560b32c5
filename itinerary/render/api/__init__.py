"""The programme as JSON: all that is known of it, in all its languages."""
