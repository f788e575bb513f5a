"""Who sees and writes what on this floor: the library of skills, and what people do to grow."""
