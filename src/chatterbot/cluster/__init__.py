"""Several processes of one bot on one database: which shards each runs, and how each learns what the others were taught."""
