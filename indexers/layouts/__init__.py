"""The layouts departments file in: columns with their codes, labels, older names and rules."""
