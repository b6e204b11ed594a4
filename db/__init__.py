"""The database: its structure, its code, and the one program that writes either (`db.apply`)."""
