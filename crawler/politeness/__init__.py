"""What a portal asks of its visitors, and how we keep to it."""
