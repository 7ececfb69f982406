"""Roles at an operator: invitations, changes that act at once, owners that stay, and the log of all of it."""

import pyotp
import pytest
from django.core import mail

from operators.accounts import second_factor
from operators.models import AuditEntry, Exchange, Invitation, Membership, Operator, User
from tests.people.conftest import PASSWORD, mailed_path, person, sign_in


@pytest.fixture
def company(meridian: Exchange) -> Operator:
    return meridian.operator


@pytest.fixture
def inside(at, demo):
    """Signs somebody in to the back office, second factor and all."""

    def enter(user: User):
        secret = second_factor.new_secret()
        second_factor.turn_on(user, secret, pyotp.TOTP(secret).at(0), now=0)
        user.set_password(PASSWORD)
        user.save()
        browser = at("studio.localhost")
        sign_in(browser, user.email)
        browser.post("/account/sign-in/code/", {"code": pyotp.TOTP(secret).now()})
        return browser

    return enter


@pytest.fixture
def owner(company: Operator) -> User:
    return company.memberships.get(role="owner").user


def member(company: Operator, email: str, role: str) -> User:
    """Somebody who works for the company."""
    user = person(None, email)
    Membership.objects.create(user=user, operator=company, role=role)
    return user


def test_an_invited_person_chooses_a_password_sets_up_the_second_factor_and_is_in(at, inside, owner, company):
    inside(owner).post(f"/people/{company.pk}/invitation/", {"email": "eve@example.com", "role": "editor"})
    assert "Join Meridian Markets" in mail.outbox[-1].subject
    link, browser = mailed_path(), at("studio.localhost")
    assert b"as editor" in browser.get(link).content
    assert not User.objects.filter(email="eve@example.com").exists()
    browser.post(link, {"password": PASSWORD})
    assert Membership.objects.get(user__email="eve@example.com").role == "editor"
    assert browser.get("/admin/", follow=True).redirect_chain[-1][0] == "/account/second-factor/"
    assert at("studio.localhost").get(link).status_code == 410, "an invitation is accepted once"
    kinds = list(AuditEntry.objects.filter(operator=company).order_by("pk").values_list("kind", flat=True))
    assert [kind for kind in kinds if "sign" not in kind] == ["invited", "account-opened", "role-given"]


def test_a_member_who_deletes_the_account_leaves_the_address_in_the_audit_log_only(
    at, inside, owner, company
):
    inside(owner).post(f"/people/{company.pk}/invitation/", {"email": "eve@example.com", "role": "editor"})
    browser = at("studio.localhost")
    browser.post(mailed_path(), {"password": PASSWORD})
    Invitation.objects.create(operator=Operator.objects.create(), email="Eve@example.com", role="support")
    page = browser.get("/account/deletion/").content
    assert b"the e-mail that was invited" in page
    assert b"Your account is deleted" in browser.post("/account/deletion/", {"confirm": "DELETE"}).content
    assert not User.objects.filter(email="eve@example.com").exists()
    assert set(Invitation.objects.values_list("email", flat=True)) == {""}
    assert not Invitation.objects.filter(accepted_at=None, withdrawn_at=None).exists()
    assert AuditEntry.objects.get(kind="invited").target == "eve@example.com"


def test_an_invitation_can_be_withdrawn(at, inside, owner, company):
    browser = inside(owner)
    browser.post(f"/people/{company.pk}/invitation/", {"email": "eve@example.com", "role": "editor"})
    link, invitation = mailed_path(), Invitation.objects.get()
    browser.post(f"/people/{company.pk}/invitations/{invitation.pk}/withdrawal/")
    assert at("studio.localhost").post(link, {"password": PASSWORD}).status_code == 410


@pytest.mark.parametrize("role", ["editor", "support"])
def test_only_owners_manage_people(inside, company, owner, role):
    browser = inside(member(company, "eve@example.com", role))
    assert b"Send invitation" not in browser.get("/people/").content
    invited = browser.post(f"/people/{company.pk}/invitation/", {"email": "x@example.com", "role": "owner"})
    own = Membership.objects.get(user__email="eve@example.com")
    promoted = browser.post(f"/people/{company.pk}/members/{own.pk}/role/", {"role": "owner"})
    assert (invited.status_code, promoted.status_code) == (404, 404)
    own.refresh_from_db()
    assert own.role == role


def test_support_reads_and_never_edits(inside, company, meridian):
    browser = inside(member(company, "sam@example.com", "support"))
    address = f"/admin/operators/exchange/{meridian.pk}/change/"
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"name": "Hacked", "default_market": "BTC"}).status_code == 403
    meridian.refresh_from_db()
    assert meridian.name == "Meridian"


def test_a_role_that_changes_acts_with_the_next_request(inside, owner, company, meridian):
    editor = member(company, "eve@example.com", "editor")
    browser, boss = inside(editor), inside(owner)
    address = f"/admin/operators/exchange/{meridian.pk}/change/"
    row = Membership.objects.get(user=editor)
    boss.post(f"/people/{company.pk}/members/{row.pk}/role/", {"role": "support"})
    assert browser.post(address, {"name": "Hacked", "default_market": "BTC"}).status_code == 403
    boss.post(f"/people/{company.pk}/members/{row.pk}/role/", {"role": "none"})
    assert browser.get(address).status_code in (302, 404)
    assert browser.get("/people/").status_code == 404
    changed, removed = AuditEntry.objects.filter(kind__startswith="role-").order_by("pk")
    assert (changed.actor, changed.person, changed.before, changed.after) == (
        owner,
        editor,
        {"role": "editor"},
        {"role": "support"},
    )
    assert (removed.kind, removed.before) == ("role-removed", {"role": "support"})


def test_the_last_owner_stays(inside, owner, company):
    browser = inside(owner)
    row = Membership.objects.get(user=owner)
    for role in ("editor", "none"):
        page = browser.post(f"/people/{company.pk}/members/{row.pk}/role/", {"role": role}, follow=True)
        assert b"keeps at least one owner" in page.content
    assert Membership.objects.get(pk=row.pk).role == "owner"
    assert b"only owner of a company" in browser.post("/account/deletion/", {"confirm": "DELETE"}).content


def test_platform_staff_see_every_company_and_a_banner_says_so(inside, demo):
    browser = inside(User.objects.get(is_superuser=True))
    for page in ("/people/", "/admin/"):
        assert b"You are platform staff: you see every company." in browser.get(page).content
    page = browser.get("/people/").content
    assert b"Meridian Markets" in page
    assert b"Aurora Labs" in page


def test_an_operator_sees_no_banner_and_no_other_company(inside, owner):
    page = inside(owner).get("/people/").content
    assert b"platform staff" not in page
    assert b"Meridian Markets" in page
    assert b"Aurora Labs" not in page
