"""From blocks to question-answer pairs and passages, the same for every format."""
