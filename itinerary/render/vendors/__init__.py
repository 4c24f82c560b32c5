"""Calendar and map apps of other vendors: how they subscribe, and links that open them."""
