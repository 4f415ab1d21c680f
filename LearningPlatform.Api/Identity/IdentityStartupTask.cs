using LearningPlatform.Api.Startup;
using LearningPlatform.Core.Identity.Accounts;
using LearningPlatform.Core.Identity.Keys;

namespace LearningPlatform.Api.Identity;

/// <summary>Makes what nobody can sign in without: a signing key and the first admin.</summary>
internal sealed class IdentityStartupTask(SigningKeys keys, FirstAdmin admin) : IStartupTask
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await keys.CurrentAsync(cancellationToken);
        await admin.EnsureAsync(cancellationToken);
    }
}
