using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LearningPlatform.ServiceDefaults.RateLimiting;

/// <summary>Whose requests are counted: an address or a user, under one policy.</summary>
internal readonly record struct LimitKey(string Policy, bool IsUser, UInt128 Value)
{
    public static LimitKey Of(string policy, Guid userId)
    {
        Span<byte> bytes = stackalloc byte[16];
        userId.TryWriteBytes(bytes);
        return new LimitKey(policy, IsUser: true, BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    /// <summary>IPv6 by its /64: a household has 2⁶⁴ addresses of those.</summary>
    public static LimitKey Of(string policy, IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv4MappedToIPv6)
        {
            address.TryWriteBytes(bytes, out _);
            bytes[8..].Clear();
            return new LimitKey(policy, IsUser: false, BinaryPrimitives.ReadUInt128BigEndian(bytes));
        }

        address.MapToIPv4().TryWriteBytes(bytes[12..], out _);
        return new LimitKey(policy, IsUser: false, BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]));
    }

    /// <summary>The key in Redis.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"limit:{Policy}:{(IsUser ? 'u' : 'a')}:{Value:x}");

    public bool Equals(LimitKey other) =>
        Value == other.Value && IsUser == other.IsUser && ReferenceEquals(Policy, other.Policy);

    public override int GetHashCode() => HashCode.Combine(Value, IsUser);
}
