"""When articles were published: evidence, and the interval it leaves (docs/dating.md)."""
