"""Files in, raw rows out: encodings, delimiters, CSV and JSON lines, with flat memory."""
