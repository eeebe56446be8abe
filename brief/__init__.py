"""The document of a case: one model, written as Markdown, HTML, DOCX or PDF."""
