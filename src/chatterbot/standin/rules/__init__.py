"""Discord's rules for requests: the shape and the limits of commands, messages, components, modals, mentions and uploads."""
