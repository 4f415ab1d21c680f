using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;

namespace LearningPlatform.Embedded.Hosting;

/// <summary>Hides the app's secrets in what the dashboard shows: wherever their values stand, and whatever a secret-looking variable holds.</summary>
internal sealed partial class SecretMask(DistributedApplicationModel model)
{
    private const string Dots = "••••••••";
    private const int ShortestSecret = 4;

    private readonly Lazy<IReadOnlyList<string>> _secrets = new(() => Collect(model));

    public string Apply(string text) => _secrets.Value.Aggregate(text, (masked, secret) => masked.Replace(secret, Dots, StringComparison.Ordinal));

    /// <summary>As <see cref="Apply(string)"/>, for the value of a variable.</summary>
    public string Apply(string name, string value) => SecretName().IsMatch(name) && value.Length > 0 ? Dots : Apply(value);

    private static List<string> Collect(DistributedApplicationModel model)
    {
        var parameters = model.Resources.SelectMany(r => r switch
        {
            ParameterResource { Secret: true } parameter => [parameter],
            PostgresServerResource postgres => [postgres.PasswordParameter],
            RedisResource { PasswordParameter: { } password } => [password],
            ObjectStorageResource storage => [storage.SecretKey],
            _ => Array.Empty<ParameterResource>()
        });
        var values = parameters.Select(p => p.GetValueAsync().AsTask().GetAwaiter().GetResult() ?? "").Where(v => v.Length >= ShortestSecret);
        return [.. values.SelectMany(v => new[] { v, Uri.EscapeDataString(v) }).Distinct().OrderByDescending(v => v.Length)];
    }

    [GeneratedRegex("PASSWORD|SECRET|TOKEN|(^|_)KEY$|APIKEY|ENCRYPTIONKEY|CREDENTIAL", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SecretName();
}
