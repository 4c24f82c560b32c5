"""Maps, pictures for shared links, icons, QR codes, fonts and colours."""
