"""Jobs and people compared as they are, without anything of them being stored."""
