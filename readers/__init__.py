"""Files as others keep them: tables, features, coordinates, dates; not what they mean."""
