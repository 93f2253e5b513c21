"""The whole way, from the page to the Word file, against a real server with the trained model."""
