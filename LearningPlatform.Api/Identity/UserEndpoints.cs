using System.Security.Claims;
using FluentValidation;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Identity.Accounts;
using LearningPlatform.Core.Identity.Audit;
using LearningPlatform.Core.Identity.Profiles;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;
using Npgsql;

namespace LearningPlatform.Api.Identity;

/// <summary>People as others see them, and their roles (documents 2 and 5).</summary>
internal static class UserEndpoints
{
    private static readonly Failure NotYours = Failure.Forbidden("NOT_YOUR_ACCOUNT", "Only its owner and admins may do this.");

    public static void MapUsers(this IEndpointRouteBuilder users)
    {
        var one = users.MapGroup("/{id:guid}").RequireAuthorization(Policies.SignedIn);
        one.MapGet("", GetAsync)
            .WithSummary("A public profile, as far as its owner shows it")
            .Fails(404, "USER_NOT_FOUND");
        one.MapPut("", UpdateAsync)
            .WithSummary("Replace a profile: one's own, or anybody's for admins")
            .Fails(403, "NOT_YOUR_ACCOUNT")
            .Fails(404, "USER_NOT_FOUND")
            .Fails(412, "PRECONDITION_FAILED")
            .WithRequestExample(IdentityExamples.ProfileChange)
            .WithResponseExample(IdentityExamples.Profile);
        one.MapGet("/roles", GetRolesAsync)
            .WithSummary("Somebody's role")
            .Fails(403, "NOT_YOUR_ACCOUNT")
            .Fails(404, "USER_NOT_FOUND");
        one.MapPut("/roles", SetRoleAsync)
            .WithSummary("Give somebody a role")
            .RequireAuthorization(Policies.Admin)
            .Fails(404, "USER_NOT_FOUND")
            .Fails(409, "LAST_ADMIN")
            .WithRequestExample("""{"role":"instructor"}""");
    }

    private static async Task<Reply<PublicProfile>> GetAsync(
        Guid id, ClaimsPrincipal user, PublicProfiles profiles, CancellationToken cancellationToken) =>
        await profiles.GetAsync(id, user.Caller(), cancellationToken);

    private static async Task<Reply<ProfileView>> UpdateAsync(
        Guid id,
        ProfileRequest request,
        HttpContext context,
        ProfileService profiles,
        NpgsqlDataSource database,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var caller = context.User.Caller();
        if (!caller.Owns(id))
        {
            return NotYours;
        }

        var outcome = await profiles.UpdateAsync(
            id, request.ToChange(), version => Preconditions.Check(context.Request, version), cancellationToken);
        if (outcome.Failure is null && caller.UserId != id)
        {
            await database.WriteAuditAsync(
                new(AuditActions.UserUpdatedByAdmin, caller.UserId, id, context.Device().Address), time.GetUtcNow(), cancellationToken);
        }

        return outcome;
    }

    private static async Task<Reply<RoleView>> GetRolesAsync(
        Guid id, ClaimsPrincipal user, RoleService roles, CancellationToken cancellationToken) =>
        user.Caller().Owns(id) ? await roles.GetAsync(id, cancellationToken) : NotYours;

    private static async Task<Reply<RoleView>> SetRoleAsync(
        Guid id, RoleRequest request, HttpContext context, RoleService roles, RevokedSessions revoked, CancellationToken cancellationToken)
    {
        var outcome = await roles.ChangeAsync(id, request.Wanted!.Value, context.User.Caller(), context.Device(), cancellationToken);
        if (!outcome.TryGet(out var changed, out var failure))
        {
            return failure;
        }

        await revoked.RevokeAllAsync(changed.EndedSessions);
        return changed.View;
    }
}

/// <summary>A role to give.</summary>
/// <param name="Role">student (or learner), instructor, admin.</param>
/// <param name="Roles">The same as a list of one.</param>
internal sealed record RoleRequest(string? Role = null, string[]? Roles = null)
{
    internal Role? Wanted =>
        Core.Identity.Roles.TryParse(Role ?? (Roles is [var only] ? only : null), out var role) ? role : null;
}

internal sealed class RoleRequestValidator : AbstractValidator<RoleRequest>
{
    public RoleRequestValidator() => RuleFor(request => request.Role)
        .Must((request, _) => request.Wanted is not null).WithMessage("One of student, instructor, admin.");
}
