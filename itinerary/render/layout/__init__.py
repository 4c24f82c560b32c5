"""Where things stand on pages and maps, before they are drawn."""
