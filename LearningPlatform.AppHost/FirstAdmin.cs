using Microsoft.Extensions.Hosting;

namespace LearningPlatform.AppHost;

/// <summary>The account that a new installation starts with; the Api makes it while there is no admin.</summary>
internal sealed record FirstAdmin(IResourceBuilder<ParameterResource> Email, IResourceBuilder<ParameterResource> Password);

/// <summary>Where the first admin comes from: the environment, the configuration, or chance.</summary>
internal static class FirstAdminExtensions
{
    private const string EmailVariable = "LEARNING_ADMIN_EMAIL";
    private const string PasswordVariable = "LEARNING_ADMIN_PASSWORD";
    private const string DefaultEmail = "admin@example.com";

    /// <summary>A generated password is kept like the data, and printed once at each development start: it is the same one as long as the data is kept.</summary>
    public static FirstAdmin AddFirstAdmin(this IDistributedApplicationBuilder builder)
    {
        var settings = builder.Configuration;
        var email = settings[EmailVariable] ?? settings["Parameters:admin-email"] ?? DefaultEmail;
        var password = settings[PasswordVariable] ?? settings["Parameters:admin-password"];
        var emailParameter = builder.AddParameter("admin-email", email);
        if (password is not null)
        {
            return new FirstAdmin(emailParameter, builder.AddParameter("admin-password", password, secret: true));
        }

        var generated = new GenerateParameterDefault { MinLength = 20, Special = false, MinLower = 1, MinUpper = 1, MinNumeric = 1 };
        var passwordParameter = builder.AddParameter("admin-password", generated, secret: true, persist: true);
        if (builder.ExecutionContext.IsRunMode && builder.Environment.IsDevelopment())
        {
            var value = passwordParameter.Resource.GetValueAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
            Console.WriteLine($"First admin: {email} with the password {value}");
        }

        return new FirstAdmin(emailParameter, passwordParameter);
    }
}
