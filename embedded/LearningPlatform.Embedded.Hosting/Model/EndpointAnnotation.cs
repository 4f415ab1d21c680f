using System.Diagnostics;
using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A port that a resource listens on.</summary>
[DebuggerDisplay("Name = {Name}, Port = {Port}, TargetPort = {TargetPort}")]
public sealed class EndpointAnnotation : IResourceAnnotation
{
    /// <param name="protocol">TCP in all that the app model has.</param>
    /// <param name="uriScheme">The scheme of the address; the protocol's name when not given.</param>
    /// <param name="transport">HTTP's version where the scheme is http(s).</param>
    /// <param name="name">What references call the endpoint; the scheme when not given.</param>
    /// <param name="port">Where others reach it; a free one when not given.</param>
    /// <param name="targetPort">Where the process itself listens; chosen when not given.</param>
    /// <param name="isExternal">Whether clients outside of the app use it.</param>
    /// <param name="isProxied">Whether a proxy may stand between the two ports.</param>
    public EndpointAnnotation(
        ProtocolType protocol,
        string? uriScheme = null,
        string? transport = null,
        string? name = null,
        int? port = null,
        int? targetPort = null,
        bool? isExternal = null,
        bool? isProxied = null)
    {
        Protocol = protocol;
        UriScheme = uriScheme ?? protocol.ToString().ToLowerInvariant();
        Transport = transport ?? (UriScheme is "http" or "https" ? "http" : UriScheme);
        Name = name ?? UriScheme;
        Port = port;
        TargetPort = targetPort;
        IsExternal = isExternal ?? false;
        IsProxied = isProxied ?? true;
    }

    public string Name { get; set; }

    public ProtocolType Protocol { get; set; }

    public string UriScheme { get; set; }

    public string Transport { get; set; }

    public int? Port { get; set; }

    public int? TargetPort { get; set; }

    /// <summary>The host that the process binds to, and that others use.</summary>
    public string TargetHost { get; set; } = "localhost";

    public bool IsExternal { get; set; }

    public bool IsProxied { get; set; }

    /// <summary>Whether the address is https.</summary>
    public bool TlsEnabled { get; set; }

    /// <summary>Where the endpoint is reached; set when the app starts.</summary>
    public AllocatedEndpoint? AllocatedEndpoint { get; set; }

    /// <summary>The variable that tells the process its <see cref="TargetPort"/>.</summary>
    internal string? TargetPortEnvironmentVariable { get; set; }

    /// <summary>Where each replica listens.</summary>
    internal IReadOnlyList<LearningPlatform.Embedded.Hosting.ReplicaTarget> Targets { get; set; } = [];
}

/// <summary>Where an endpoint is reached.</summary>
/// <param name="targetPortExpression">What stands for the process's own port in its environment: it differs from replica to replica.</param>
public class AllocatedEndpoint(EndpointAnnotation endpoint, string address, int port, string? targetPortExpression = null)
{
    public EndpointAnnotation Endpoint { get; } = endpoint;

    public string Address { get; } = address;

    public int Port { get; } = port;

    public string? TargetPortExpression { get; } = targetPortExpression;

    public string UriScheme => Endpoint.UriScheme;

    public string EndPointString => $"{Address}:{Port}";

    public string UriString => $"{UriScheme}://{EndPointString}";

    public override string ToString() => UriString;
}
