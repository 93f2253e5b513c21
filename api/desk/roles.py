"""What the roles are called, and what each is there for."""

ROLES = {
    "agent": "坐席",
    "senior_agent": "资深坐席",
    "reviewer": "审核员",
    "admin": "管理员",
    "auditor": "审计员",
}
