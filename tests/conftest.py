"""What every test folder shares: the real servers (``tests/servers/README.md``)."""

pytest_plugins = ["tests.servers.server_fixtures"]
