"""What happens to every request, whatever its route: identity, headers, size, and the last line of defence."""
