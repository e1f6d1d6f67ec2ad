"""Content pages: FAQ, blog, testimonials, changelog."""
