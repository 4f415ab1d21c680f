namespace LearningPlatform.Core;

/// <summary>A resource that counts its changes: its answers carry an ETag and honour <c>If-Match</c> and <c>If-None-Match</c>.</summary>
public interface IVersioned
{
    /// <summary>Becomes the ETag.</summary>
    int Version { get; }
}
