"""Limits of the public edge: who asks, how much they may spend, and how they are told."""
