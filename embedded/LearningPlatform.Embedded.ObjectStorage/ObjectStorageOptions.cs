using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LearningPlatform.Embedded.ObjectStorage;

/// <summary>Where an <see cref="ObjectStorageServer"/> keeps its files, where it listens and whose signatures it accepts.</summary>
public sealed class ObjectStorageOptions
{
    /// <summary>The folder that holds every bucket. Created when it is missing; one running server owns it.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The port on the loopback interface; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The only access key that is known.</summary>
    public required string AccessKey { get; init; }

    /// <summary>The secret that belongs to <see cref="AccessKey"/>. Never logged.</summary>
    public required string SecretKey { get; init; }

    /// <summary>The region that a signature's scope must name.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>
    /// Origins that a browser may send pre-signed requests from; <c>*</c> is any. Any is safe as the default: every request
    /// needs a signature of its own, and none is sent by a browser unasked.
    /// </summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = ["*"];

    /// <summary>Receives the server's log lines; nothing is logged by default.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>The clock that dates objects and judges the age of signatures.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
