"""What ``manage.py verify`` asks of the records: identities, duties and digests, worked out anew."""
