"""What every floor stands on: errors, files written whole, the date of a run."""
