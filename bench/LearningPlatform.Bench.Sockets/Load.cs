using System.Net;

namespace LearningPlatform.Bench.Sockets;

/// <summary>What is asked of a server.</summary>
/// <param name="Version">The version of HTTP that sockets are opened by.</param>
/// <param name="Sockets">How many, about: rooms are full.</param>
/// <param name="Rate">Messages a second, of all together.</param>
/// <param name="Seconds">How long they talk.</param>
internal sealed record Load(Version Version, int Sockets, int Rate, int Seconds)
{
    /// <summary>Without TLS nothing says which version is spoken: it is the one or the other.</summary>
    public KeyValuePair<string, string> Protocols =>
        new("Kestrel__EndpointDefaults__Protocols", Version == HttpVersion.Version20 ? "Http2" : "Http1");
}
