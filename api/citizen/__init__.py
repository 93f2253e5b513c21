"""The citizen's chat: sessions, messages, server-sent events, the registration document, and the page itself."""
