namespace LearningPlatform.Embedded.ObjectStorage.Signing;

/// <summary>What a signing key is limited to: a day (<c>yyyyMMdd</c>), a region and a service.</summary>
internal sealed record CredentialScope(string Date, string Region, string Service)
{
    private const string Terminator = "aws4_request";

    public override string ToString() => $"{Date}/{Region}/{Service}/{Terminator}";

    /// <summary>Splits <c>access-key/yyyyMMdd/region/service/aws4_request</c>; an access key may hold slashes itself.</summary>
    public static bool TryParse(string credential, out string accessKey, out CredentialScope scope)
    {
        var parts = credential.Split('/');
        if (parts.Length < 5 || parts[^1] != Terminator)
        {
            (accessKey, scope) = ("", new CredentialScope("", "", ""));
            return false;
        }

        accessKey = string.Join('/', parts[..^4]);
        scope = new CredentialScope(parts[^4], parts[^3], parts[^2]);
        return true;
    }
}
