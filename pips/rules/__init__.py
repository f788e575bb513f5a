"""Every write on this floor: a verb, the subject first, the rest by keyword; a module for each noun."""
