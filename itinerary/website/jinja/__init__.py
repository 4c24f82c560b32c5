"""The environment of templates: filters, addresses, caches."""
