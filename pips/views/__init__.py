"""Pages of this floor; a module for each noun."""
