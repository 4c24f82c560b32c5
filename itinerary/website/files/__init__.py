"""Files that programs read: feeds, pictures, PDF, sitemap, the installable app."""
