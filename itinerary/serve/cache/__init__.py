"""The response cache: each response is rendered once per edition, in each requested encoding."""
