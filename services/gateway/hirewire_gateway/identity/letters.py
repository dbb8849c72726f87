"""Letters about one's own account, each with a one-use token."""

from hirewire_chassis import Transaction, new_id
from hirewire_contracts.notifications import MailPurpose, SendAccountMail

from hirewire_gateway.identity.account_tokens import LIFETIMES, TokenPurpose, issue_token
from hirewire_gateway.identity.entering import acting
from hirewire_gateway.identity.models import User


async def send_letter(
    tx: Transaction, user: User, purpose: MailPurpose, opens: TokenPurpose
) -> None:
    """``opens`` is what the letter's token is good for."""
    async with acting(tx, user.personal_workspace, user.id):
        token = await issue_token(tx, user.id, user.email_key, opens)
    mail = SendAccountMail(
        mail_id=new_id(),
        purpose=purpose,
        email=user.email,
        name=user.name,
        locale=user.locale,
        token=token,
        expires_at=tx.now + LIFETIMES[opens],
    )
    tx.send(mail)
