"""What a hostile or broken server cannot make us do; SECURITY.md has the threat model."""
