"""What is told of this floor: the words of notices, and what the audit calls what is done here."""
