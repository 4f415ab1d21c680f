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
        // Not AddAuthentication: it brings data protection, which reads its key ring at every start, for cookies that nobody here makes.
        services.AddAuthenticationCore(options =>
        {
            options.AddScheme<AccessTokenHandler>(AccessTokenHandler.Scheme, null);
            options.DefaultScheme = AccessTokenHandler.Scheme;
        });
        services.AddTransient<AccessTokenHandler>();
        services.AddAuthorization(Policies.Add);
    }

    public static void UsePlatformAuthentication(this IApplicationBuilder app)
    {
        // Tells WebApplication that authentication is in place; otherwise it adds the framework's middleware in front.
        app.Properties["__AuthenticationMiddlewareSet"] = true;
        app.UseMiddleware<CredentialMiddleware>();
    }
}
