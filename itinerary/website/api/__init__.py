"""The API: the JSON of a site, its description (OpenAPI), and errors as problem+json."""
