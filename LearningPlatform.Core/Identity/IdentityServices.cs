using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity.Accounts;
using LearningPlatform.Core.Identity.Audit;
using LearningPlatform.Core.Identity.External;
using LearningPlatform.Core.Identity.Friends;
using LearningPlatform.Core.Identity.Keys;
using LearningPlatform.Core.Identity.Leaderboards;
using LearningPlatform.Core.Identity.Limits;
using LearningPlatform.Core.Identity.Passwords;
using LearningPlatform.Core.Identity.Personal;
using LearningPlatform.Core.Identity.Profiles;
using LearningPlatform.Core.Identity.Sessions;
using LearningPlatform.Core.Mail;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LearningPlatform.Core.Identity;

/// <summary>The module's services, for whichever process needs them.</summary>
public static class IdentityServices
{
    /// <summary>Needs <c>NpgsqlDataSource</c>, <c>LearningDbContext</c>, Redis, <c>OutboxSignal</c> and <c>TimeProvider</c> beside it.</summary>
    public static IServiceCollection AddIdentityCore(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.Configure<IdentitySettings>(configuration.GetSection(IdentitySettings.Section));
        services.Configure<FirstAdminSettings>(configuration.GetSection(FirstAdminSettings.Section));
        services.Configure<MailSettings>(configuration.GetSection(MailSettings.Section));
        services.TryAddSingleton<OutboxSignal>();
        return services
            .AddSingleton<PasswordHashing>()
            .AddSingleton<KeyEncryption>()
            .AddSingleton<SigningKeyStore>()
            .AddSingleton<SigningKeys>()
            .AddSingleton<TokenIssuer>()
            .AddSingleton<SessionService>()
            .AddSingleton<SessionRefresh>()
            .AddSingleton<AccountService>()
            .AddSingleton<FirstAdmin>()
            .AddSingleton<MailTemplates>()
            .AddSingleton<Registration>()
            .AddSingleton<EmailVerification>()
            .AddSingleton<PasswordReset>()
            .AddSingleton<SignInLimits>()
            .AddSingleton<KnownDevices>()
            .AddSingleton<PasswordChange>()
            .AddSingleton<RoleService>()
            .AddSingleton<FriendService>()
            .AddSingleton<Privacy>()
            .AddSingleton<AuditQueries>()
            .AddSingleton<DataRequests>()
            .AddSingleton<ExternalSignIn>()
            .AddSingleton<LeaderboardQueries>()
            .AddSingleton<LeaderboardRanks>()
            .AddScoped<PasswordSignIn>()
            .AddScoped<ProfileService>()
            .AddScoped<PublicProfiles>()
            .AddScoped<LeaderboardStandings>();
    }

    /// <summary>What Workers need: mail and the work behind exports and erasures. Needs <c>ObjectStorage</c> beside it.</summary>
    public static IServiceCollection AddIdentityWork(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.Configure<IdentitySettings>(configuration.GetSection(IdentitySettings.Section));
        services.Configure<MailSettings>(configuration.GetSection(MailSettings.Section));
        services.TryAddSingleton<MailTemplates>();
        return services.AddSingleton<PersonalExport>().AddSingleton<PersonalErasure>();
    }
}
