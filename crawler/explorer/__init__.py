"""The archive on a local web server, for reading only: pages for people, JSON and exports for programs."""
