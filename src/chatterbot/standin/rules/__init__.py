"""What Discord refuses: the shape and the limits of commands, messages, components, forms, mentions and uploads."""
