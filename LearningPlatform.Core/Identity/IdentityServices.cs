using LearningPlatform.Core.Identity.Accounts;
using LearningPlatform.Core.Identity.Keys;
using LearningPlatform.Core.Identity.Passwords;
using LearningPlatform.Core.Identity.Profiles;
using LearningPlatform.Core.Identity.Sessions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.Core.Identity;

/// <summary>The module's services, for whichever process needs them.</summary>
public static class IdentityServices
{
    /// <summary>Needs <c>NpgsqlDataSource</c>, <c>LearningDbContext</c> and <c>TimeProvider</c> beside it.</summary>
    public static IServiceCollection AddIdentityCore(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.Configure<IdentitySettings>(configuration.GetSection(IdentitySettings.Section));
        services.Configure<FirstAdminSettings>(configuration.GetSection(FirstAdminSettings.Section));
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
            .AddSingleton<PasswordChange>()
            .AddScoped<PasswordSignIn>()
            .AddScoped<ProfileService>();
    }
}
