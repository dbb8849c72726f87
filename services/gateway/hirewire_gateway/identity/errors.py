"""Why somebody is not let in, or not registered."""


class InvalidCredentialsError(Exception):
    """Unknown address, wrong password or a disabled account: nobody is told which."""


class EmailTakenError(Exception):
    """Somebody has registered this address."""


class InvalidSessionError(Exception):
    """The refresh token opens nothing: ``code`` says why in a stable word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class WeakPasswordError(Exception):
    """The password will not do; the text is a sentence for people."""
