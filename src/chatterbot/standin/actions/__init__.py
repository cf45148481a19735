"""What happens on the stand-in: messages, interactions and their answers, changes of the world and the events they cause."""
