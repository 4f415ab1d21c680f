using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Files;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace LearningPlatform.Core.Identity.Profiles;

/// <summary>
/// The pictures of accounts that lie here, uploaded with the purpose avatar. The profile's <c>avatar_url</c> leads to this platform then,
/// and names the upload: who knows it may see the picture, as with a picture that lies elsewhere.
/// </summary>
public sealed class Avatars(LearningDbContext db, Uploads uploads, IOptions<IdentitySettings> settings, TimeProvider time)
{
    public static readonly Failure NotFound = Failure.NotFound("AVATAR_NOT_FOUND", "There is no such picture.");

    /// <summary>Makes a ready upload the caller's picture; the one before it is removed.</summary>
    public async Task<Failure?> SetAsync(Guid uploadId, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var claimed = await uploads.ClaimAsync(uploadId, caller.UserId, UploadPurpose.Avatar, caller.UserId, cancellationToken);
        if (claimed.Failure is { } failure)
        {
            return failure;
        }

        if (await db.Users.FirstOrDefaultAsync(user => user.Id == caller.UserId, cancellationToken) is not { } user)
        {
            return ProfileService.NotFound;
        }

        user.AvatarUrl = UrlOf(caller.UserId, uploadId);
        user.UpdatedAt = time.GetUtcNow();
        user.Version++;
        db.Outbox.Add(OutboxMessage.Of(new ProfileUpdated(), caller.UserId, null, time));
        if (await db.SaveIfCurrentAsync(cancellationToken) is { } stale)
        {
            return stale;
        }

        await uploads.DeleteOthersAsync(caller.UserId, UploadPurpose.Avatar, uploadId, cancellationToken);
        return null;
    }

    /// <summary>A link to the picture's bytes, while it is the account's.</summary>
    public async Task<Outcome<FileLink>> LinkAsync(Guid userId, Guid uploadId, CancellationToken cancellationToken)
    {
        var url = await db.Users.Where(user => user.Id == userId).Select(user => user.AvatarUrl).FirstOrDefaultAsync(cancellationToken);
        if (url != UrlOf(userId, uploadId))
        {
            return NotFound;
        }

        return (await uploads.LinkAsync(uploadId, inline: true, cancellationToken)).TryGet(out var link, out _) ? link : NotFound;
    }

    private string UrlOf(Guid userId, Guid uploadId) => $"{settings.Value.Issuer.TrimEnd('/')}/api/v1/users/{userId}/avatar?v={uploadId}";
}
