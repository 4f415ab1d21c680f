using System.Security.Claims;
using FluentValidation;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Data;
using LearningPlatform.Core.Notifications;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;
using Microsoft.EntityFrameworkCore;

namespace LearningPlatform.Api.Notifications;

/// <summary>A person's notifications, and how they want to get them.</summary>
internal static class NotificationEndpoints
{
    private static readonly Failure NotFound = Failure.NotFound("NOTIFICATION_NOT_FOUND", "There is no such notification.");

    public static void AddNotifications(this IHostApplicationBuilder builder)
    {
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, NotificationsJson.Default));
        builder.Services.AddSingleton<IValidator<PreferencesRequest>, PreferencesRequestValidator>();
    }

    public static void MapNotifications(this IEndpointRouteBuilder v1)
    {
        var notifications = v1.MapGroup("/notifications").WithTags("Notifications");
        var own = notifications.MapGroup("").RequireAuthorization(Policies.SignedIn);
        own.MapGet("", ListAsync)
            .WithSummary("Your notifications, newest first, and how many are unread")
            .WithMetadata(new QueryParameter("unread", "boolean", "`true` for the unread ones only."))
            .WithPageParameters();
        own.MapPut("/{id:guid}/read", ReadAsync).WithSummary("Mark one as read").Fails(404, NotFound.Code);
        own.MapPut("/read-all", ReadAllAsync).WithSummary("Mark all as read");
        own.MapGet("/preferences", GetPreferencesAsync).WithSummary("How each kind of notification reaches you");
        own.MapPut("/preferences", PutPreferencesAsync).WithSummary("Choose how each kind of notification reaches you");
        notifications.MapUnsubscribe();
        v1.MapFollowing();
    }

    private static async Task<Reply<NotificationPage>> ListAsync(
        HttpContext context, ClaimsPrincipal user, LearningDbContext db, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query);
        var (limit, after) = (query.Limit(), query.After());
        if (query.Failure is { } failure)
        {
            return failure;
        }

        var userId = user.Caller().UserId;
        var all = db.Set<Notification>().AsNoTracking().Where(notification => notification.UserId == userId && notification.InApp);
        var unread = all.Where(notification => notification.ReadAt == null);
        var wanted = context.Request.Query["unread"] == "true" ? unread : all;
        if (after is { Id: var last })
        {
            wanted = wanted.Where(notification => notification.Id < last);
        }

        var rows = await wanted.OrderByDescending(notification => notification.Id).Take(limit + 1).ToListAsync(cancellationToken);
        var page = Page<Notification>.From(rows, limit, notification => Cursor.Encode("", notification.Id));
        return new NotificationPage(
            [.. page.Items.Select(NotificationView.Of)], page.NextCursor, await unread.LongCountAsync(cancellationToken));
    }

    private static async Task<NoContentReply> ReadAsync(
        Guid id, ClaimsPrincipal user, LearningDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        var (userId, now) = (user.Caller().UserId, time.GetUtcNow());
        var found = await db.Set<Notification>()
            .Where(notification => notification.Id == id && notification.UserId == userId && notification.InApp)
            .ExecuteUpdateAsync(
                set => set.SetProperty(notification => notification.ReadAt, notification => notification.ReadAt ?? now), cancellationToken);
        return found == 0 ? NotFound : NoContentReply.Done;
    }

    private static async Task<NoContentReply> ReadAllAsync(
        ClaimsPrincipal user, LearningDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        var (userId, now) = (user.Caller().UserId, time.GetUtcNow());
        await db.Set<Notification>()
            .Where(notification => notification.UserId == userId && notification.ReadAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(notification => notification.ReadAt, now), cancellationToken);
        return NoContentReply.Done;
    }

    private static async Task<Reply<PreferencesResponse>> GetPreferencesAsync(
        ClaimsPrincipal user, LearningDbContext db, CancellationToken cancellationToken)
    {
        var userId = user.Caller().UserId;
        var times = await db.Set<NotificationSettings>().AsNoTracking().FirstOrDefaultAsync(row => row.UserId == userId, cancellationToken);
        return PreferencesResponse.Of(
            await NotificationChoices.GetAsync(db, userId, cancellationToken), times ?? new() { UserId = userId });
    }

    private static async Task<Reply<PreferencesResponse>> PutPreferencesAsync(
        PreferencesRequest request, ClaimsPrincipal user, LearningDbContext db, CancellationToken cancellationToken)
    {
        var userId = user.Caller().UserId;
        var times = new NotificationSettings
        {
            UserId = userId,
            QuietFrom = request.QuietFrom,
            QuietUntil = request.QuietUntil,
            DigestAt = request.DigestAt ?? NotificationSettings.DefaultDigestAt,
        };
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await NotificationChoices.SetTimesAsync(db, times, cancellationToken);
        await NotificationChoices.SetAsync(db, userId, request.Kinds ?? [], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return PreferencesResponse.Of(await NotificationChoices.GetAsync(db, userId, cancellationToken), times);
    }
}
