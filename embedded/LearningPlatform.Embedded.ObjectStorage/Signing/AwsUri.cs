using System.Buffers;
using System.Globalization;
using System.Text;

namespace LearningPlatform.Embedded.ObjectStorage.Signing;

/// <summary>Percent-encoding as Signature V4 defines it: upper-case hex, only RFC 3986's unreserved characters stay.</summary>
internal static class AwsUri
{
    private static readonly SearchValues<byte> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"u8);

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Encode(string value, bool keepSlash = false)
    {
        var encoded = new StringBuilder(value.Length + 16);
        foreach (var octet in Encoding.UTF8.GetBytes(value))
        {
            if (Unreserved.Contains(octet) || (keepSlash && octet == '/'))
            {
                encoded.Append((char)octet);
            }
            else
            {
                encoded.Append('%').Append(octet.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return encoded.ToString();
    }

    /// <summary>Reverses <see cref="Encode"/>, and takes characters that needed no escape as they are.</summary>
    /// <exception cref="S3Exception">
    /// An escape is broken, or the bytes are not UTF-8: such a name could not be told apart from another.
    /// </exception>
    public static string Decode(ReadOnlySpan<char> value, bool plusIsSpace)
    {
        var octets = new byte[Encoding.UTF8.GetMaxByteCount(value.Length)];
        var count = 0;
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '%')
            {
                if (i + 2 >= value.Length
                    || !byte.TryParse(value.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, null, out octets[count++]))
                {
                    throw new S3Exception(S3Error.InvalidUri);
                }

                i += 2;
            }
            else
            {
                var character = plusIsSpace && value[i] == '+' ? ' ' : value[i];
                octets[count++] = char.IsAscii(character) ? (byte)character : throw new S3Exception(S3Error.InvalidUri);
            }
        }

        return DecodeUtf8(octets.AsSpan(0, count));
    }

    private static string DecodeUtf8(ReadOnlySpan<byte> octets)
    {
        try
        {
            return StrictUtf8.GetString(octets);
        }
        catch (DecoderFallbackException)
        {
            throw new S3Exception(S3Error.InvalidUri);
        }
    }
}
