"""Who is signed in, and how the hotel is set up."""

from __future__ import annotations

from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from api.caller import Reader, Staff
from api.config_answers import (
    AccessConfig,
    CancellationPolicy,
    HotelSettings,
    IssuedStaffToken,
    Me,
    PolicyTemplate,
    PrecheckinConfig,
    RatePlan,
    StaffToken,
)
from api.config_bodies import (
    CreateCancellationPolicy,
    CreateRatePlan,
    IssueStaffToken,
    SetPrecheckinConfig,
    UpdateAccessConfig,
    UpdateCancellationPolicy,
    UpdateRatePlan,
    UpdateSettings,
)
from api.operations import Answer, Made, act, change, create, create_readable, read, remove, replace


@read("/me/")
async def get_me(reader: NamedDependency[Reader]) -> Answer[Me]:
    """Read who is signed in and what they may do."""
    return Answer(await reader.read("get_me"))


@read("/access-config/")
async def get_access_config(reader: NamedDependency[Reader]) -> Answer[AccessConfig]:
    """Read the hotel's portals, PINs, check-out time and approval times."""
    return Answer(await reader.read("get_access_config"))


@change("/access-config/")
async def update_access_config(
    staff: NamedDependency[Staff], data: JSONBody[UpdateAccessConfig]
) -> Answer[AccessConfig]:
    """Change them; deadlines that were given stay."""
    return Answer(await staff.call("update_access_config", data))


@replace("/access-config/", include_in_schema=False)
async def replace_access_config(
    staff: NamedDependency[Staff], data: JSONBody[UpdateAccessConfig]
) -> Answer[AccessConfig]:
    """The same, as older clients send it."""
    return Answer(await staff.call("update_access_config", data))


@read("/settings/")
async def get_settings(reader: NamedDependency[Reader]) -> Answer[HotelSettings]:
    """Read who the hotel is, and by which rules it sells and receives."""
    return Answer(await reader.read("get_settings"))


@change("/settings/")
async def update_settings(staff: NamedDependency[Staff], data: JSONBody[UpdateSettings]) -> Answer[HotelSettings]:
    """Change them; bookings that exist keep what they were made under."""
    return Answer(await staff.call("update_settings", data))


@read("/precheckin-config/")
async def get_precheckin_config(reader: NamedDependency[Reader]) -> Answer[PrecheckinConfig]:
    """Read the form guests fill in before arrival."""
    return Answer(await reader.read("get_precheckin_config"))


@act("/precheckin-config/")
async def set_precheckin_config(
    staff: NamedDependency[Staff], data: JSONBody[SetPrecheckinConfig]
) -> Answer[PrecheckinConfig]:
    """Say which fields the form shows and demands; links that are out keep theirs."""
    return Answer(await staff.call("set_precheckin_config", data))


@read("/cancellation-policies/")
async def list_cancellation_policies(reader: NamedDependency[Reader]) -> Answer[list[CancellationPolicy]]:
    """List all cancellation policies."""
    return Answer(await reader.read("list_cancellation_policies"))


@create_readable("/cancellation-policies/")
async def create_cancellation_policy(
    staff: NamedDependency[Staff], data: JSONBody[CreateCancellationPolicy]
) -> Answer[CancellationPolicy]:
    """Create a cancellation policy."""
    return Made(await staff.call("create_cancellation_policy", data), staff.at("cancellation-policies/{id}/"))


@read("/cancellation-policies/templates/")
async def cancellation_policy_templates(reader: NamedDependency[Reader]) -> Answer[list[PolicyTemplate]]:
    """List policies to begin with."""
    return Answer(await reader.read("cancellation_policy_templates"))


@read("/cancellation-policies/{policy_id:int}/")
async def get_own_cancellation_policy(
    reader: NamedDependency[Reader], policy_id: FromPath[int]
) -> Answer[CancellationPolicy]:
    """Read one cancellation policy."""
    return Answer(await reader.read("get_own_cancellation_policy", policy_id=policy_id))


@change("/cancellation-policies/{policy_id:int}/")
async def update_cancellation_policy(
    staff: NamedDependency[Staff], policy_id: FromPath[int], data: JSONBody[UpdateCancellationPolicy]
) -> Answer[CancellationPolicy]:
    """Change a policy; bookings keep the one they were made under."""
    return Answer(await staff.call("update_cancellation_policy", data, policy_id=policy_id))


@replace("/cancellation-policies/{policy_id:int}/", include_in_schema=False)
async def replace_cancellation_policy(
    staff: NamedDependency[Staff], policy_id: FromPath[int], data: JSONBody[UpdateCancellationPolicy]
) -> Answer[CancellationPolicy]:
    """The same, as older clients send it."""
    return Answer(await staff.call("update_cancellation_policy", data, policy_id=policy_id))


@read("/rate-plans/")
async def list_rate_plans(reader: NamedDependency[Reader]) -> Answer[list[RatePlan]]:
    """List all rate plans."""
    return Answer(await reader.read("list_rate_plans"))


@create_readable("/rate-plans/")
async def create_rate_plan(staff: NamedDependency[Staff], data: JSONBody[CreateRatePlan]) -> Answer[RatePlan]:
    """Create a rate plan."""
    return Made(await staff.call("create_rate_plan", data), staff.at("rate-plans/{id}/"))


@read("/rate-plans/{rate_plan_id:int}/")
async def get_rate_plan(reader: NamedDependency[Reader], rate_plan_id: FromPath[int]) -> Answer[RatePlan]:
    """Read one rate plan."""
    return Answer(await reader.read("get_rate_plan", rate_plan_id=rate_plan_id))


@change("/rate-plans/{rate_plan_id:int}/")
async def update_rate_plan(
    staff: NamedDependency[Staff], rate_plan_id: FromPath[int], data: JSONBody[UpdateRatePlan]
) -> Answer[RatePlan]:
    """Change a rate plan; its bookings keep price and policy."""
    return Answer(await staff.call("update_rate_plan", data, rate_plan_id=rate_plan_id))


@remove("/rate-plans/{rate_plan_id:int}/delete/")
async def deactivate_rate_plan(staff: NamedDependency[Staff], rate_plan_id: FromPath[int]) -> Answer[RatePlan]:
    """Take a rate plan off sale."""
    return Answer(await staff.call("deactivate_rate_plan", rate_plan_id=rate_plan_id))


@act("/rate-plans/{rate_plan_id:int}/delete/", include_in_schema=False)
async def delete_rate_plan_by_post(staff: NamedDependency[Staff], rate_plan_id: FromPath[int]) -> Answer[RatePlan]:
    """The same, for clients that post."""
    return Answer(await staff.call("deactivate_rate_plan", rate_plan_id=rate_plan_id))


@read("/staff-tokens/")
async def list_staff_tokens(
    reader: NamedDependency[Reader], staff_id: FromQuery[int | None] = None
) -> Answer[list[StaffToken]]:
    """List the tokens of everybody, or of one member of staff; never what opens anything."""
    return Answer(await reader.read("list_staff_tokens", staff_id=staff_id))


@create("/staff-tokens/")
async def issue_staff_token(staff: NamedDependency[Staff], data: JSONBody[IssueStaffToken]) -> Answer[IssuedStaffToken]:
    """Issue a token for somebody who may do no more than oneself; it is told this once."""
    return Answer(await staff.call("issue_staff_token", data))


@act("/staff-tokens/{staff_token_id:int}/revoke/")
async def revoke_staff_token(staff: NamedDependency[Staff], staff_token_id: FromPath[int]) -> Answer[StaffToken]:
    """Take a token back for good; one's own, too."""
    return Answer(await staff.call("revoke_staff_token", staff_token_id=staff_token_id))


HANDLERS = [
    list_staff_tokens,
    issue_staff_token,
    revoke_staff_token,
    list_rate_plans,
    create_rate_plan,
    get_rate_plan,
    update_rate_plan,
    deactivate_rate_plan,
    get_me,
    get_access_config,
    update_access_config,
    get_settings,
    update_settings,
    get_precheckin_config,
    set_precheckin_config,
    list_cancellation_policies,
    create_cancellation_policy,
    cancellation_policy_templates,
    get_own_cancellation_policy,
    update_cancellation_policy,
]
OLDER_HANDLERS = [delete_rate_plan_by_post, replace_access_config, replace_cancellation_policy]
