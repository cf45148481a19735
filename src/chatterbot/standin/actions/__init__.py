"""Actions that change the world and send the events for it: messages, interactions and their answers, guilds, roles and members."""
