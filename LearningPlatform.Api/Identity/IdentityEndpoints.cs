using FluentValidation;
using LearningPlatform.Api.Startup;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Identity.External;
using LearningPlatform.Core.Identity.Profiles;
using LearningPlatform.ServiceDefaults.Authentication;

namespace LearningPlatform.Api.Identity;

/// <summary>Accounts: who people are, what they may do, what is kept on them.</summary>
internal static class IdentityEndpoints
{
    public static void AddIdentity(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddIdentityCore(builder.Configuration);
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, IdentityJson.Default));
        services.AddSingleton<ITokenKeys, RingTokenKeys>();
        services.Configure<OAuthSettings>(builder.Configuration.GetSection(OAuthSettings.Section));
        services.AddHttpClient<OAuthClient>(http =>
        {
            http.Timeout = TimeSpan.FromSeconds(10);
            http.MaxResponseContentBufferSize = 1024 * 1024;
        });
        services.AddScoped<IStartupTask, IdentityStartupTask>();
        services.AddSingleton<IValidator<LoginRequest>, LoginRequestValidator>();
        services.AddSingleton<IValidator<RegisterRequest>, RegisterRequestValidator>();
        services.AddSingleton<IValidator<TokenRequest>, TokenRequestValidator>();
        services.AddSingleton<IValidator<AddressRequest>, AddressRequestValidator>();
        services.AddSingleton<IValidator<ResetPasswordRequest>, ResetPasswordRequestValidator>();
        services.AddSingleton<IValidator<ProfileRequest>, ProfileRequestValidator>();
        services.AddSingleton<IValidator<AvatarRequest>, AvatarRequestValidator>();
        services.AddScoped<Avatars>();
        services.AddSingleton<IValidator<ChangePasswordRequest>, ChangePasswordRequestValidator>();
        services.AddSingleton<IValidator<OAuthRequest>, OAuthRequestValidator>();
        services.AddSingleton<IValidator<RoleRequest>, RoleRequestValidator>();
        services.AddSingleton<IValidator<FriendRequest>, FriendRequestValidator>();
        services.AddSingleton<IValidator<PreferencesEndpoints.PreferencesRequest>, PreferencesEndpoints.PreferencesRequestValidator>();
    }

    public static void MapIdentity(this IEndpointRouteBuilder v1)
    {
        var auth = v1.MapGroup("/auth").WithTags("Sign-in");
        auth.MapRegistration();
        auth.MapSignIn();
        auth.MapSessions();
        auth.MapOAuth();
        auth.MapPasswords();
        auth.MapXp();

        // Document 2 reads and writes the profile at /auth/me, documents 3 and 4 at /auth/profile.
        auth.MapProfile("/me");
        auth.MapProfile("/profile");

        var users = v1.MapGroup("/users").WithTags("Users");
        users.MapProfile("/profile");
        users.MapAvatars();
        users.MapPreferences();
        users.MapEarned();
        users.MapPersonalData();
        users.MapUsers();
        v1.MapFriends();
        v1.MapLeaderboards();
        v1.MapAudit();
    }
}
