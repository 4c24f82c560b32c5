"""An edition, a selection and a language → bytes: one module per format."""
