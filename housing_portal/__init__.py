"""Project package: settings, urls, navigation and the shared apps (kit, accounts, journal, registry)."""
