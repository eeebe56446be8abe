"""Where units come from: schema, readers for files as analysts keep them, the bundled list."""
