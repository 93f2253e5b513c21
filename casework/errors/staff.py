"""What can go wrong around accounts, signing in, settings, backups and canned replies."""

from casework.errors.base import BadInput, Denied


class WeakPassword(BadInput):
    """The new password is too short, too like the name, or the old one."""

    code = "weak_password"
    reply_id = "error_weak_password"


class BadUserName(BadInput):
    """This cannot be the name of an account."""

    code = "bad_user_name"
    reply_id = "error_bad_user_name"


class BadSetting(BadInput):
    """There is no such setting, or it cannot have this value."""

    code = "bad_setting"
    reply_id = "error_bad_setting"


class BackupRefused(BadInput):
    """A backup cannot be written, or not be put back here. `why`: a word for the command line; `what`: about what."""

    code = "backup_refused"
    reply_id = "error_backup_refused"

    def __init__(self, why: str, what: str) -> None:
        super().__init__(f"{why}: {what}")
        self.why, self.what = why, what


class UserNameTaken(BadInput):
    """An account has this name already."""

    code = "user_name_taken"
    reply_id = "error_user_name_taken"


class UnknownUser(BadInput):
    """No account has this name."""

    code = "unknown_user"
    status = 404
    reply_id = "error_unknown_user"


class WrongLogin(Denied):
    """Name, password and one-time code do not fit together; which of them, nobody is told."""

    code = "wrong_login"
    status = 401
    reply_id = "error_wrong_login"


class WrongTotp(Denied):
    """The one-time code is wrong, or was used before."""

    code = "wrong_totp"
    reply_id = "error_wrong_totp"


class StaffSessionEnded(Denied):
    """Nobody is signed in with this token, or not any more."""

    code = "staff_session_ended"
    status = 401
    reply_id = "error_staff_session_ended"


class CannedUnknown(BadInput):
    """No canned reply has this id, or it is somebody else's."""

    code = "canned_unknown"
    status = 404
    reply_id = "error_canned_unknown"


class CannedUnknownVariable(BadInput):
    """A canned reply names variables in braces that do not exist."""

    code = "canned_unknown_variable"
    reply_id = "error_canned_unknown_variable"

    def __init__(self, names: str, known: str) -> None:
        super().__init__("a canned reply names unknown variables")
        self.slots = {"names": names, "known": known}


class CannedUnfilled(BadInput):
    """A canned reply has variables for which this conversation has no value: nothing is sent with a gap."""

    code = "canned_unfilled"
    reply_id = "error_canned_unfilled"

    def __init__(self, names: str) -> None:
        super().__init__("a canned reply cannot be filled")
        self.slots = {"names": names}
