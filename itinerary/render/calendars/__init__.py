"""Calendar feeds (RFC 5545), as calendar clients really read them."""
