using System.Security.Cryptography;

namespace LearningPlatform.Embedded.ObjectStorage.Payloads;

/// <summary>A digest of bytes that come piece by piece.</summary>
internal abstract class RunningHash : IDisposable
{
    public abstract void Append(ReadOnlySpan<byte> data);

    public abstract byte[] Value();

    public virtual void Dispose()
    {
    }
}

internal sealed class CryptographicHash(HashAlgorithmName name) : RunningHash
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(name);

    public override void Append(ReadOnlySpan<byte> data) => _hash.AppendData(data);

    public override byte[] Value() => _hash.GetCurrentHash();

    public override void Dispose()
    {
        _hash.Dispose();
        base.Dispose();
    }
}
