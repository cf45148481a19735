"""The REST side: the server, rate limits, and one module of routes for each kind of resource."""
