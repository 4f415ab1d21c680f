using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LearningPlatform.ServiceDefaults.Authentication;

/// <summary>Registers and puts in place all of this folder.</summary>
internal static class AuthenticationSetup
{
    public static void AddPlatformAuthentication(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<TokenOptions>(configuration.GetSection(TokenOptions.Section));
        services.TryAddSingleton<ITokenKeys, JwksTokenKeys>();
        services.AddResilientHttpClient(JwksTokenKeys.ClientName, configure: resilience =>
        {
            // Requests wait for it.
            resilience.TotalTime = TimeSpan.FromSeconds(5);
            resilience.AttemptTime = TimeSpan.FromSeconds(2);
            resilience.Retries = 2;
        });
        services.AddSingleton<RevokedSessions>();
        services.AddHostedService(provider => provider.GetRequiredService<RevokedSessions>());
        services.AddSingleton<AccessTokens>();
        services.AddAuthentication(AccessTokenHandler.Scheme)
            .AddScheme<AuthenticationSchemeOptions, AccessTokenHandler>(AccessTokenHandler.Scheme, null);
        services.AddAuthorization(Policies.Add);
    }

    public static void UsePlatformAuthentication(this IApplicationBuilder app)
    {
        // Tells WebApplication that authentication is in place; otherwise it adds the framework's middleware in front.
        app.Properties["__AuthenticationMiddlewareSet"] = true;
        app.UseMiddleware<CredentialMiddleware>();
    }
}
