"""What every command needs of Discord: requests and answers, buttons, permissions, texts in the person's language."""
