using System.Buffers;
using System.Globalization;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LearningPlatform.ServiceDefaults.Edge;

/// <summary>Looks at the raw path and query: percent-encoded NULs and bytes that are not UTF-8 have no meaning anywhere behind.</summary>
internal static class RequestTarget
{
    private const int StackLimit = 1024;

    /// <summary>Whether the target decodes to text.</summary>
    public static bool IsText(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget;
        return string.IsNullOrEmpty(target) || !target.Contains('%', StringComparison.Ordinal) || DecodesToText(target);
    }

    private static bool DecodesToText(ReadOnlySpan<char> target)
    {
        byte[]? rented = null;
        var bytes = target.Length <= StackLimit
            ? stackalloc byte[StackLimit]
            : rented = ArrayPool<byte>.Shared.Rent(target.Length);
        var count = Decode(target, bytes);
        var isText = count >= 0 && Utf8.IsValid(bytes[..count]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return isText;
    }

    /// <summary>Copies the decoded bytes; -1 when there is a NUL among them. A lone % stays as it is, as the query parser has it.</summary>
    private static int Decode(ReadOnlySpan<char> target, Span<byte> bytes)
    {
        var count = 0;
        for (var i = 0; i < target.Length; i++)
        {
            var value = (byte)target[i];
            if (value == '%' && i + 2 < target.Length
                && byte.TryParse(target.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var decoded))
            {
                value = decoded;
                i += 2;
            }

            if (value == 0)
            {
                return -1;
            }

            bytes[count++] = value;
        }

        return count;
    }
}
