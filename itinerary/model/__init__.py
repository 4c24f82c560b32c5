"""What a programme is: frozen values, without files, clock or network."""
