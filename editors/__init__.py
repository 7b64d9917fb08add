"""Files for editors and CI services, and what makes them."""
