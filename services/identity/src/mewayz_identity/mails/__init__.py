"""Mails: messages that hold a code or a link, handed to workspace's mail outlet by a job."""
