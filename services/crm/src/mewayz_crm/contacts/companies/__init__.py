"""Who works where: links between contacts and companies, with roles."""
