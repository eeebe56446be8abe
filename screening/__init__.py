"""Point files of any size against a zone: streamed, on every core or on a cluster, exact."""
