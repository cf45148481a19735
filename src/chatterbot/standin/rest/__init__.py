"""The REST API: the server, its rate limits, and one module of routes for each kind of resource."""
