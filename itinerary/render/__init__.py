"""An edition, a selection and a language → bytes."""
