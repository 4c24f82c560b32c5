"""How templates are rendered: filters, addresses, caches."""
