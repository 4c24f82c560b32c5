"""The model of a programme: frozen values, without files, clock or network."""
