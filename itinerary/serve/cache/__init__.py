"""The response cache: each response rendered once per edition, in every encoding asked for."""
