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

    /// <summary>
    /// A generated password is printed by the development run that makes it, and kept like the data: later runs find it among their
    /// parameters, as Aspire's user secrets and the embedded engine's kept secrets are, and only say that there is one.
    /// </summary>
    public static FirstAdmin AddFirstAdmin(this IDistributedApplicationBuilder builder)
    {
        var settings = builder.Configuration;
        var email = settings[EmailVariable] ?? settings["Parameters:admin-email"] ?? DefaultEmail;
        var kept = settings["Parameters:admin-password"];
        var emailParameter = builder.AddParameter("admin-email", email);
        if ((settings[PasswordVariable] ?? kept) is { } password)
        {
            if (password == kept)
            {
                Say(builder, () => $"First admin: {email}; its password was printed when it was made, and is kept (README.md, \"Run it\").");
            }

            return new FirstAdmin(emailParameter, builder.AddParameter("admin-password", password, secret: true));
        }

        var generated = new GenerateParameterDefault { MinLength = 20, Special = false, MinLower = 1, MinUpper = 1, MinNumeric = 1 };
        var passwordParameter = builder.AddParameter("admin-password", generated, secret: true, persist: true);
        Say(builder, () =>
        {
            var value = passwordParameter.Resource.GetValueAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
            return $"First admin: {email} with the password {value}";
        });
        return new FirstAdmin(emailParameter, passwordParameter);
    }

    private static void Say(IDistributedApplicationBuilder builder, Func<string> line)
    {
        if (builder.ExecutionContext.IsRunMode && builder.Environment.IsDevelopment())
        {
            Console.WriteLine(line());
        }
    }
}
