"""Files in, raw rows out: whatever departments send, with flat memory."""
