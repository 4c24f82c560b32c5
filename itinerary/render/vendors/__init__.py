"""Calendar and map applications of others: how they subscribe, and links that open them."""
