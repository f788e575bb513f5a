import hashlib
import secrets


def new_token(prefix):
    return f"{prefix}_{secrets.token_urlsafe(32)}"


def hash_token(token):
    return hashlib.sha256(token.encode()).hexdigest()
