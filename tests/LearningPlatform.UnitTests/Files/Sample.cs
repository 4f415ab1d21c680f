using System.Buffers.Binary;

namespace LearningPlatform.UnitTests.Files;

/// <summary>Pictures that a browser's canvas made (37 by 21 pixels), and the means to take them apart.</summary>
internal static class Sample
{
    public static readonly string[] Names = ["picture.png", "alpha.png", "picture.jpg", "lossy.webp", "lossless.webp", "alpha.webp"];

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Files", "Samples", name));

    /// <summary>A WebP of the simple format: the picture's own chunk and nothing else.</summary>
    public static byte[] SimpleWebp(string name)
    {
        var bytes = Read(name).AsSpan();
        var at = Math.Max(bytes.IndexOf("VP8 "u8), bytes.IndexOf("VP8L"u8));
        return Riff(bytes[at..]);
    }

    /// <summary>Chunks in a RIFF of form WEBP whose length is right.</summary>
    public static byte[] Riff(ReadOnlySpan<byte> chunks)
    {
        var file = new byte[12 + chunks.Length];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), chunks.Length + 4);
        "WEBP"u8.CopyTo(file.AsSpan(8));
        chunks.CopyTo(file.AsSpan(12));
        return file;
    }

    public static byte[] With(this byte[] bytes, int index, params byte[] replacement)
    {
        var changed = bytes.ToArray();
        replacement.CopyTo(changed, index);
        return changed;
    }
}
